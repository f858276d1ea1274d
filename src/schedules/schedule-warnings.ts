import { Injectable } from '@nestjs/common';
import { InvalidInputProblem } from '../http/index.js';
import { TaskRegistry } from '../tasks/index.js';
import type { Words } from './dto/schedule.js';
import type { StoredSchedule } from './schedule-store.js';
import { runsLeft } from './slot-plan.js';
import { nextSlots, type Timing } from './slots.js';

/** What somebody should look at, of a schedule. */
@Injectable()
export class ScheduleWarnings {
  constructor(private readonly registry: TaskRegistry) {}

  readonly of = (schedule: StoredSchedule, timing: Timing): Words[] => {
    const warnings: Words[] = [];
    const { task, queue, pausedBecause } = schedule;
    if (pausedBecause !== null) {
      warnings.push({
        en: `It was paused after ${pausedBecause}. Enable it when the cause is mended.`,
        zh: `连续失败后已自动暂停（${pausedBecause}）。排除原因后请重新启用。`,
      });
    }
    if (!this.registry.knows(task)) {
      warnings.push({
        en: `There is no task ${task}: its slots are refused.`,
        zh: `不存在任务 ${task}：其计划点会被拒绝。`,
      });
    }
    if (queue !== null && !this.registry.queues().includes(queue)) {
      warnings.push({
        en: `There is no queue ${queue}: its slots are refused.`,
        zh: `不存在队列 ${queue}：其计划点会被拒绝。`,
      });
    }
    warnings.push(...this.ofTiming(schedule, timing));
    return warnings;
  };

  private ofTiming(schedule: StoredSchedule, timing: Timing): Words[] {
    if (!schedule.enabled) return [];
    if (runsLeft(schedule) === 0) {
      return [
        {
          en: `It has run ${schedule.maxRuns} times, as often as it may.`,
          zh: `已运行 ${schedule.maxRuns} 次，达到上限。`,
        },
      ];
    }
    try {
      const after = schedule.lastSlot ?? schedule.owedFrom ?? new Date();
      if (nextSlots(timing, after, 1).length > 0) return [];
      return [{ en: 'It comes no more.', zh: '不会再触发。' }];
    } catch (error) {
      // Written past the program, in SQL.
      if (!(error instanceof InvalidInputProblem)) throw error;
      return [
        {
          en: `It cannot be read and never fires: ${error.message}`,
          zh: `无法解析，不会触发：${error.message}`,
        },
      ];
    }
  }
}
