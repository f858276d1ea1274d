/** The mall that a report is of. */
export interface ReportedMall {
  readonly name: string;
  readonly timeZone: string;
}
