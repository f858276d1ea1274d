/**
 * JSON that PostgreSQL takes: `jsonb` holds neither the character NUL nor half of a surrogate pair.
 * @throws TypeError for what JSON has no room for, such as a BigInt or an object that holds itself.
 */
export function toStorableJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) => {
    if (typeof part === 'string') return storable(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const entries = Object.entries(part);
    return entries.every(([name]) => storable(name) === name)
      ? part
      : Object.fromEntries(entries.map(([name, held]) => [storable(name), held as unknown]));
  });
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
