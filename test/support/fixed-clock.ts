import { Clock } from '../../src/config/index.js';

/** A clock that stands still until a test moves it. */
export class FixedClock extends Clock {
  constructor(
    private moment: Date,
    timeZone = 'Asia/Shanghai',
  ) {
    super(timeZone);
  }

  now(): Date {
    return this.moment;
  }

  moveTo(moment: Date): void {
    this.moment = moment;
  }
}
