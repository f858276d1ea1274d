import type { Type } from '@nestjs/common';
import { Clock } from '../../config/index.js';
import type { ScheduleBackfill, ScheduleQueries, ScheduleService } from '../../schedules/index.js';
import { type Program, withApplication, withApplicationToChange } from '../application.js';

/** Who did it, for the history. */
export const BY = 'command line';

/** What the commands about schedules work with. */
export interface Schedules {
  readonly program: Program;
  readonly queries: ScheduleQueries;
  readonly service: ScheduleService;
  readonly backfills: ScheduleBackfill;
  /** The mall's. */
  readonly clock: Clock;
  /**
   * What the options of a command say, checked as REST checks a body.
   * @throws InvalidInputProblem
   */
  readonly check: <Input extends object>(input: Type<Input>, body: object) => Promise<Input>;
}

/** Does `work` with schedules; what is wrong with the input is told of the options, as the person wrote those. */
export function withSchedules(
  work: (schedules: Schedules) => Promise<void>,
  // oxlint-disable-next-line typescript/no-invalid-void-type -- it is a type argument, which the rule takes for something else
  open: typeof withApplication<void> = withApplication,
): Promise<void> {
  return open(async (application, program) => {
    const { InvalidInputProblem, ScheduleBackfill, ScheduleQueries, ScheduleService, validationPipe } =
      program;
    const pipe = validationPipe();
    try {
      await work({
        program,
        queries: application.get(ScheduleQueries),
        service: application.get(ScheduleService),
        backfills: application.get(ScheduleBackfill),
        clock: application.get(Clock),
        check: async (metatype, body) => {
          const input: unknown = await pipe.transform(body, { type: 'body', metatype });
          if (input instanceof metatype) return input;
          throw new TypeError(`The input is no ${metatype.name}.`);
        },
      });
    } catch (error) {
      if (!(error instanceof InvalidInputProblem)) throw error;
      throw new InvalidInputProblem(
        error.faults.map((fault) => Object.assign({}, fault, { field: optionOf(fault.field) })),
      );
    }
  });
}

/**
 * As {@link withSchedules}, for what changes them or has them run.
 * @throws StandstillProblem when nothing may be changed now.
 */
export function withSchedulesToChange(work: (schedules: Schedules) => Promise<void>): Promise<void> {
  return withSchedules(work, withApplicationToChange);
}

/** The option for a field: `--catch-up-window` for `catchUpWindow`; a schedule's name is an argument. */
export function optionOf(field: string): string {
  if (field === 'name') return field;
  const [first = '', ...others] = field.split('.');
  return [`--${kebabCase(first)}`, ...others].join('.');
}

/** `catch-up-window` for `catchUpWindow` */
export function kebabCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
