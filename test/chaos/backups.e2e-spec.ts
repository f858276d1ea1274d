import { describe, expect, it } from '@jest/globals';
import { causeBackupChaos } from '../support/backup-chaos.js';
import { MAY_MOUNT } from '../support/backup-chaos-stage.js';
import { chaosSeed } from '../support/chaos.js';
import { isThorough } from '../support/thorough.js';

const rounds = isThorough ? 5 : 2;

describe('while processes and servers are killed and the disk is full', () => {
  const whole = { halves: [], left: [], held: [], next: 'SUCCESS', differences: [] };

  it(`a folder holds whole backups only${MAY_MOUNT ? '' : ' (no disk was filled: only root may mount one)'}`, async () => {
    const report = await causeBackupChaos({ seed: chaosSeed(), repository: 'folder', rounds });
    expect(report).toMatchObject(whole);
    expect(report.tablesCompared).toBeGreaterThan(20);
  }, 600_000);

  it('an S3 holds whole backups only', async () => {
    const report = await causeBackupChaos({ seed: chaosSeed(), repository: 'S3', rounds });
    expect(report).toMatchObject(whole);
    expect(report.tablesCompared).toBeGreaterThan(20);
  }, 600_000);
});
