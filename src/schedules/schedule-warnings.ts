import { Injectable } from '@nestjs/common';
import { InvalidInputProblem } from '../http/index.js';
import { TaskRegistry } from '../tasks/index.js';
import { calendarWarnings, yearsOf } from './calendars/calendar-warnings.js';
import type { Warning } from './dto/schedule.js';
import type { StoredSchedule } from './schedule-store.js';
import { runsLeft } from './slot-plan.js';
import { nextSlots, type Timing } from './timing/slots.js';

/** So many slots ahead somebody should know that their calendar is not known yet. */
const SLOTS_AHEAD = 10;

/** What somebody should look at, of a schedule. */
@Injectable()
export class ScheduleWarnings {
  constructor(private readonly registry: TaskRegistry) {}

  readonly of = (schedule: StoredSchedule, timing: Timing, now: Date): Warning[] => [
    ...this.ofRuns(schedule),
    ...ofTerm(schedule, timing, now),
  ];

  private ofRuns({ task, queue, pausedBecause }: StoredSchedule): Warning[] {
    const warnings: Warning[] = [];
    if (pausedBecause !== null) {
      warnings.push({
        code: 'paused',
        en: `Paused after ${pausedBecause}. Enable it again when the cause is mended.`,
        zh: `因连续失败已自动暂停（${pausedBecause}）。排除原因后请重新启用。`,
      });
    }
    if (!this.registry.knows(task)) {
      warnings.push({
        code: 'unknown-task',
        en: `There is no task ${task}: its slots are refused.`,
        zh: `没有任务 ${task}：到时无法运行。`,
      });
    }
    if (queue !== null && !this.registry.queues().includes(queue)) {
      warnings.push({
        code: 'unknown-queue',
        en: `There is no queue ${queue}: its slots are refused.`,
        zh: `没有队列 ${queue}：到时无法运行。`,
      });
    }
    return warnings;
  }
}

function ofTerm(schedule: StoredSchedule, timing: Timing, now: Date): Warning[] {
  if (!schedule.enabled) return [];
  if (runsLeft(schedule) === 0) {
    const { maxRuns } = schedule;
    const en = `It has run ${maxRuns} times, as often as it may.`;
    return [{ code: 'finished', en, zh: `已运行 ${maxRuns} 次，达到上限。` }];
  }
  try {
    return warningsOfTiming(timing, now);
  } catch (error) {
    // Written past the program, in SQL.
    if (!(error instanceof InvalidInputProblem)) throw error;
    const { message } = error;
    return [
      {
        code: 'unreadable',
        en: `It cannot be read and never fires: ${message}`,
        zh: `无法解析，不会运行：${message}`,
      },
    ];
  }
}

/**
 * What to know of the slots to come.
 * @throws InvalidInputProblem when the timing cannot be read.
 */
export function warningsOfTiming(timing: Timing, now: Date): Warning[] {
  // Only a calendar makes it worth the while to look further.
  const slots = nextSlots(timing, now, timing.calendar ? SLOTS_AHEAD : 1);
  if (slots.length === 0) return [{ code: 'comes-no-more', en: 'It comes no more.', zh: '不会再运行。' }];
  return calendarWarnings(timing.calendar, yearsOf(slots, timing.timezone));
}
