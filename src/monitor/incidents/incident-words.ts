import type { Words } from '../../notifications/index.js';
import type { Incident, IncidentKind } from './incident.js';

type Texts = Readonly<
  Record<IncidentKind, (subject: string) => { readonly what: string; readonly todo: string }>
>;

const ZH: Texts = {
  'broker-away': () => ({
    what: '任务代理（Redis 或 RabbitMQ）无法连接',
    todo: '任务仍会被记录，恢复连接后自动执行。请检查该服务；mallkeeper doctor 会说明原因。',
  }),
  'failures-pile-up': (task) => ({
    what: `任务 ${task} 接连失败`,
    todo: '请在控制台的“运行”页查看失败原因，修正后重新运行。',
  }),
  'late-schedule': (schedule) => ({
    what: `计划 ${schedule} 未按时触发`,
    todo: '请检查调度进程是否在运行（mallkeeper status）；恢复后会按计划的策略补跑。',
  }),
  'lost-worker': (worker) => ({
    what: `工作进程 ${worker} 失去联系`,
    todo: '它正在执行的任务会由其他工作进程重新执行。请检查该机器，并重新启动工作进程。',
  }),
  'no-worker': (queue) => ({
    what: `队列 ${queue} 有任务等待，但没有工作进程执行`,
    todo: '请启动一个工作进程（mallkeeper worker）；等待的任务会按顺序执行，不会丢失。',
  }),
  'unverified-backup': () => ({
    what: '没有足够新的、经过验证的备份',
    todo: '请在控制台的“备份”页查看原因，并重新备份（mallkeeper backup create）。',
  }),
};

const EN: Texts = {
  'broker-away': () => ({
    what: 'The broker (Redis or RabbitMQ) is out of reach',
    todo: 'Runs are still recorded, and executed when it is back. Look at that server; mallkeeper doctor says why.',
  }),
  'failures-pile-up': (task) => ({
    what: `Runs of ${task} keep failing`,
    todo: 'The page Runs of the dashboard says why; put it right and have them start again.',
  }),
  'late-schedule': (schedule) => ({
    what: `The schedule ${schedule} is late`,
    todo: 'See whether a scheduler runs (mallkeeper status); what is owed is caught up with as its policy says.',
  }),
  'lost-worker': (worker) => ({
    what: `The worker ${worker} is lost`,
    todo: 'Others execute again what it was at. Look at its machine, and start it again.',
  }),
  'no-worker': (queue) => ({
    what: `Runs of the queue ${queue} wait, and no worker takes them`,
    todo: 'Start a worker (mallkeeper worker); what waits is executed then, and nothing is lost.',
  }),
  'unverified-backup': () => ({
    what: 'No backup that is new enough is verified',
    todo: 'The page Backups of the dashboard says why; make another one (mallkeeper backup create).',
  }),
};

/** What managers are told of an incident, or of its end. */
export function incidentWords(
  { kind, subject }: Incident,
  stage: 'begun' | 'over',
  language: 'zh' | 'en',
): Words {
  const { what, todo } = (language === 'zh' ? ZH : EN)[kind](subject);
  if (stage === 'begun')
    return { title: what, body: language === 'zh' ? `${what}。\n\n${todo}` : `${what}.\n\n${todo}` };
  return language === 'zh'
    ? { title: `已恢复：${what}`, body: `以下问题已不再出现：${what}。` }
    : { title: `Over: ${what}`, body: `This is no longer so: ${what}.` };
}
