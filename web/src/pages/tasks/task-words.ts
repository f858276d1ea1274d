import { useLanguage } from '../../texts/language';
import { CHINESE } from './chinese';

/** What tasks are and take, in the language of whoever looks. */
export function useTaskWords() {
  const { language } = useLanguage();
  const known = (name: string) => (language === 'zh' ? CHINESE[name] : undefined);
  return {
    /** A name for people; undefined: there is only the task's own. */
    titleOf: (name: string): string | undefined => known(name)?.title,
    descriptionOf: ({ name, description }: { readonly name: string; readonly description: string }): string =>
      known(name)?.description ?? description,
    /** @param path of a field of its input. */
    fieldOf: (name: string, path: string): string | undefined => known(name)?.fields?.[path],
  };
}
