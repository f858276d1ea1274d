import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from './support/installation.js';

/** For tests that start several processes, in ms. */
const PATIENCE = 120_000;

/** Each start of the command takes its time: they are few, and what needs no order goes side by side. */
describe('the commands about schedules', () => {
  let mall: Installation;

  beforeAll(async () => {
    mall = await Installation.open();
  }, PATIENCE);

  afterAll(() => mall.close());

  const json = async <Value>(...args: string[]): Promise<Value> => {
    const finished = await mall.run(['schedule', ...args, '--json']);
    if (finished.stdout === '') throw new Error(finished.stderr);
    return JSON.parse(finished.stdout) as Value;
  };

  it(
    'add one, change it, and tell what it has become, when it comes and who did that',
    async () => {
      const added = await mall.run([
        ...['schedule', 'add', 'closing', '--task', 'apps.core.tasks.debug_task'],
        ...['--cron', '0 18 1 * *', '--cron', '0 12 * * FRI', '--calendar', 'weekdays'],
        ...['--calendar-rule', 'previous', '--kwargs', '{"message":"closing"}', '--expires', '15m'],
        ...['--catch-up', 'all', '--catch-up-window', '7d', '--priority', '3', '--note', 'ask Wang'],
      ]);
      expect(added).toMatchObject({ status: 0, stderr: '' });
      expect(added.stdout).toContain('at 18:00, on day 1 of the month; at 12:00, only on Friday');

      const set = await mall.run(
        ['schedule', 'set', 'closing', '--every', '1h', '--calendar', 'none', '--jitter', '30'],
        { LANG: 'zh_CN.UTF-8' },
      );
      expect(set).toMatchObject({ status: 0, stderr: '' });
      expect(set.stdout).toContain('cron: 0 18 1 * *; 0 12 * * FRI → -\nevery: - → 1h\n');
      expect(set.stdout).toContain('calendar: weekdays → -\n');
      expect(set.stdout).toContain('每小时');

      const [shown, history, coming] = await Promise.all([
        json<{ nextSlots: string[] }>('show', 'closing'),
        mall.run(['schedule', 'history', 'closing']),
        mall.run(['schedule', 'next', '-n', '2']),
      ]);
      expect(shown).toMatchObject({
        task: 'core.debug',
        every: '1h',
        cron: null,
        calendar: null,
        kwargs: { message: 'closing' },
        expires: 900,
        jitter: 30,
        catchUp: 'all',
        catchUpWindow: 604_800,
        priority: 3,
        note: 'ask Wang',
        changedBy: 'command line',
        slots: [],
      });
      expect(shown.nextSlots).toHaveLength(5);
      expect(history.stdout).toMatch(/command line +update +.*0 18 1 \* \*; 0 12/s);
      expect(history.stdout).toMatch(/command line +create/);
      expect(coming.stdout).toMatch(/(\S+ \d\d:00 \+08:00 +\d.* +closing +core\.debug\n){2}$/);
    },
    PATIENCE,
  );

  it(
    'run slots of the past, and delete a schedule, only when they are told to',
    async () => {
      const hours = (count: number): string => new Date(Date.now() - count * 3_600_000).toISOString();
      const range = ['--from', hours(3), '--to', hours(0)];
      const [unasked, undecided, expected] = await Promise.all([
        mall.run(['schedule', 'backfill', 'closing', ...range]),
        mall.run(['schedule', 'delete', 'closing']),
        json('backfill', 'closing', ...range, '--dry-run'),
      ]);
      for (const refused of [unasked, undecided]) {
        expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--yes') });
      }
      expect(expected).toMatchObject({ dryRun: true, runs: 3 });

      const done = await mall.run(['schedule', 'backfill', 'closing', ...range, '--yes']);
      expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining('3 runs submitted.') });
      expect(await json('delete', 'closing', '--yes')).toEqual({ deleted: 'closing' });
    },
    PATIENCE,
  );

  it(
    'refuse what cannot be meant, by the names of their options',
    async () => {
      const noon = ['schedule', 'add', 'noon', '--task', 'core.debug'];
      const [fields, timing, nothing] = await Promise.all([
        mall.run([...noon, '--cron', '0 8 * * *', '--expires', 'soon', '--overlap', 'maybe']),
        mall.run([...noon, '--cron', '0 25 * * *', '--cron', '0 8 * * *']),
        mall.run(['schedule', 'set', 'noon']),
      ]);
      for (const refused of [fields, timing, nothing]) {
        expect(refused).toMatchObject({ status: 2, stdout: '' });
      }
      expect(fields.stderr).toMatch(/--overlap: "maybe": .*buffer_one/);
      expect(fields.stderr).toMatch(/--expires: "soon": .*must be an integer/);
      expect(timing.stderr).toMatch(/--cron: "0 25 \* \* \*": .*0 to 23/);
      expect(nothing.stderr).toContain('Say what is to change');
    },
    PATIENCE,
  );
});
