/** What was written in a field; null for one that was left empty. */
export function filledIn(text: string | undefined): string | null {
  const written = text?.trim() ?? '';
  return written === '' ? null : written;
}
