import { randomBytes } from 'node:crypto';

/** Something that nobody may read anywhere, and what it is. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** A text in which secrets are looked for, and where it was found. */
export interface Place {
  readonly name: string;
  readonly text: string;
}

/** A secret that nothing else looks like, and that is written differently in a URL and in base64. */
export function makeSecret(): string {
  return `${randomBytes(9).toString('hex')}+/${randomBytes(9).toString('hex')}`;
}

/** Which secrets stand in which places, as they are, in a URL, in base64, in JSON, or only their end: `NAME in PLACE`. */
export function leaks(secrets: readonly Secret[], places: readonly Place[]): string[] {
  const looked = secrets.map(({ name, value }) => ({ name, spellings: spellingsOf(value) }));
  return places.flatMap((place) =>
    looked
      .filter(({ spellings }) => spellings.some((spelling) => place.text.includes(spelling)))
      .map(({ name }) => `${name} in ${place.name}`),
  );
}

/** Characters of the end of a secret by which it is known. */
const END = 9;

function spellingsOf(value: string): string[] {
  const spellings = [value, value.slice(-END), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  return [...new Set([...spellings, ...inBase64(value)])];
}

/** Base64 of a text that has a secret in it depends on how many bytes stand before; what does not is searched for. */
function inBase64(value: string): string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
    return whole.slice(before === 0 ? 0 : 4);
  });
}
