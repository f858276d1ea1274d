import type { LoggerService } from '@nestjs/common';
import { rootLogger } from './root-logger.js';

/** Where Nest itself logs; what it tells of its start is of interest to developers only. */
export class NestLogger implements LoggerService {
  log(message: unknown, context?: unknown): void {
    rootLogger().debug({ context }, String(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    if (message instanceof Error) rootLogger().error({ err: message }, message.message);
    else rootLogger().error({ details: details.filter((each) => each !== undefined) }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    rootLogger().warn({ context }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    rootLogger().debug({ context }, String(message));
  }

  verbose(message: unknown, context?: unknown): void {
    rootLogger().trace({ context }, String(message));
  }
}
