/**
 * What somebody has filled in, as a plain object: in a request that changes something, undefined is what was left out
 * and null what is to be cleared.
 */
export function givenFields<Fields extends object>(fields: Fields): Pick<Fields, keyof Fields> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Pick<Fields, keyof Fields>;
}
