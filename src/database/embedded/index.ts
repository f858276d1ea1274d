import type { Settings } from '../../config/index.js';

/** PostgreSQL and Redis as a command may use them, for as long as it holds them. */
export interface Services {
  /** The settings with `DATABASE_URL` and `REDIS_URL` filled in. */
  readonly settings: Settings;
  /** Gives them back; embedded servers that nobody holds any more are stopped, and have stopped when this resolves. */
  release(): Promise<void>;
}

export function openServices(settings: Settings, _report: (line: string) => void): Promise<Services> {
  throw new Error(`not there yet ${settings.PORT}`);
}
