import { PgProgramsFinder } from '../../backup/index.js';
import type { Settings } from '../../config/index.js';
import { TaskRejected } from '../../tasks/index.js';
import { needPostgres } from '../need-servers.js';
import { type Finding, same } from './finding.js';

/** Whether the database can be backed up from here. */
export async function checkPgDump(settings: Settings): Promise<Finding[]> {
  const version = await needPostgres(settings);
  return missingPgDump(parseInt(version, 10), new PgProgramsFinder());
}

/** @param serverMajor the server's version, such as 15. */
export async function missingPgDump(serverMajor: number, programs: PgProgramsFinder): Promise<Finding[]> {
  try {
    await programs.find(serverMajor, process.env);
    return [];
  } catch (error) {
    if (!(error instanceof TaskRejected)) throw error;
    return [
      {
        code: 'no-pg-dump',
        severity: 'error',
        problem: same(error.message),
        meaning: {
          en: 'Backups that this machine is to make fail, and so does restoring one here.',
          zh: '由本机制作的备份会失败，也无法在本机恢复备份。',
        },
        mend: same(`sudo apt-get install postgresql-client-${serverMajor}`),
      },
    ];
  }
}
