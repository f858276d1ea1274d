import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export type Language = 'zh' | 'en';

interface LanguageChoice {
  readonly language: Language;
  /** As `Intl` and the API want it. */
  readonly locale: 'zh-CN' | 'en-GB';
  readonly choose: (language: Language) => void;
}

const KEY = 'mallkeeper.language';
const LanguageContext = createContext<LanguageChoice | undefined>(undefined);

/** Chinese first; English for whoever has chosen it, here or in the browser. */
function preferred(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.languages
    .find((each) => /^(zh|en)\b/i.test(each))
    ?.toLowerCase()
    .startsWith('en')
    ? 'en'
    : 'zh';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const choice = useMemo<LanguageChoice>(
    () => ({
      language,
      locale: language === 'zh' ? 'zh-CN' : 'en-GB',
      choose(chosen) {
        localStorage.setItem(KEY, chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (!choice) throw new Error('useLanguage is used outside LanguageProvider');
  return choice;
}
