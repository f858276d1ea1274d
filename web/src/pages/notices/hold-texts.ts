import { defineTexts } from '../../texts/texts';

/** Of messages that are held back. */
export const holdTexts = defineTexts(
  {
    held: '通知已暂扣，不会发出任何消息',
    heldBy: (who: string) => `由 ${who} 暂扣`,
    waiting: (count: number) => `${count} 条消息在等待`,
    seeNotices: '查看通知',
    release: '放行',
    discard: '作废',
    releaseTitle: '放行被暂扣的通知？',
    releaseHint: (count: number) =>
      `等待中的 ${count} 条消息将立即或按各自时间发出。请先确认其中没有已经发过的。`,
    discardTitle: '作废被暂扣的通知？',
    discardHint: (count: number) => `等待中的 ${count} 条消息将被取消，永远不会发出。之后的新通知照常发送。`,
    released: (released: number, discarded: number) => `已放行 ${released} 条，作废 ${discarded} 条`,
  },
  {
    held: 'Messages are held: none goes out',
    heldBy: (who) => `held by ${who}`,
    waiting: (count) => `${count} messages wait`,
    seeNotices: 'See the notices',
    release: 'Release',
    discard: 'Discard',
    releaseTitle: 'Release the messages that are held?',
    releaseHint: (count) =>
      `The ${count} messages that wait go out now, or at their time. See first that none of them went out before.`,
    discardTitle: 'Discard the messages that are held?',
    discardHint: (count) =>
      `The ${count} messages that wait are cancelled and never go out. New ones are sent as usual.`,
    released: (released, discarded) => `${released} released, ${discarded} discarded`,
  },
);
