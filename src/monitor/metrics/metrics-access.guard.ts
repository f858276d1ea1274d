import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { bearerToken, Callers } from '../../auth/index.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { NotFoundProblem, UnauthorizedProblem } from '../../http/index.js';
import { MetricsListener } from './metrics-listener.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** What proxies say of whom they pass on: such a request comes from this machine only on its last step. */
const PASSED_ON = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** Lets in who is on this machine, and else who has METRICS_TOKEN or may see how everything stands. */
@Injectable()
export class MetricsAccess implements CanActivate {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly callers: Callers,
    private readonly listener: MetricsListener,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const ownAddress = this.listener.serves(request);
    if (this.listener.isWanted && !ownAddress) {
      throw new NotFoundProblem('Metrics have an address of their own: see METRICS_PORT in the settings.');
    }
    // Who may reach an address of their own may read them there, unless a token is set.
    if (isLocal(request) || (ownAddress && this.settings.METRICS_TOKEN === undefined)) return true;
    const token = bearerToken(request);
    if (token !== undefined && (this.isMetricsToken(token) || (await this.mayRead(token)))) return true;
    throw new UnauthorizedProblem(
      'Metrics are read without a token on the machine itself only. Send the header "Authorization: Bearer TOKEN" with the ' +
        'METRICS_TOKEN of the settings.',
    );
  }

  private async mayRead(token: string): Promise<boolean> {
    const caller = await this.callers.find(token);
    return caller?.user.permissions.includes('platform.read') === true;
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
