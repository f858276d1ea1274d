import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from './support/installation.js';

/** For tests that start several processes, in ms. */
const PATIENCE = 60_000;

describe('the commands about schedules', () => {
  let mall: Installation;

  beforeAll(async () => {
    mall = await Installation.open();
    expect(await mall.run(['migrate'])).toMatchObject({ status: 0 });
  }, PATIENCE);

  afterAll(() => mall.close());

  const json = async <Value>(...args: string[]): Promise<Value> => {
    const finished = await mall.run(['schedule', ...args, '--json']);
    if (finished.stdout === '') throw new Error(finished.stderr);
    return JSON.parse(finished.stdout) as Value;
  };

  it(
    'add one, change it, and tell what it has become and who did that',
    async () => {
      const added = await mall.run([
        ...['schedule', 'add', 'closing', '--task', 'apps.core.tasks.debug_task'],
        ...['--cron', '0 18 L * *', '--cron', '0 12 * * FRI', '--calendar', 'cn-workdays'],
        ...['--calendar-rule', 'previous', '--kwargs', '{"message":"closing"}', '--expires', '15m'],
        ...['--catch-up', 'all', '--catch-up-window', '7d', '--priority', '3', '--note', 'ask Wang'],
      ]);
      expect(added).toMatchObject({ status: 0, stderr: '' });
      expect(added.stdout).toContain('at 18:00, on the last day of the month; at 12:00, only on Friday');

      const set = await mall.run(
        ['schedule', 'set', 'closing', '--every', '1h', '--calendar', 'none', '--jitter', '30'],
        { LANG: 'zh_CN.UTF-8' },
      );
      expect(set).toMatchObject({ status: 0, stderr: '' });
      expect(set.stdout).toContain('cron: 0 18 L * *; 0 12 * * FRI → -\nevery: - → 1h\n');
      expect(set.stdout).toContain('calendar: cn-workdays → -\n');
      expect(set.stdout).toContain('每小时');

      const [shown, history, list] = await Promise.all([
        json<{ nextSlots: string[] }>('show', 'closing'),
        mall.run(['schedule', 'history', 'closing']),
        mall.run(['schedule', 'list', '--lang', 'zh']),
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
      expect(history.stdout).toMatch(/command line +update +cron: 0 18 L/);
      expect(history.stdout).toMatch(/command line +create/);
      expect(list.stdout).toMatch(/closing +\d{4}-\d\d-\d\d \d\d:00 .*每小时/);
    },
    PATIENCE,
  );

  it(
    'show what comes of all in order of time, and what a timing would be',
    async () => {
      await json('add', 'later', '--task', 'core.debug', '--at', '2099-01-01T08:00');
      const [coming, preview] = await Promise.all([
        json<{ slot: string; schedule: string }[]>('next', '-n', '3'),
        mall.run([
          'schedule',
          'preview',
          '--cron',
          '0 9 L * *',
          '--from',
          '2026-02-01',
          '-n',
          '2',
          '--timezone',
          'Asia/Tokyo',
        ]),
      ]);
      expect(coming.map(({ schedule }) => schedule)).toEqual(['closing', 'closing', 'closing']);
      expect(coming.map(({ slot }) => slot)).toEqual(coming.map(({ slot }) => slot).toSorted());
      expect(preview).toMatchObject({ status: 0, stderr: '' });
      expect(preview.stdout).toMatch(/2026-02-28 09:00:00 \+09:00.*\n2026-03-31 09:00:00 \+09:00/);
    },
    PATIENCE,
  );

  it(
    'run slots of the past only when they are told to, and each once',
    async () => {
      const hours = (count: number): string => new Date(Date.now() - count * 3_600_000).toISOString();
      const range = ['--from', hours(3), '--to', hours(0)];
      const expected = await json<{ runs: number }>('backfill', 'closing', ...range, '--dry-run');
      expect(expected).toMatchObject({ dryRun: true, runs: 3 });
      const unasked = await mall.run(['schedule', 'backfill', 'closing', ...range]);
      expect(unasked).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--yes') });
      expect(await json('slots', 'closing')).toEqual([]);

      const done = await mall.run(['schedule', 'backfill', 'closing', ...range, '--yes']);
      expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining('3 runs submitted.') });
      const again = await json('backfill', 'closing', ...range, '--yes');
      expect(again).toMatchObject({ runs: 0 });
      const slots = await json<object[]>('slots', 'closing', '-n', '2');
      expect(slots).toEqual(Array(2).fill(expect.objectContaining({ outcome: 'RUN' })));
    },
    PATIENCE,
  );

  it(
    'disable and delete one, which a terminal is asked about',
    async () => {
      const disabled = await mall.run(['schedule', 'disable', 'closing']);
      expect(disabled).toMatchObject({ status: 0, stdout: expect.stringContaining('enabled: true → false') });
      const [next, unasked] = await Promise.all([
        mall.run(['schedule', 'next', 'closing']),
        mall.run(['schedule', 'delete', 'closing']),
      ]);
      expect(next).toMatchObject({ status: 0, stdout: '', stderr: expect.stringContaining('disabled') });
      expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining('--yes') });
      expect(await json('delete', 'closing', '--yes')).toEqual({ deleted: 'closing' });
      expect(await mall.run(['schedule', 'show', 'closing'])).toMatchObject({ status: 1, stdout: '' });
    },
    PATIENCE,
  );

  it.each([
    [
      ['add', 'Noon', '--task', 'core.debug', '--cron', 'soon', '--priority', '12'],
      ['name:', '--priority: 12'],
    ],
    [
      ['add', 'noon', '--task', 'core.debug', '--cron', '0 25 * * *'],
      ['--cron: "0 25 * * *"', '0 to 23'],
    ],
    [['add', 'noon', '--task', 'core.debug', '--every', '5m', '--kwargs', '{"colour":1}'], ['kwargs.colour']],
    [['add', 'noon', '--task', 'core.debug'], ['--cron']],
    [
      ['set', 'later', '--expires', 'soon', '--overlap', 'maybe'],
      ['--expires: "soon"', '--overlap: "maybe"'],
    ],
    [['set', 'later'], ['Say what is to change']],
    [['set', 'later', '--calendar', 'moon-days'], ['--calendar: "moon-days"']],
  ])('%j is refused by the names of the options', async (args, words) => {
    const { status, stdout, stderr } = await mall.run(['schedule', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const word of words) expect(stderr).toContain(word);
  });
});
