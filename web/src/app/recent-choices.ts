import type { Choice } from './SearchEverywhere';

const KEY = 'mallkeeper.recent';
/** Choices that are kept. */
const MOST = 6;

/** Where somebody went by the search, the latest first. */
export function recentChoices(): Choice[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isChoice) : [];
  } catch {
    return [];
  }
}

export function keepChoice(choice: Choice): void {
  const others = recentChoices().filter(({ path }) => path !== choice.path);
  localStorage.setItem(KEY, JSON.stringify([choice, ...others].slice(0, MOST)));
}

function isChoice(value: unknown): value is Choice {
  if (typeof value !== 'object' || value === null) return false;
  const { type, title, detail, path } = value as Partial<Record<keyof Choice, unknown>>;
  return [type, title, detail, path].every((each) => typeof each === 'string');
}
