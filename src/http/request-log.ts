import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { rootLogger, withLogFields } from '../logging/index.js';

/** Only an id that cannot break a log line is taken over from the caller. */
const WELL_FORMED_ID = /^[\w.:-]{1,100}$/;

/** Comes all the time, or a dozen times with each page, and tells nothing. */
export const UNLOGGED = /^\/(health|assets\/)/;

/** Addresses whose query is a secret: what an OpenID Connect provider sends back, and whoever has it could use. */
const SECRET_QUERY = /^(\/api\/v1\/auth\/oidc\/callback)\?.*$/is;

/** Gives every request an id (X-Request-Id), logs its end, and marks every line that is logged on its behalf. */
export function requestLog(): RequestHandler {
  const log = pinoHttp({
    logger: rootLogger(),
    genReqId: (request, response) => {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' && WELL_FORMED_ID.test(given) ? given : randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    autoLogging: { ignore: (request) => UNLOGGED.test(request.url ?? '') },
    customLogLevel: (_request, response, error) =>
      error || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'warn' : 'info',
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
        id,
        method,
        url: url.replace(SECRET_QUERY, '$1'),
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    quietReqLogger: true,
  });
  return (request: IncomingMessage, response: ServerResponse, next: NextFunction) => {
    log(request, response, () => withLogFields({ request: request.id }, () => next()));
  };
}
