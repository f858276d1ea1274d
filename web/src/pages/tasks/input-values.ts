import { isObject } from './input-fields';

/** A task's input as JSON. */
export type Kwargs = Readonly<Record<string, unknown>>;

/** Without what was left empty, so that the task's defaults hold. */
export function withoutEmpty(values: Kwargs): Kwargs {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
      if (isObject(value)) {
        const inner = withoutEmpty(value);
        return Object.keys(inner).length > 0 ? [[name, inner]] : [];
      }
      const isEmpty =
        value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
      return isEmpty ? [] : [[name, value]];
    }),
  );
}

/** An object that is written as JSON; undefined: it is none. An empty text is an empty object. */
export function parseKwargs(text: string): Kwargs | undefined {
  if (text.trim() === '') return {};
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

/** undefined: it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
