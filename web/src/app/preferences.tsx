import { Segmented } from 'antd';
import { useLanguage } from '../texts/language';
import { useTexts } from '../texts/texts';
import { texts } from './texts';
import { useBrightness } from './theme';

/** Each language by its own name. */
export function LanguageSwitch() {
  const { language, choose } = useLanguage();
  const t = useTexts(texts);
  return (
    <Segmented
      aria-label={t.language}
      size="small"
      value={language}
      onChange={choose}
      options={[
        { value: 'zh', label: '中文' },
        { value: 'en', label: 'English' },
      ]}
    />
  );
}

export function BrightnessSwitch() {
  const { chosen, choose } = useBrightness();
  const { brightness } = useTexts(texts);
  return (
    <Segmented
      aria-label={brightness.title}
      size="small"
      value={chosen}
      onChange={choose}
      options={[
        { value: 'light', label: brightness.light },
        { value: 'dark', label: brightness.dark },
        { value: 'system', label: brightness.system },
      ]}
    />
  );
}
