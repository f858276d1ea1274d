import { Injectable } from '@nestjs/common';
import { ScheduleQueries } from '../schedules/index.js';
import { Nodes, Queues, StatementGroup } from '../tasks/index.js';
import { AttentionList } from './attention.js';
import type { Overview } from './dto/overview.js';
import type { Range } from './dto/ranges.js';
import { FigureQueries } from './figure-queries.js';

/** Firings to come that are shown. */
const NEXT = 10;

/** Puts together what somebody wants to see first: once for all who ask while it is put together for those before them. */
@Injectable()
export class OverviewService {
  private readonly askers = new StatementGroup((ranges: Range[]) => this.makeAll(ranges));

  constructor(
    private readonly figures: FigureQueries,
    private readonly attention: AttentionList,
    private readonly queues: Queues,
    private readonly nodes: Nodes,
    private readonly schedules: ScheduleQueries,
  ) {}

  get(range: Range): Promise<Overview> {
    return this.askers.add(range);
  }

  private makeAll(ranges: readonly Range[]): Promise<Overview[]> {
    const made = new Map<Range, Promise<Overview>>();
    for (const range of new Set(ranges)) made.set(range, this.make(range));
    return Promise.all(ranges.flatMap((range) => made.get(range) ?? []));
  }

  private async make(range: Range): Promise<Overview> {
    const [figures, queues, nodes, late, next] = await Promise.all([
      this.figures.of(range),
      this.queues.list(),
      this.nodes.list(),
      this.schedules.late(),
      this.schedules.coming(NEXT),
    ]);
    const { now, from, bucketSeconds, series, tasks } = figures;
    const count = (kind: string, status: string): number =>
      nodes.filter((node) => node.kind === kind && node.status === status).length;
    return {
      now,
      from,
      counts: {
        running: sumOf(queues, ({ active }) => active),
        waiting: sumOf(queues, ({ waiting }) => waiting),
        scheduled: sumOf(queues, ({ scheduled }) => scheduled),
        succeeded: sumOf(tasks, ({ succeeded }) => succeeded),
        failed: sumOf(tasks, ({ failed }) => failed),
        revoked: sumOf(tasks, ({ revoked }) => revoked),
      },
      bucketSeconds,
      series,
      tasks,
      nodes: {
        workersAlive: count('worker', 'alive'),
        workersLost: count('worker', 'lost'),
        schedulersAlive: count('scheduler', 'alive'),
      },
      next,
      attention: await this.attention.list(from, { nodes, queues, late }),
    };
  }
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
