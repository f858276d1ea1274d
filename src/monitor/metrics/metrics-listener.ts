import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SETTINGS, type Settings } from '../../config/index.js';

/** What it answers; everything else is on the program's main address only. */
const SERVED = /^\/(metrics|health\/(live|ready))\/?(\?|$)/;

/** An address of its own for metrics and health, for a network that people do not reach: METRICS_HOST and METRICS_PORT. */
@Injectable()
export class MetricsListener implements BeforeApplicationShutdown {
  private readonly requests = new WeakSet<IncomingMessage>();
  private server: Server | undefined;

  constructor(
    private readonly adapter: HttpAdapterHost,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Whether metrics have an address of their own, and are to be had nowhere else. */
  get isWanted(): boolean {
    return this.settings.METRICS_PORT !== undefined;
  }

  /** Whether a request came to this address. */
  serves(request: IncomingMessage): boolean {
    return this.requests.has(request);
  }

  /** Listens, where the settings say so. Rejects with the system's error when the address cannot be had. */
  async listen(): Promise<void> {
    const { METRICS_PORT, METRICS_HOST, HOST } = this.settings;
    if (METRICS_PORT === undefined) return;
    const answer = this.adapter.httpAdapter.getInstance<RequestListener>();
    const server = createServer((request, response) => {
      if (!SERVED.test(request.url ?? '')) {
        response.writeHead(404).end();
        return;
      }
      this.requests.add(request);
      answer(request, response);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(METRICS_PORT, METRICS_HOST ?? HOST, resolve);
    });
    this.server = server;
  }

  /** The port that it listens on; undefined where it does not. */
  port(): number | undefined {
    const address = this.server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }
}
