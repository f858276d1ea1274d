import { defineTexts } from '../../texts/texts';

/** Of running slots of the past. */
export const backfillTexts = defineTexts(
  {
    backfill: '补跑',
    title: (name: string) => `补跑 ${name}`,
    about: '按现在的时间设置，运行这段时间里没有运行过的时间点。先查看会运行哪些，再开始。',
    range: '时间范围',
    zone: (zone: string) => `按计划的时区 ${zone}，首尾都包括在内，不能晚于现在`,
    limit: '最多运行次数',
    limitAbout: '超过这个数就一次也不运行',
    needed: '请选择时间范围',
    check: '查看会运行哪些',
    run: (count: number) => `补跑 ${count} 次`,
    wouldRun: (count: number) => `会运行 ${count} 次`,
    alreadyRun: (count: number) => `${count} 个时间点已经运行过，不会重复`,
    nothing: '这段时间里没有可补跑的时间点',
    submitted: (count: number) => `已提交 ${count} 次运行`,
    slots: '这段时间里的时间点',
    RUN: '会运行',
    HAS_RUN: '已运行过',
    more: (count: number) => `还有 ${count} 个`,
    last: { day: '昨天', week: '最近 7 天', month: '最近 30 天' },
  },
  {
    backfill: 'Backfill',
    title: (name) => `Backfill ${name}`,
    about:
      'Runs the slots of a range of the past that have no run, by the timing as it is now. See first which ones.',
    range: 'Range',
    zone: (zone) => `In the time zone of the schedule, ${zone}; both ends are inside, and not after now`,
    limit: 'Most runs',
    limitAbout: 'With more than these nothing is run',
    needed: 'Please choose a range',
    check: 'See what would run',
    run: (count) => (count === 1 ? 'Run 1 slot' : `Run ${count} slots`),
    wouldRun: (count) => (count === 1 ? '1 slot would run' : `${count} slots would run`),
    alreadyRun: (count) =>
      count === 1
        ? '1 slot has a run already and is left alone'
        : `${count} slots have runs already and are left alone`,
    nothing: 'There is no slot to run in this range',
    submitted: (count) => (count === 1 ? '1 run is on its way' : `${count} runs are on their way`),
    slots: 'Slots of this range',
    RUN: 'Would run',
    HAS_RUN: 'Has a run',
    more: (count) => `${count} more`,
    last: { day: 'Yesterday', week: 'Last 7 days', month: 'Last 30 days' },
  },
);
