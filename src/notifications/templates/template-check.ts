import type { Fault } from '../../http/index.js';
import type { NoticeKind, Variables, Words } from '../notice-kind.js';
import { LONGEST_TEMPLATE, type TemplateEngine } from './template-engine.js';

/** What every list has beside its entries. */
const OF_LISTS = new Set(['first', 'last', 'size']);

/** @returns what is wrong with templates of a kind: their syntax, variables that it does not have, or its example. */
export function faultsOf(kind: NoticeKind, words: Words, engine: TemplateEngine): Fault[] {
  return (['title', 'body'] as const).flatMap((field) => {
    const messages = complaints(kind, words[field], engine);
    return messages.map((message) => ({ field, value: words[field], message }));
  });
}

function complaints(kind: NoticeKind, text: string, engine: TemplateEngine): string[] {
  if (text.length > LONGEST_TEMPLATE) return [`must not be longer than ${LONGEST_TEMPLATE} characters`];
  try {
    const template = engine.parse(text);
    const unknown = engine.uses(template).filter((path) => !isDeclared(path, kind.variables));
    if (unknown.length > 0) {
      const names = [...new Set(unknown.map((path) => path.join('.')))].join(', ');
      return [`${kind.name} has no ${names}; it has ${Object.keys(kind.variables).join(', ')}`];
    }
    engine.render(template, kind.variablesOf(kind.example));
    return [];
  } catch (error) {
    return [reasonOf(error)];
  }
}

/** What the engine says, without the lines of context behind it. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function isDeclared(path: readonly (string | number)[], variables: Variables): boolean {
  const [name, ...rest] = path;
  const declared = variables[String(name)];
  if (!declared || !Object.hasOwn(variables, String(name))) return false;
  if (rest.length === 0) return true;
  if (declared.type === 'object') return isDeclared(rest, declared.of ?? {});
  if (declared.type !== 'list') return false;
  const [which, ...deeper] = rest;
  if (typeof which !== 'number' && !OF_LISTS.has(String(which))) return false;
  return deeper.length === 0 || (which !== 'size' && isDeclared(deeper, declared.of ?? {}));
}
