import type { INestApplicationContext } from '@nestjs/common';
import type { Settings } from '../../config/index.js';
import { StartupError } from '../../database/index.js';
import { AttentionList } from '../../monitor/index.js';
import { NotificationHold } from '../../notifications/index.js';
import { ScheduleQueries } from '../../schedules/index.js';
import { Broker, type NodeView, Nodes, Queues, type QueueView } from '../../tasks/index.js';
import { createContext } from '../application.js';
import { attentionFindings } from './attention-findings.js';
import { clockFinding } from './database-checks.js';
import { type Finding, same } from './finding.js';

/** For which failed runs count. */
const HOURS = 24;

/** Milliseconds by which a node's clock may differ: its heartbeat may have waited for a connection. */
const CLOCK_TOLERANCE = 5_000;

/** What the records tell: who works, what waits, what failed. */
export async function checkWork(settings: Settings): Promise<Finding[]> {
  const application = await createContext('command', settings);
  try {
    const found = await Promise.all([
      brokerQueues(application),
      standing(application),
      scheduleWarnings(application),
      heldMessages(application),
    ]);
    return found.flat();
  } finally {
    await application.close();
  }
}

/** Queues that somebody has declared at the broker otherwise than Mallkeeper needs them. */
async function brokerQueues(application: INestApplicationContext): Promise<Finding[]> {
  try {
    await application.get(Broker).start();
    return [];
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return [
      {
        code: 'broker-queues',
        severity: 'error',
        problem: {
          en: 'The broker cannot be used as it is.',
          zh: '消息代理目前的状态无法使用。',
        },
        meaning: {
          en: 'Workers and schedulers do not start: runs wait.',
          zh: 'worker 和调度器无法启动：任务等待。',
        },
        mend: same(error.message),
      },
    ];
  }
}

async function standing(application: INestApplicationContext): Promise<Finding[]> {
  const [nodes, queues, late] = await Promise.all([
    application.get(Nodes).list(),
    application.get(Queues).list(),
    application.get(ScheduleQueries).late(),
  ]);
  const since = new Date(Date.now() - HOURS * 3_600_000);
  const attention = await application
    .get(AttentionList, { strict: false })
    .list(since, { nodes, queues, late });
  return [...workerFindings(nodes, queues), ...attention.flatMap(attentionFindings), ...clockFindings(nodes)];
}

/** Without any worker that alone is said; else each queue that nobody takes from, whether or not something waits there. */
function workerFindings(nodes: readonly NodeView[], queues: readonly QueueView[]): Finding[] {
  if (!nodes.some(({ kind, status }) => kind === 'worker' && status === 'alive')) {
    const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
    return [
      {
        code: 'no-worker',
        severity: 'error',
        problem: {
          en: `No worker is running; ${waiting} runs wait.`,
          zh: `没有 worker 在运行；有 ${waiting} 个任务在等待。`,
        },
        meaning: { en: 'Runs are recorded and not executed.', zh: '任务会被记录，但不会执行。' },
        mend: {
          en: 'mallkeeper worker -l info (systemd: sudo systemctl start mallkeeper-worker@1)',
          zh: 'mallkeeper worker -l info（systemd：sudo systemctl start mallkeeper-worker@1）',
        },
      },
    ];
  }
  return queues.filter(({ workers }) => workers.length === 0).map(queueFinding);
}

function queueFinding({ name, waiting }: QueueView): Finding {
  return {
    code: 'queue-without-worker',
    severity: waiting > 0 ? 'error' : 'warning',
    problem: {
      en: `No worker takes from the queue ${name}; ${waiting} runs wait there.`,
      zh: `没有 worker 处理队列 ${name}；其中有 ${waiting} 个任务在等待。`,
    },
    meaning: {
      en: 'Runs of its tasks are recorded and not executed.',
      zh: '该队列的任务会被记录，但不会执行。',
    },
    mend: same(`mallkeeper control add-consumer ${name}; mallkeeper worker -Q ${name}`),
  };
}

function clockFindings(nodes: readonly NodeView[]): Finding[] {
  return nodes.flatMap(({ id, status, figures }) => {
    const ahead = figures.clockAheadMs ?? 0;
    if (status !== 'alive' || Math.abs(ahead) <= CLOCK_TOLERANCE) return [];
    return [clockFinding(`the clock of ${id}`, `${id} 的时钟`, ahead / 1000)];
  });
}

async function scheduleWarnings(application: INestApplicationContext): Promise<Finding[]> {
  const queries = application.get(ScheduleQueries);
  const findings: Finding[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await queries.list({ limit: 500, cursor });
    for (const { name, warnings } of page.items) {
      for (const { code, en, zh } of warnings) {
        // Having come to its end is what a schedule is made for that has one; paused ones are told of already.
        if (['finished', 'comes-no-more', 'paused'].includes(code)) continue;
        findings.push({
          code: `schedule-${code}`,
          severity: 'warning',
          problem: { en: `${name}: ${en}`, zh: `${name}：${zh}` },
          meaning: {
            en: 'Its runs may not come, or not on the days that are meant.',
            zh: '它可能不会运行，或不在预期的日期运行。',
          },
          mend: same(`mallkeeper schedule show ${name}`),
        });
      }
    }
    cursor = page.nextCursor;
  }
  return findings;
}

async function heldMessages(application: INestApplicationContext): Promise<Finding[]> {
  const { held, reason } = await application.get(NotificationHold).current();
  if (!held) return [];
  return [
    {
      code: 'messages-held',
      severity: 'warning',
      problem: { en: `All messages are held: ${reason ?? ''}`, zh: `所有消息均被暂停发送：${reason ?? ''}` },
      meaning: {
        en: 'Notices are in the inbox; no e-mail, SMS or robot message goes out.',
        zh: '通知在收件箱中；不发送任何邮件、短信或机器人消息。',
      },
      mend: same('mallkeeper notices release'),
    },
  ];
}
