import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import sirv, { type RequestHandler } from 'sirv';
import { contentSecurityPolicy } from './content-security-policy.js';
import { WEB_FOLDER } from './web-folder.js';

/** What the program itself answers at; whatever is not found there is not a page. */
const NOT_PAGES = /^\/(api|docs|docs-json|docs-yaml|metrics|health)(\/|$)/i;

/** The folder of files whose names change with their content. */
const HASHED = '/assets/';

/** Where in index.html the nonce of its answer goes. */
const NONCE = '__CSP_NONCE__';

const NOT_BUILT = `The dashboard has not been built. Run "npm run build" in the folder of the program, then load this page again.
The API works without it and is described at /docs.

控制台尚未构建。请在程序所在目录运行 "npm run build"，然后刷新本页。
API 不受影响，说明见 /docs。
`;

/**
 * Serves the web app: its files, and its page at every address that only the app itself knows. Files are looked for at
 * each request, so that a new build is served without a restart.
 */
@Injectable()
export class WebAppMiddleware implements NestMiddleware {
  private readonly serveFile: RequestHandler;

  constructor(@Inject(WEB_FOLDER) private readonly folder: string) {
    this.serveFile = sirv(folder, {
      dev: true,
      etag: true,
      brotli: true,
      gzip: true,
      extensions: [],
      setHeaders: (response, path) => {
        const forEver = path.startsWith(HASHED);
        response.setHeader('Cache-Control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache');
        response.setHeader('Content-Security-Policy', contentSecurityPolicy());
      },
    });
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const { method, path } = request;
    if ((method !== 'GET' && method !== 'HEAD') || NOT_PAGES.test(path)) next();
    else if (path === '/' || path === '/index.html') this.servePage(response).catch(next);
    else
      this.serveFile(request, response, () => {
        if (path.startsWith(HASHED) || !wantsPage(request)) next();
        else this.servePage(response).catch(next);
      });
  }

  private async servePage(response: Response): Promise<void> {
    const page = await this.readPage();
    if (page === undefined) {
      response.status(503).type('text/plain').set('Cache-Control', 'no-store').end(NOT_BUILT);
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    response
      .type('text/html')
      .set({
        // Without an ETag, which express would add to what is sent: a page kept by the browser has the nonce of its own answer.
        'Cache-Control': 'no-cache',
        'Content-Security-Policy': contentSecurityPolicy(nonce),
        'Referrer-Policy': 'same-origin',
      })
      .end(page.replaceAll(NONCE, nonce));
  }

  /** undefined: there is no build. */
  private async readPage(): Promise<string | undefined> {
    try {
      return await readFile(join(this.folder, 'index.html'), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** Whether somebody goes to an address, rather than a program asks for something. */
function wantsPage(request: Request): boolean {
  return /\btext\/html\b/i.test(request.get('Accept') ?? '');
}
