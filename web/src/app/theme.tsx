import { LoadingOutlined } from '@ant-design/icons';
import { ConfigProvider, theme } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { useLanguage } from '../texts/language';

export type Brightness = 'light' | 'dark' | 'system';

interface BrightnessChoice {
  readonly chosen: Brightness;
  readonly dark: boolean;
  readonly choose: (brightness: Brightness) => void;
}

const KEY = 'mallkeeper.brightness';
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const BrightnessContext = createContext<BrightnessChoice | undefined>(undefined);

/** Ant Design's colours made so dark (or light) that text on them has the contrast of WCAG 2.2 AA, 4.5 to 1. */
const LIGHT = {
  colorPrimary: '#0958d9',
  colorLink: '#0958d9',
  colorSuccess: '#237804',
  colorWarning: '#ad5700',
  colorError: '#cf1322',
  colorInfo: '#0958d9',
  colorTextTertiary: 'rgba(0, 0, 0, 0.65)',
  colorTextDescription: 'rgba(0, 0, 0, 0.65)',
  colorTextPlaceholder: '#6b6b6b',
  colorBgLayout: '#f4f5f7',
  // Ant Design would derive them from the darker colours above, and make them muddy.
  colorSuccessBg: '#f6ffed',
  colorSuccessBorder: '#b7eb8f',
  colorWarningBg: '#fffbe6',
  colorWarningBorder: '#ffe58f',
  colorErrorBg: '#fff2f0',
  colorErrorBorder: '#ffccc7',
  colorInfoBg: '#e6f4ff',
  colorInfoBorder: '#91caff',
};
const DARK = {
  colorPrimary: '#3c89e8',
  colorLink: '#69b1ff',
  colorLinkHover: '#91caff',
  colorSuccess: '#73d13d',
  colorWarning: '#ffc069',
  colorError: '#ff7875',
  colorInfo: '#69b1ff',
  colorTextTertiary: 'rgba(255, 255, 255, 0.65)',
  colorTextDescription: 'rgba(255, 255, 255, 0.65)',
  colorTextPlaceholder: '#9a9a9a',
  colorSuccessBg: '#162312',
  colorSuccessBorder: '#274916',
  colorWarningBg: '#2b2111',
  colorWarningBorder: '#594214',
  colorErrorBg: '#2c1618',
  colorErrorBorder: '#5b2526',
  colorInfoBg: '#111a2c',
  colorInfoBorder: '#15325b',
};

/**
 * An icon of our own while something is going on: what Ant Design draws instead fades away, and when it has to do so while it
 * still fades in, stays: invisible, and "loading" in the button's name for ever.
 */
const BUTTON = { autoInsertSpace: false, loadingIcon: <LoadingOutlined aria-hidden /> };

/** Language and colours of Ant Design for all that is in it. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const { language } = useLanguage();
  const [chosen, setChosen] = useState<Brightness>(kept);
  const system = useSyncExternalStore(
    (changed) => {
      systemDark.addEventListener('change', changed);
      return () => systemDark.removeEventListener('change', changed);
    },
    () => systemDark.matches,
  );
  const dark = chosen === 'system' ? system : chosen === 'dark';
  const choice = useMemo<BrightnessChoice>(
    () => ({
      chosen,
      dark,
      choose(brightness) {
        localStorage.setItem(KEY, brightness);
        setChosen(brightness);
      },
    }),
    [chosen, dark],
  );
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }, [dark]);
  return (
    <BrightnessContext value={choice}>
      <ConfigProvider
        locale={language === 'zh' ? zhCN : enGB}
        button={BUTTON}
        theme={{
          algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
          token: { ...(dark ? DARK : LIGHT), borderRadius: 6, fontFamily: FONTS },
          components: {
            Layout: { headerPadding: '0 16px', headerHeight: 52 },
            Table: { cellPaddingBlockSM: 6 },
            ...(dark && { Menu: { itemSelectedColor: DARK.colorLinkHover } }),
          },
        }}
      >
        {children}
      </ConfigProvider>
    </BrightnessContext>
  );
}

/** What the machine has, Chinese with it: nothing is loaded. */
const FONTS =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', Roboto, 'Helvetica Neue', Arial, sans-serif";

export function useBrightness(): BrightnessChoice {
  const choice = useContext(BrightnessContext);
  if (!choice) throw new Error('useBrightness is used outside ThemeProvider');
  return choice;
}

function kept(): Brightness {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}
