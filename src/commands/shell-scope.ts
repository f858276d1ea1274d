import { inspect } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { ReplContext } from '@nestjs/core/repl/repl-context.js';
import { type Settings, shownSettings } from '../config/index.js';
import type { TaskDefinition } from '../tasks/index.js';
import type { Program } from './application.js';
import { print } from './output.js';

/** What a prompt knows. */
interface Scope {
  /** What can be used by name. */
  readonly names: PropertyDescriptorMap;
  /** Writes a value for people. */
  readonly show: (value: unknown) => string;
}

const HELP: readonly (readonly [name: string, what: string])[] = [
  [
    'tasks',
    "await tasks.delay(core.debug, { message: 'hello' }) submits a run; with .get({ timeout: 10 }) its result",
  ],
  [
    '',
    'tasks.applyAsync(core.debug, {}, { countdown: 300 }), tasks.apply(core.debug, {}) runs it right here,',
  ],
  ['', "tasks.submitByName('core.debug', {}), tasks.result(id).get()"],
  [
    'runs',
    'runs.get(id), active(), scheduled(), list({ limit: 50, task }), revoke(id, terminate, by), retry(id, by)',
  ],
  ['schedules', "schedules.list({ limit: 50 }), get(name), next(name, 5), runNow(name, 'me')"],
  ['queues', "queues.list(), pause(name, 'me'), resume(name, 'me'), purge(name, 'me')"],
  ['workers', 'workers.list()'],
  ['settings', 'their values, secrets masked'],
  ['get(Name)', 'a service: get(TaskClient), or get("TaskClient"); methods(Name) lists what it can do'],
  ['help()', 'this'],
];

/**
 * Everything that the REPL of NestJS has (`get`, `resolve`, `methods`, every class by its name), the services that are used
 * most under short names, and the tasks: `finance.generateMonthlyAccounts`.
 */
export function openScope(application: INestApplicationContext, program: Program): Scope {
  const nest = new ReplContext(application);
  const { Nodes, Queues, RunActions, RunQueries, ScheduleQueries, ScheduleService, SETTINGS } = program;
  const { TaskClient, TaskRegistry } = program;
  const definitions = byModule(application.get(TaskRegistry).all());
  const services = serviceNames(nest);
  const own = {
    ...definitions,
    tasks: application.get(TaskClient),
    runs: together(application.get(RunActions), application.get(RunQueries)),
    schedules: together(application.get(ScheduleService), application.get(ScheduleQueries)),
    queues: application.get(Queues),
    workers: application.get(Nodes),
    settings: shownSettings(application.get<Settings>(SETTINGS)),
    get: (name: unknown): unknown => application.get(classOf(nest, name), { strict: false }),
    $: (name: unknown): unknown => application.get(classOf(nest, name), { strict: false }),
    help: () => printHelp(definitions, services),
  };
  return {
    names: { ...Object.getOwnPropertyDescriptors(nest.globalScope), ...changeable(own) },
    show: (value) => show(value, program, new Set(services)),
  };
}

type Definitions = Record<string, Record<string, TaskDefinition>>;

/** `finance.generate-monthly-accounts` as `finance.generateMonthlyAccounts`. */
function byModule(tasks: readonly TaskDefinition[]): Definitions {
  const modules: Definitions = {};
  for (const task of tasks) {
    const [module = '', name = ''] = task.name.split('.');
    const camelCase = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    modules[module] = { ...modules[module], [camelCase]: task };
  }
  return modules;
}

/** The methods of several services in one object; what two of them have is the last one's. */
function together(...services: object[]): Record<string, unknown> {
  const methods: Record<string, unknown> = {};
  for (const service of services) {
    for (const name of methodsOf(service)) {
      const method: unknown = Reflect.get(service, name);
      if (typeof method === 'function') methods[name] = method.bind(service);
    }
  }
  return methods;
}

function methodsOf(service: object): string[] {
  const prototype: unknown = Object.getPrototypeOf(service);
  if (typeof prototype !== 'object' || prototype === null) return [];
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
}

/** The services of this program, without those of the framework's own modules. */
function serviceNames({ debugRegistry }: ReplContext): string[] {
  const names = Object.entries(debugRegistry).flatMap(([module, { providers, controllers }]) =>
    FRAMEWORK.test(module) ? [] : Object.entries({ ...providers, ...controllers }),
  );
  const classes = names.filter(([, token]) => typeof token === 'function').map(([name]) => name);
  return [...new Set(classes)].sort();
}
const FRAMEWORK = /^(Bull|TypeOrm|Schedule|Discovery|Internal)\w*Module/;

function classOf({ globalScope }: ReplContext, name: unknown): never {
  return (typeof name === 'string' ? (globalScope[name] ?? name) : name) as never;
}

function changeable(values: Record<string, unknown>): PropertyDescriptorMap {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { value, writable: true, configurable: true, enumerable: true },
    ]),
  );
}

/** A service holds the whole program, passwords included, and a handle on a run holds services. */
function show(value: unknown, program: Program, services: ReadonlySet<string>): string {
  const { AsyncResult, Problem, RunFailedError } = program;
  if (value instanceof AsyncResult) return `AsyncResult { id: '${value.id}' }`;
  if (value instanceof RunFailedError) return `${value.name}: ${value.error?.stack ?? value.message}`;
  if (value instanceof Problem && value.faults.length > 0) {
    return `${value.name}: ${value.message}\n${inspect(value.faults)}`;
  }
  if (typeof value === 'object' && value !== null) {
    const made: unknown = Reflect.get(value, 'constructor');
    if (typeof made === 'function' && services.has(made.name)) {
      return `${made.name} { ${methodsOf(value).join(', ')} }`;
    }
  }
  return inspect(value, { colors: process.stdout.isTTY, depth: 4 });
}

function printHelp(definitions: Definitions, services: readonly string[]): void {
  for (const [name, what] of HELP) print(`  ${name.padEnd(12)}${what}`);
  print('\nTasks:');
  for (const [module, tasks] of Object.entries(definitions)) {
    for (const [name, { description }] of Object.entries(tasks))
      print(`  ${`${module}.${name}`.padEnd(34)}${description}`);
  }
  print(`\nServices, for get(Name):\n${wrapped(services)}`);
}

/** Names, as many to a line as 78 columns hold. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length + 2 <= 78)
      lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(`  ${name}`);
  }
  return lines.join('\n');
}
