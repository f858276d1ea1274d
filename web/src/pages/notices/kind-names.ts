import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** A kind of notice in words; one that nobody has put into words stays as it is. */
export function useKindName(): (kind: string) => string {
  const names: Readonly<Record<string, string>> = useTexts(texts).kinds;
  return (kind) => names[kind] ?? kind;
}
