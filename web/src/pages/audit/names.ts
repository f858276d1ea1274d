import { useTexts } from '../../texts/texts';
import { texts } from './texts';
import { words } from './words';

type Names = Readonly<Record<string, string>>;

/** `contract.approve` in words; one that nobody has put into words stays as it is. */
export function useActionName(): (action: string) => string {
  const names: Names = useTexts(words).actions;
  return (action) => names[action] ?? action;
}

/** A field in words; `someField` of an unknown one becomes `some field`. */
export function useFieldName(): (field: string) => string {
  const names: Names = useTexts(words).fields;
  return (field) => names[field] ?? field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function useSubjectName(): (subjectType: string) => string {
  const names: Names = useTexts(words).subjects;
  return (subjectType) => names[subjectType] ?? subjectType;
}

/** A person's name as it is; what acts in nobody's name in words. */
export function useActorName(): (actor: string) => string {
  const names: Names = useTexts(texts).actors;
  return (actor) => names[actor] ?? actor;
}
