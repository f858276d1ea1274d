import { CheckCircleOutlined, HourglassOutlined, MinusCircleOutlined, StopOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { SHOP_TONES, type ShopState } from './shop-state';
import { texts } from './texts';

const ICONS: Readonly<Record<ShopState, ReactNode>> = {
  LET: <CheckCircleOutlined />,
  EXPIRING: <HourglassOutlined />,
  VACANT: <MinusCircleOutlined />,
  CLOSED: <StopOutlined />,
};

/** A shop's state, by word, icon and colour. */
export function ShopStateTag({ state }: { readonly state: ShopState }) {
  const { states } = useTexts(texts);
  return (
    <ToneTag tone={SHOP_TONES[state]} icon={ICONS[state]}>
      {states[state]}
    </ToneTag>
  );
}
