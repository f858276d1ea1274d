import type { Attention, AttentionKind } from '../../monitor/index.js';
import type { Finding } from './finding.js';

/** So many failed runs in a day are no accident. */
const PILE = 10;

type Text = Pick<Finding, 'severity' | 'problem' | 'meaning' | 'mend'>;

/** What doctor says of what the dashboard shows to need a person. Bills are somebody else's, workers it knows better. */
export function attentionFindings(attention: Attention): Finding[] {
  const { kind, count } = attention;
  if (kind === 'failed-runs' && count < PILE) return [];
  const text = TEXTS[kind]?.(attention);
  return text ? [{ code: kind, ...text }] : [];
}

const TEXTS: Partial<Record<AttentionKind, (attention: Attention) => Text>> = {
  'no-scheduler': () => ({
    severity: 'error',
    problem: { en: 'No scheduler is running.', zh: '没有调度器在运行。' },
    meaning: {
      en: 'Nothing comes by itself; what is missed meanwhile is caught up on by its policy.',
      zh: '定时任务不会自动运行；期间错过的会按补跑策略补上。',
    },
    mend: {
      en: 'mallkeeper beat -l info (systemd: sudo systemctl start mallkeeper-scheduler)',
      zh: 'mallkeeper beat -l info（systemd：sudo systemctl start mallkeeper-scheduler）',
    },
  }),
  'failed-runs': ({ count, examples }) => ({
    severity: 'warning',
    problem: {
      en: `${count} runs failed for good in the last 24 hours, the last of ${first(examples)}.`,
      zh: `最近 24 小时有 ${count} 个任务最终失败，最近的是 ${first(examples)}。`,
    },
    meaning: {
      en: 'Each was tried as often as its retry policy says and given up (never without end).',
      zh: '每个任务都已按重试策略重试后放弃（不会无限重试）。',
    },
    mend: {
      en: `mallkeeper result ${examples[0]?.id ?? 'ID'} --logs; then retry them on the page Runs`,
      zh: `mallkeeper result ${examples[0]?.id ?? 'ID'} --logs；然后在“任务”页面重试`,
    },
  }),
  'late-schedules': ({ count, examples }) => ({
    severity: 'error',
    problem: {
      en: `${count} schedules owe a slot: ${listed(examples)}.`,
      zh: `${count} 个定时计划未按时触发：${listed(examples)}。`,
    },
    meaning: { en: 'They have not been fired in time.', zh: '它们没有按时运行。' },
    mend: {
      en: 'See that a scheduler runs (mallkeeper beat), and its log: journalctl -u mallkeeper-scheduler',
      zh: '确认调度器正在运行（mallkeeper beat），并查看日志：journalctl -u mallkeeper-scheduler',
    },
  }),
  'unverified-backup': ({ examples, since }) => ({
    severity: 'error',
    problem: {
      en: `Backups are not in order: ${listed(examples) || 'none was verified in 8 days'}; the newest verified one is of ${since?.toISOString() ?? 'never'}.`,
      zh: `备份异常：${listed(examples) || '8 天内没有通过验证的备份'}；最近一次验证通过的备份：${since?.toISOString() ?? '无'}。`,
    },
    meaning: {
      en: 'A backup that was not restored and compared counts for nothing.',
      zh: '未经恢复比对的备份不算有效备份。',
    },
    mend: {
      en: 'mallkeeper backup create; mallkeeper backup list says what is wrong with the others',
      zh: 'mallkeeper backup create；其他备份的问题见 mallkeeper backup list',
    },
  }),
  'lost-workers': ({ count, examples }) => ({
    severity: 'warning',
    problem: {
      en: `${count} workers were lost in the last day: ${listed(examples)}.`,
      zh: `最近一天有 ${count} 个 worker 失联：${listed(examples)}。`,
    },
    meaning: {
      en: 'Others have executed their runs again; there is less room until they come back.',
      zh: '它们的任务已由其他 worker 重新执行；在恢复之前处理能力减少。',
    },
    mend: {
      en: 'Look for the reason (journalctl -u "mallkeeper-worker@*", dmesg for lack of memory), and start them again.',
      zh: '请查明原因（journalctl -u "mallkeeper-worker@*"；内存不足见 dmesg），并重新启动。',
    },
  }),
  'paused-schedules': ({ examples }) => ({
    severity: 'warning',
    problem: {
      en: `Paused after failures: ${listed(examples)}.`,
      zh: `因连续失败已暂停：${listed(examples)}。`,
    },
    meaning: { en: 'These schedules do not fire.', zh: '这些定时计划不会触发。' },
    mend: {
      en: `Mend the cause, then: mallkeeper schedule enable ${examples[0]?.id ?? 'NAME'}`,
      zh: `排除原因后运行：mallkeeper schedule enable ${examples[0]?.id ?? '名称'}`,
    },
  }),
  'paused-queues': ({ examples }) => ({
    severity: 'warning',
    problem: { en: `Somebody paused: ${listed(examples)}.`, zh: `已被人工暂停：${listed(examples)}。` },
    meaning: { en: 'Runs of these queues wait.', zh: '这些队列的任务在等待。' },
    mend: {
      en: `mallkeeper control resume ${examples[0]?.id ?? 'QUEUE'}`,
      zh: `mallkeeper control resume ${examples[0]?.id ?? '队列'}`,
    },
  }),
  'failed-notices': ({ count, examples }) => ({
    severity: 'warning',
    problem: {
      en: `${count} notices were given up, the last: ${listed(examples.slice(0, 1))}.`,
      zh: `${count} 条通知发送失败，最近一条：${listed(examples.slice(0, 1))}。`,
    },
    meaning: { en: 'Whom they were for has not been told.', zh: '收件人没有收到通知。' },
    mend: {
      en: 'Mend what they say, then send them again on the page Notices.',
      zh: '排除其中的原因，然后在“通知”页面重新发送。',
    },
  }),
};

function first(examples: Attention['examples']): string {
  return listed(examples.slice(0, 1));
}

function listed(examples: Attention['examples']): string {
  return examples.map(({ name, text }) => (text === null ? name : `${name} (${text})`)).join(', ');
}
