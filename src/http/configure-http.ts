import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/index.js';
import { compressed } from './compressed.js';
import { describeProblems } from './described-problems.js';
import { describeSignIn, SESSION_COOKIE } from './described-sign-in.js';
import { InvalidInputProblem } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { requestLog } from './request-log.js';
import { traceRequests } from './request-trace.js';
import { validationPipe } from './validation.js';

/** Largest JSON body; files are uploaded as multipart and have a limit of their own. */
const BODY_LIMIT = '1mb';

/** Everything that all routes have in common: logs, limits, validation, problem documents, OpenAPI. */
export function configureHttp(application: NestExpressApplication): void {
  application.disable('x-powered-by');
  const { TRUSTED_PROXIES } = application.get<Settings>(SETTINGS);
  if (TRUSTED_PROXIES !== undefined) application.set('trust proxy', TRUSTED_PROXIES);
  application.use(traceRequests());
  application.use(requestLog());
  application.use(securityHeaders);
  application.use(compressed());
  application.useBodyParser('json', { limit: BODY_LIMIT });
  application.use(withoutQuotes);
  application.useGlobalPipes(validationPipe());
  application.useGlobalFilters(new ProblemFilter());
  describe(application);
}

/** The parser of a body that is no JSON quotes what stands around the fault, be it a password. */
function withoutQuotes(error: unknown, _request: Request, _response: Response, next: NextFunction): void {
  const isUnreadable = error instanceof SyntaxError && 'body' in error;
  next(isUnreadable ? new InvalidInputProblem([{ field: 'body', message: 'is not valid JSON' }]) : error);
}

/** Pages that the dashboard shows inside its own. */
const FRAMED = /^\/api\/v1\/reports\//i;

function securityHeaders(request: Request, response: Response, next: NextFunction): void {
  const framed = request.method === 'GET' && FRAMED.test(request.path);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', framed ? 'SAMEORIGIN' : 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  if (request.path.startsWith('/api/')) {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors ${framed ? "'self'" : "'none'"}`,
    );
  }
  next();
}

/** The description of the API of an application. */
export function openApi(application: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Mallkeeper')
    .setDescription(
      'The back office of a shopping mall. Sign in with POST /api/v1/auth/login. Errors are RFC 9457 problem documents. ' +
        'Money is a string with two decimals, a date YYYY-MM-DD, a time ISO 8601 with its offset.',
    )
    .setVersion('1')
    .addBearerAuth()
    .addCookieAuth(SESSION_COOKIE, {
      type: 'apiKey',
      description:
        'Of POST /api/v1/auth/login with `cookie: true`, for pages of this server: from others it changes nothing.',
    })
    .build();
  return describeSignIn(describeProblems(SwaggerModule.createDocument(application, description)));
}

function describe(application: NestExpressApplication): void {
  SwaggerModule.setup('docs', application, () => openApi(application), { jsonDocumentUrl: 'docs-json' });
}
