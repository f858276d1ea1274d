import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type Logger } from 'pino';

const fields = new AsyncLocalStorage<object>();
let root: Logger | undefined;

export function rootLogger(): Logger {
  return (root ??= pino({ level: 'warn', mixin: () => fields.getStore() ?? {} }, pino.destination(2)));
}

export function withLogFields<Result>(extra: object, work: () => Result): Result {
  return fields.run({ ...fields.getStore(), ...extra }, work);
}
