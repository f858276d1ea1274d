/**
 * The mall's clock. Business dates (what is due, overdue, about to end) come from here, so that tests can move it;
 * leases, eta and heartbeats use the database's clock instead and never this one.
 */
export abstract class Clock {
  constructor(
    /** The mall's time zone (IANA name). */
    readonly timeZone: string,
  ) {}

  /** This moment. */
  abstract now(): Date;

  /** Today's date in the mall, `YYYY-MM-DD`. */
  today(): string {
    return dateInZone(this.now(), this.timeZone);
  }
}

/** The machine's clock. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** Making one takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar date of a moment in a time zone, `YYYY-MM-DD`. */
export function dateInZone(moment: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // sv-SE is the locale whose dates are written as ISO 8601 has them.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    formats.set(timeZone, format);
  }
  return format.format(moment);
}
