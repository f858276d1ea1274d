import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';
import type { TaskContext } from './task-context.js';
import type { TaskDefinition } from './task-definition.js';

export const TASK_PROCESSOR = Symbol('TASK_PROCESSOR');
export const TASK = Symbol('TASK');

/** Marks an injectable class whose methods implement tasks. */
export function TaskProcessor(): ClassDecorator {
  return applyDecorators(Injectable(), SetMetadata(TASK_PROCESSOR, true));
}

/** Marks the method that implements a task; the compiler checks its input and result against the definition. */
export function Task<Input extends object, Result>(definition: TaskDefinition<Input, Result>) {
  return <Method extends (input: Input, context: TaskContext) => Promise<Result>>(
    _prototype: object,
    _name: string | symbol,
    method: TypedPropertyDescriptor<Method>,
  ): void => {
    if (method.value) Reflect.defineMetadata(TASK, definition, method.value);
  };
}
