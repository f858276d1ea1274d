import type { DefaultSchedule } from '../schedules/index.js';
import type { TaskDefinition } from '../tasks/index.js';

const FIRES = Symbol('FIRES');

/** Where @nestjs/schedule keeps what `@Cron` says of a method. */
const CRON_OPTIONS = 'SCHEDULE_CRON_OPTIONS';

/** What becomes of slots that were missed. */
interface CatchUp {
  readonly catchUp: DefaultSchedule['catchUp'];
  /** Days for which a missed slot may still be caught up on. */
  readonly days: number;
}

type Declared = Omit<DefaultSchedule, 'name' | 'cron' | 'timezone'>;

/** Declares what a method with `@Cron` stands for; the compiler checks the kwargs against the task's input. */
export function Fires<Input extends object>(
  task: TaskDefinition<Input>,
  kwargs: Partial<Input>,
  { catchUp, days }: CatchUp,
): MethodDecorator {
  return (_prototype, _name, descriptor) => {
    const declared: Declared = {
      description: task.description,
      task: task.name,
      kwargs,
      overlap: 'skip',
      catchUp,
      catchUpWindow: days * 86_400,
    };
    Reflect.defineMetadata(FIRES, declared, descriptor.value as object);
  };
}

/** The schedules that an object's methods declare with `@Cron` and {@link Fires}, in the order of the methods. */
export function declaredSchedules(instance: object): DefaultSchedule[] {
  const prototype = Object.getPrototypeOf(instance) as object;
  return Object.values(Object.getOwnPropertyDescriptors(prototype)).flatMap(({ value }) => {
    const method = value as object;
    const declared = Reflect.getMetadata(FIRES, method) as Declared | undefined;
    if (!declared) return [];
    const cron = Reflect.getMetadata(CRON_OPTIONS, method) as {
      readonly name: string;
      readonly cronTime: string;
      readonly timeZone: string;
    };
    return [{ ...declared, name: cron.name, cron: cron.cronTime, timezone: cron.timeZone }];
  });
}
