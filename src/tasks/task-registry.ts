import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { InvalidInputProblem, NotFoundProblem, toFaults } from '../http/index.js';
import type { TaskContext } from './task-context.js';
import type { TaskDefinition } from './task-definition.js';
import { TASK, TASK_PROCESSOR } from './task-processor.decorator.js';

export type TaskMethod = (input: object, context: TaskContext) => Promise<unknown>;

interface RegisteredTask {
  readonly definition: TaskDefinition;
  readonly method: TaskMethod;
}

/** All tasks of all processors, found by their decorators. */
@Injectable()
export class TaskRegistry {
  private found: Map<string, RegisteredTask> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** Every task, by name. */
  all(): TaskDefinition[] {
    const definitions = new Set([...this.tasks.values()].map((task) => task.definition));
    return [...definitions].sort((one, other) => one.name.localeCompare(other.name));
  }

  /** The queues that carry the tasks. */
  queues(): string[] {
    return [...new Set(this.all().map((task) => task.queue))].sort();
  }

  /** @throws InvalidInputProblem when there is no such queue. */
  checkQueue(queue: string): void {
    const queues = this.queues();
    if (queues.includes(queue)) return;
    throw new InvalidInputProblem([
      { field: 'queue', value: queue, message: `there is no such queue; write one of ${queues.join(', ')}` },
    ]);
  }

  /** Whether there is a task with this name or alias. */
  knows(name: string): boolean {
    return this.tasks.has(name);
  }

  /**
   * The task with this name or alias.
   * @throws NotFoundProblem
   */
  find(name: string): TaskDefinition {
    return this.registered(name).definition;
  }

  /**
   * The method that implements a task.
   * @throws NotFoundProblem
   */
  method(name: string): TaskMethod {
    return this.registered(name).method;
  }

  /**
   * Checks what a task is to be called with and fills in its defaults.
   * @throws InvalidInputProblem naming every field that is wrong.
   */
  async parseInput<Input extends object>(definition: TaskDefinition<Input>, kwargs: unknown): Promise<Input> {
    if (typeof kwargs !== 'object' || kwargs === null || Array.isArray(kwargs)) {
      throw new InvalidInputProblem([
        { field: 'kwargs', value: kwargs, message: 'must be an object such as {"name": "value"}' },
      ]);
    }
    const input = plainToInstance(definition.input, kwargs);
    const errors = await validate(input, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
    });
    if (errors.length > 0) throw new InvalidInputProblem(toFaults(errors, 'kwargs'));
    return input;
  }

  private registered(name: string): RegisteredTask {
    const task = this.tasks.get(name);
    if (!task) {
      throw new NotFoundProblem(
        `There is no task "${name}". \`mallkeeper inspect registered\` and GET /api/v1/tasks list those there are.`,
      );
    }
    return task;
  }

  // Read on first use: by then all processors have been built.
  private get tasks(): Map<string, RegisteredTask> {
    return (this.found ??= this.discover());
  }

  private discover(): Map<string, RegisteredTask> {
    const tasks = new Map<string, RegisteredTask>();
    for (const { metatype, instance } of this.discovery.getProviders()) {
      if (!metatype || this.reflector.get<boolean | undefined>(TASK_PROCESSOR, metatype) !== true) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, TaskMethod>;
      for (const methodName of this.scanner.getAllMethodNames(prototype)) {
        const method = prototype[methodName];
        const definition = method && this.reflector.get<TaskDefinition | undefined>(TASK, method);
        if (!method || !definition) continue;
        for (const name of [definition.name, ...definition.aliases]) {
          if (tasks.has(name)) throw new Error(`two tasks are called ${name}`);
          tasks.set(name, { definition, method: method.bind(instance) });
        }
      }
    }
    return tasks;
  }
}
