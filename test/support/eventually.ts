import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** How long something may take that a spec waits for, in ms. */
const PATIENCE = 15_000;
/** Pause between two looks, in ms. */
const LOOK_AGAIN = 20;

/**
 * Asks again until the answer is as expected.
 * @throws Error when it has not become so in time, with the last answer.
 */
export async function expectEventually<Answer>(
  ask: () => Answer | Promise<Answer>,
  expected: Answer,
  patience = PATIENCE,
): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = await ask();
    if (isDeepStrictEqual(answer, expected)) return;
    if (performance.now() >= deadline) {
      throw new Error(
        `expected ${JSON.stringify(expected)} within ${patience} ms, saw ${JSON.stringify(answer)} last`,
      );
    }
    await sleep(LOOK_AGAIN);
  }
}
