import { Module } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { MayBeLeftOut } from '../../src/http/index.js';
import { defineTask, Task, type TaskContext, TaskProcessor, TaskQueue } from '../../src/tasks/index.js';

class TrialInput {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const declare = <Result>(name: string, options: object = {}) =>
  defineTask<TrialInput, Result>(`trial.${name}`, {
    queue: 'trial',
    description: 'For specs.',
    input: TrialInput,
    retry: { max: 0, delay: 0 },
    ...options,
  });

/** Returns its label. */
export const echo = declare<string>('echo');
/** Fails until {@link luck} comes. */
export const fail = declare<string>('fail');
/** Goes on until its signal aborts. */
export const linger = declare<never>('linger');
/** Logs five lines, at the one level that no spec switches off. */
export const chat = declare<string>('chat');
/** Has limits and a name of Celery's. */
export const limited = declare<string>('limited', {
  rateLimit: '100/h',
  timeLimit: 50,
  softTimeLimit: 40,
  aliases: ['apps.trial.tasks.limited_task'],
});

/** Whether {@link fail} succeeds. */
export const luck = { has: false };

@TaskProcessor()
class TrialProcessor {
  @Task(echo)
  async echo({ label = '' }: TrialInput): Promise<string> {
    return label;
  }

  @Task(limited)
  async limited({ label = '' }: TrialInput): Promise<string> {
    return label;
  }

  @Task(fail)
  async fail({ label = '' }: TrialInput): Promise<string> {
    if (!luck.has) throw new RangeError(`no luck with ${label}`);
    return label;
  }

  @Task(linger)
  linger(_input: TrialInput, { signal }: TaskContext): Promise<never> {
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }

  @Task(chat)
  async chat(_input: TrialInput, { logger }: TaskContext): Promise<string> {
    for (const word of ['one', 'two', 'three', 'four', 'five']) logger.fatal(word);
    return 'said';
  }
}

/** Tasks that do nothing of use, on a queue of their own, `trial`. */
@Module({ imports: [TaskQueue.register('trial')], providers: [TrialProcessor] })
export class TrialTasksModule {}

/** Asks again until the answer is as expected; the spec's own time limit ends a vain wait. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isExpected: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (isExpected(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
