import { describe, expect, it } from '@jest/globals';
import { InvalidInputProblem } from '../../http/index.js';
import { parseInterval } from '../../schedules/index.js';
import { bodyOf } from './fields.js';

const bodyFor = (options: object) => bodyOf(options, { InvalidInputProblem, parseInterval });

describe('the body that options make', () => {
  it('takes durations in seconds or as intervals', () => {
    expect(bodyFor({ expires: '90', jitter: '1h30m', catchUpWindow: '7d' })).toEqual({
      expires: 90,
      jitter: 5400,
      catchUpWindow: 604_800,
    });
  });

  it('clears with none only what may be empty', () => {
    expect(
      bodyFor({ calendar: 'none', maxRuns: 'none', queue: 'none', catchUp: 'none', note: 'none' }),
    ).toEqual({
      calendar: null,
      maxRuns: null,
      queue: null,
      catchUp: 'none',
      note: 'none',
    });
  });

  it('leaves what is no number for the validation to refuse', () => {
    expect(bodyFor({ priority: '12', maxRuns: 'many', expires: 'soon', pauseAfterFailures: '1.5' })).toEqual({
      priority: 12,
      maxRuns: 'many',
      expires: 'soon',
      pauseAfterFailures: 1.5,
    });
  });
});
