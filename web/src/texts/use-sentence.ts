import { useLanguage } from './language';
import { SENTENCES } from './sentences';

/** What the server says, in the language of whoever looks where that is known. */
export function useSentence(): (sentence: string) => string {
  const { language } = useLanguage();
  return (sentence) => {
    const known = language === 'zh' ? SENTENCES.find(([pattern]) => pattern.test(sentence)) : undefined;
    return known ? sentence.replace(known[0], known[1]) : sentence;
  };
}
