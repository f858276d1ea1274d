import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { bearerToken, Sessions } from '../../auth/index.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { UnauthorizedProblem } from '../../http/index.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** What proxies say of whom they pass on: such a request comes from this machine only on its last step. */
const PASSED_ON = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** Lets in who is on this machine, and else who has METRICS_TOKEN or has signed in. */
@Injectable()
export class MetricsAccess implements CanActivate {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (isLocal(request)) return true;
    const token = bearerToken(request);
    if (token !== undefined && (this.isMetricsToken(token) || (await this.sessions.find(token)))) return true;
    throw new UnauthorizedProblem(
      'Metrics are read without a token on the machine itself only. Send the header "Authorization: Bearer TOKEN" with the ' +
        'METRICS_TOKEN of the settings.',
    );
  }

  private isMetricsToken(token: string): boolean {
    const { METRICS_TOKEN } = this.settings;
    return METRICS_TOKEN !== undefined && timingSafeEqual(digest(token), digest(METRICS_TOKEN));
  }
}

function isLocal({ socket: { remoteAddress }, headers }: Request): boolean {
  if (remoteAddress === undefined || PASSED_ON.some((name) => headers[name] !== undefined)) return false;
  return LOOPBACK.check(remoteAddress, isIPv6(remoteAddress) ? 'ipv6' : 'ipv4');
}

/** So that both have the same length, and comparing them takes the same time whatever was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
