import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));

const slots = 'src/schedules/timing/slots.spec.ts';
const zoneChanges = 'src/schedules/timing/zone-changes.spec.ts';
const firing = 'src/scheduler/scheduler.spec.ts';

// What a process takes for its own time zone is settled when it starts, so each zone needs one.
it.each([
  ['America/New_York', [slots, zoneChanges]],
  ['Pacific/Kiritimati', [slots, zoneChanges, firing]],
])(
  'schedules are the same on a machine in %s',
  async (TZ, specs) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        'node_modules/jest/bin/jest.js',
        ...['--selectProjects', 'unit', '--json', '--runInBand', '--runTestsByPath', ...specs],
        // Of what fires, only what depends on the clock.
        ...['--testNamePattern', '^(?!the scheduler)|fires each of its schedules'],
      ],
      { cwd: root, env: { ...process.env, TZ }, maxBuffer: 16 * 1024 * 1024 },
    );
    const outcome = JSON.parse(stdout) as { numFailedTests: number; numPassedTests: number };
    expect(outcome.numFailedTests).toBe(0);
    expect(outcome.numPassedTests).toBeGreaterThan(40);
  },
  120_000,
);
