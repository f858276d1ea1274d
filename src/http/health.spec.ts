import { describe, expect, it } from '@jest/globals';
import { HealthChecks, UnavailableProblem } from './index.js';

const inOrder = async (): Promise<undefined> => undefined;
const away = (): Promise<never> => Promise.reject(new Error('redis.internal refuses mallkeeper:s3cret'));

describe('/health/ready', () => {
  it('is degraded where something is wrong and requests are answered all the same', async () => {
    const checks = new HealthChecks();
    checks.add('database', inOrder);
    checks.add('workers', async () => ({ word: 'none', serves: true }));
    expect(await checks.run()).toEqual({ status: 'degraded', checks: { database: 'up', workers: 'none' } });
  });

  it('names what is out of reach, and nothing of where it is or what it said', async () => {
    const checks = new HealthChecks();
    checks.add('database', inOrder);
    checks.add('broker', away);
    checks.add('migrations', async () => ({ word: 'pending', serves: false }));
    const problem = new UnavailableProblem('Not ready: broker (down), migrations (pending).');
    await expect(checks.run()).rejects.toEqual(problem);
  });

  it('does not wait for what does not answer', async () => {
    const checks = new HealthChecks();
    checks.add('database', () => new Promise(() => undefined));
    const askedAt = performance.now();
    await expect(checks.run()).rejects.toThrow('Not ready: database (no answer).');
    expect(performance.now() - askedAt).toBeLessThan(3_000);
  });

  it('asks once for all who want to know at the same time', async () => {
    const checks = new HealthChecks();
    let asked = 0;
    checks.add('database', async () => {
      asked++;
      return undefined;
    });
    await Promise.all([checks.run(), checks.run(), checks.run()]);
    expect(asked).toBe(1);
  });
});
