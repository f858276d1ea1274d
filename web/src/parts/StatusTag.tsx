import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  RedoOutlined,
  StopOutlined,
  SyncOutlined,
} from '@ant-design/icons';
import { theme } from 'antd';
import type { ReactNode } from 'react';
import type { RunStatus } from '../api/types';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

/** What a status means to whoever looks: its colour. */
export type Tone = 'good' | 'bad' | 'warning' | 'busy' | 'quiet';

interface ToneTagProps {
  readonly tone: Tone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** A word with a colour that has enough contrast in light and dark. */
export function ToneTag({ tone, icon, children }: ToneTagProps) {
  const { token } = theme.useToken();
  const colors = {
    good: [token.colorSuccess, token.colorSuccessBg, token.colorSuccessBorder],
    bad: [token.colorError, token.colorErrorBg, token.colorErrorBorder],
    warning: [token.colorWarning, token.colorWarningBg, token.colorWarningBorder],
    busy: [token.colorLink, token.colorInfoBg, token.colorInfoBorder],
    quiet: [token.colorTextSecondary, token.colorFillQuaternary, token.colorBorder],
  }[tone];
  return (
    <span
      style={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 4,
        paddingInline: 7,
        borderRadius: 4,
        fontSize: 12,
        lineHeight: '20px',
        whiteSpace: 'nowrap',
        color: colors[0],
        background: colors[1],
        border: `1px solid ${colors[2]}`,
      }}
    >
      {icon}
      {children}
    </span>
  );
}

const RUN_TONES: Record<RunStatus, readonly [Tone, ReactNode]> = {
  PENDING: ['quiet', <ClockCircleOutlined key="icon" />],
  STARTED: ['busy', <SyncOutlined key="icon" />],
  RETRY: ['warning', <RedoOutlined key="icon" />],
  SUCCESS: ['good', <CheckCircleOutlined key="icon" />],
  FAILURE: ['bad', <CloseCircleOutlined key="icon" />],
  REVOKED: ['quiet', <StopOutlined key="icon" />],
};

/** The status of a run, by word, icon and colour. */
export function StatusTag({ status }: { readonly status: RunStatus }) {
  const { statuses } = useTexts(texts);
  const [tone, icon] = RUN_TONES[status];
  return (
    <ToneTag tone={tone} icon={icon}>
      {statuses[status]}
    </ToneTag>
  );
}
