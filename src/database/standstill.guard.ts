import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Standstill } from './standstill.js';

/** What only reads. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** While everything stands still, lets past only requests that read; all others are answered 503 with the reason. */
@Injectable()
export class StandstillGuard implements CanActivate {
  constructor(private readonly standstill: Standstill) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { method } = context.switchToHttp().getRequest<Request>();
    if (!READING.has(method)) await this.standstill.refuseChanges();
    return true;
  }
}
