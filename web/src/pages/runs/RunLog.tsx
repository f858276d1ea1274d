import { DownOutlined } from '@ant-design/icons';
import { Button, Empty, Skeleton, theme, Typography } from 'antd';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useMallZone, zonedTime } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { texts } from './run-texts';
import { Section } from '../../parts/Section';
import { type LogLine, useRunLog } from './use-run-log';

/** Pixels from the end within which the newest line counts as being in sight. */
const NEAR_END = 24;

interface RunLogProps {
  readonly id: string;
  /** Whether more may come. */
  readonly live: boolean;
}

/** What a run logs, as it logs it. Whoever scrolls up is left in peace. */
export function RunLog({ id, live }: RunLogProps) {
  const t = useTexts(texts);
  const { token } = theme.useToken();
  const { lines, read, error } = useRunLog(id, live);
  const [following, setFollowing] = useState(true);
  const frame = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (following) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [following, lines]);

  return (
    <Section
      title={t.sections.log}
      extra={<Typography.Text type="secondary">{t.log.lines(lines.length)}</Typography.Text>}
    >
      {error !== undefined && <ProblemAlert error={error} />}
      {!read && <Skeleton active paragraph={{ rows: 3 }} title={false} />}
      {read && lines.length === 0 && error === undefined && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={live ? t.log.emptyYet : t.log.empty}
          styles={{ image: { height: 32 } }}
        />
      )}
      {lines.length > 0 && (
        <div style={{ position: 'relative' }}>
          <div
            ref={frame}
            role="log"
            aria-label={t.sections.log}
            tabIndex={0}
            className="code"
            onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
              setFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END)
            }
            style={{
              maxHeight: 420,
              overflow: 'auto',
              padding: '8px 12px',
              borderRadius: token.borderRadius,
              background: token.colorFillQuaternary,
              lineHeight: 1.6,
            }}
          >
            {lines.map((line, index) => (
              <Line key={line.id} line={line} isFirst={lines[index - 1]?.attempt !== line.attempt} />
            ))}
          </div>
          {!following && (
            <Button
              size="small"
              shape="round"
              icon={<DownOutlined />}
              onClick={() => setFollowing(true)}
              style={{ position: 'absolute', insetInlineEnd: 20, bottom: 10 }}
            >
              {live ? t.log.following : t.log.latest}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

/** @param isFirst whether it is its attempt's first. */
const Line = memo(function Line({ line, isFirst }: { readonly line: LogLine; readonly isFirst: boolean }) {
  const { log } = useTexts(texts);
  const { token } = theme.useToken();
  const { date, time, offset } = zonedTime(line.at, useMallZone());
  const color = levelColor(line.level, token);
  return (
    <>
      {isFirst && line.attempt > 1 && (
        <div style={{ marginBlock: 4, color: token.colorTextSecondary }}>── {log.attempt(line.attempt)}</div>
      )}
      <div
        style={{
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
        }}
      >
        <time
          dateTime={line.at}
          title={`${date} ${time} ${offset}`}
          style={{ color: token.colorTextSecondary }}
        >
          {time}
        </time>{' '}
        <span style={{ color, fontWeight: 600 }}>{line.level.toUpperCase().padEnd(8)}</span>
        <span style={{ color: line.level === 'info' || line.level === 'debug' ? undefined : color }}>
          {line.message}
        </span>
      </div>
    </>
  );
});

function levelColor(level: string, token: ReturnType<typeof theme.useToken>['token']): string {
  switch (level) {
    case 'error':
    case 'critical':
    case 'fatal':
      return token.colorError;
    case 'warning':
    case 'warn':
      return token.colorWarning;
    case 'info':
      return token.colorLink;
    default:
      return token.colorTextSecondary;
  }
}
