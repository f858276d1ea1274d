import { setImmediate as turnOver } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { StatementGroup } from './statement-group.js';

describe('StatementGroup', () => {
  it('sends what arrives while a group is under way as the next group', async () => {
    const groups: number[][] = [];
    let finishFirst: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (finishFirst = resolve));
    const group = new StatementGroup(async (items: number[]) => {
      groups.push(items);
      if (groups.length === 1) await first;
      return items.map((item) => item * 10);
    });
    const answers = [group.add(1), group.add(2)];
    await turnOver();
    answers.push(group.add(3), group.add(4));
    finishFirst();
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40]);
    expect(groups).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('lets a bad item fail alone', async () => {
    const group = new StatementGroup(async (items: number[]) => {
      if (items.includes(3)) throw new Error('no threes');
      return items;
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => group.add(item)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });

  it('keeps to the largest size', async () => {
    const sizes: number[] = [];
    const group = new StatementGroup(async (items: number[]) => {
      sizes.push(items.length);
      return items;
    }, 4);
    await Promise.all(Array.from({ length: 10 }, (_, item) => group.add(item)));
    expect(sizes).toEqual([4, 4, 2]);
  });
});
