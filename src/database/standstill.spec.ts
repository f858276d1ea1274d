import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectEventually } from '../../test/support/eventually.js';
import { type MallApplication, someoneWaits, startMall } from '../../test/support/mall-application.js';
import { ConflictProblem } from '../http/index.js';
import { STANDING_STILL, Standstill, StandstillProblem } from './standstill.js';

const REASON = 'a backup is being restored';

describe('a standstill', () => {
  let mall: MallApplication;
  let standstill: Standstill;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05' });
    standstill = mall.application.get(Standstill);
  });
  afterAll(() => mall.close());
  afterEach(() => standstill.end());

  const send = async (method: string, path: string): Promise<Response> =>
    fetch(`${await mall.application.getUrl()}${path}`, {
      method,
      headers: { Authorization: mall.authorization, 'Content-Type': 'application/json' },
      body: method === 'GET' ? undefined : '{}',
    });

  it('has every request refused that changes something, with the reason, and lets reading go on', async () => {
    await standstill.begin(REASON, 60);
    for (const [method, path] of [
      ['POST', '/api/v1/shops'],
      ['PATCH', '/api/v1/shops/S1'],
      ['POST', '/api/v1/queues/none/pause'],
      ['POST', '/api/v1/auth/login'],
    ] as const) {
      const refused = await send(method, path);
      expect([path, refused.status, refused.headers.get('Retry-After')]).toEqual([path, 503, '10']);
      expect(refused.headers.get('Content-Type')).toContain('application/problem+json');
      expect(await refused.json()).toMatchObject({
        title: 'Standing still',
        status: 503,
        detail: expect.stringContaining(`Nothing can be changed for a while: ${REASON} (since 20`) as unknown,
        instance: path,
      });
    }
    expect((await send('GET', '/api/v1/shops')).status).toBe(200);
    expect((await send('GET', '/health/ready')).status).toBe(200);
    await standstill.end();
    expect((await send('POST', '/api/v1/shops')).status).toBe(400);
  });

  it('is one at a time, and says why it is', async () => {
    expect(await standstill.current()).toBeUndefined();
    await standstill.refuseChanges();
    await standstill.begin(REASON, 60);
    expect(await standstill.current()).toMatchObject({ reason: REASON, since: expect.any(Date) });
    await expect(standstill.refuseChanges()).rejects.toBeInstanceOf(StandstillProblem);
    await expect(standstill.begin('another', 60)).rejects.toThrow(REASON);
    await expect(standstill.begin('another', 60)).rejects.toBeInstanceOf(ConflictProblem);
    expect(await standstill.current()).toMatchObject({ reason: REASON });
  });

  it('runs out by itself unless it is renewed, and then another may begin', async () => {
    await standstill.begin(REASON, 0.3);
    await standstill.renew(0.4);
    expect(await standstill.current()).toBeDefined();
    await expectEventually(() => standstill.current(), undefined);
    await expect(standstill.renew(60)).rejects.toBeInstanceOf(ConflictProblem);
    expect(await standstill.current()).toBeUndefined();
    await standstill.begin('another', 60);
    expect(await standstill.current()).toMatchObject({ reason: 'another' });
  });

  it('has begun when those have ended who had asked before', async () => {
    const order: string[] = [];
    let begun: Promise<void> | undefined;
    await mall.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT ${STANDING_STILL}`);
      begun = standstill.begin(REASON, 60).then(() => void order.push('begun'));
      await someoneWaits(mall.dataSource);
      order.push('ended');
    });
    await begun;
    expect(order).toEqual(['ended', 'begun']);
  });
});
