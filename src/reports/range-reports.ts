import { Injectable } from '@nestjs/common';
import { Clock } from '../config/index.js';
import { InvalidInputProblem } from '../http/index.js';
import type { Report } from './dto/report.js';
import { lengthOf, type Span } from './period.js';
import { ReportFigures } from './report-figures.js';

/** Days that one report may be about: any year. */
const LONGEST = 366;

/** Reports on any days, made when somebody asks and not kept. */
@Injectable()
export class RangeReports {
  constructor(
    private readonly clock: Clock,
    private readonly figures: ReportFigures,
  ) {}

  /** @throws InvalidInputProblem when the days are in the wrong order, too many, or have not begun. */
  async of({ from, to }: Span): Promise<Report> {
    const today = this.clock.today();
    if (to > today) throw refused(to, `write a day up to today, ${today}`);
    if (from > to) throw refused(to, `write a day that is not before from, ${from}`);
    if (lengthOf({ from, to }) > LONGEST) {
      throw refused(to, `write a day so that there are at most ${LONGEST} days from ${from}`);
    }
    const period = { edition: 'range', from, to } as const;
    const data = await this.figures.of(period);
    return Object.assign({ ...period, date: from, createdAt: this.clock.now() }, data);
  }
}

function refused(to: string, message: string): InvalidInputProblem {
  return new InvalidInputProblem([{ field: 'to', value: to, message }]);
}
