import { useLanguage } from './language';

/** A text, a text made of values, or a group of texts. */
type Text = string | ((...values: never[]) => string) | { readonly [key: string]: Text };

/** The same keys, with texts of the same kind: what is missing in a language is an error of the compiler. */
type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Translated<T[K]>;
};

export interface Texts<T> {
  readonly zh: T;
  readonly en: Translated<T>;
}

/**
 * The texts of a part of the dashboard in both languages, beside the part that shows them (`texts.ts`).
 *
 *     export const texts = defineTexts({ runs: (count: number) => `${count} 次运行` }, { runs: (count) => `${count} runs` });
 */
export function defineTexts<const T extends Record<string, Text>>(
  zh: T,
  en: NoInfer<Translated<T>>,
): Texts<T> {
  return { zh, en };
}

/** The texts in the language of whoever looks. */
export function useTexts<T>(texts: Texts<T>): Translated<T> {
  const { language } = useLanguage();
  return language === 'zh' ? (texts.zh as Translated<T>) : texts.en;
}
