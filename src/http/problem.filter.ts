import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { rootLogger } from '../logging/index.js';
import { serverAway } from './server-away.js';
import { type Fault, Problem } from './problem.js';

/** An RFC 9457 problem document. */
interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly Fault[];
}

/** Answers whatever is thrown with a problem document (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = serverAway(thrown) ?? thrown;
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const document = toDocument(error, request.originalUrl);
    if (document.status >= 500) rootLogger().error({ err: thrown }, 'a request failed');
    if (response.headersSent) {
      // The answer has begun and cannot be taken back; ending the connection tells the client that it is not whole.
      response.destroy();
      return;
    }
    if (error instanceof Problem && error.retryAfter !== undefined) {
      response.setHeader('Retry-After', String(error.retryAfter));
    }
    if (document.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(document.status).type('application/problem+json').send(JSON.stringify(document));
  }
}

function toDocument(error: unknown, instance: string): ProblemDocument {
  if (error instanceof Problem) {
    const { status, title, message, faults } = error;
    return {
      type: 'about:blank',
      title,
      status,
      detail: message,
      instance,
      ...(faults.length > 0 && { errors: faults }),
    };
  }
  const status = statusOf(error);
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    // What else is thrown is our fault, and its message may hold what is nobody's business.
    detail:
      status < 500 && error instanceof Error
        ? error.message
        : 'The program made a mistake; its log has more.',
    instance,
  };
}

/** Nest's own exceptions, and those of the body parser, carry a status. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode;
  return 500;
}
