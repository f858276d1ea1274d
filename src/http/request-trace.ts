import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { contextOf, startSpan } from '../tracing/index.js';
import { UNLOGGED } from './request-log.js';

/**
 * A span for every request, in the words of OpenTelemetry's conventions for HTTP; it goes on with the caller's trace. Of the
 * address it shows the path alone: a query may hold anything.
 */
export function traceRequests(): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const span = UNLOGGED.test(request.url)
      ? undefined
      : startSpan(request.method, {
          kind: 'server',
          parent: contextOf(request.headers) ?? null,
          attributes: {
            'http.request.method': request.method,
            'url.path': request.path,
            'url.scheme': request.protocol,
          },
        });
    if (!span) {
      next();
      return;
    }
    response.once('close', () => {
      // Express knows it only once it has found it.
      const { path: route } = (request.route as { readonly path?: unknown } | undefined) ?? {};
      if (typeof route === 'string') {
        span.rename(`${request.method} ${route}`);
        span.set({ 'http.route': route });
      }
      span.set({ 'http.response.status_code': response.statusCode });
      if (response.statusCode >= 500) span.fail(String(response.statusCode));
      span.end();
    });
    span.within(next);
  };
}
