import { UnavailableProblem } from './problem.js';

/**
 * What it means that a server is away just now (SQLSTATE and the system's codes): PostgreSQL is starting or stopping, somebody has
 * ended the connection, the database is being replaced by a restored backup, or nobody listens.
 */
const AWAY = /^(57P0[1235]|3D000|08\w{3}|ECONNREFUSED|ECONNRESET|EPIPE)$/;

/** What node-postgres says, without a code, of a connection that ended while something was asked over it. */
const ENDED = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

/** A problem for the caller, who may try again soon, where an error says that a server is away; else undefined. */
export function serverAway(error: unknown): UnavailableProblem | undefined {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: unknown };
  const isAway =
    (typeof code === 'string' && AWAY.test(code)) || (error instanceof Error && ENDED.test(error.message));
  if (!isAway)
    return driverError === undefined || driverError === error ? undefined : serverAway(driverError);
  return new UnavailableProblem(
    'The database, or another server that this needs, is out of reach just now. Try again soon.',
  );
}
