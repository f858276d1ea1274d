import { theme, Typography } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { endedRuns } from '../runs/run-links';
import { texts } from './texts';

interface CountsProps {
  /** Since when runs that have ended are counted. */
  readonly from: string;
  readonly counts: Schema<'OverviewCounts'>;
  readonly nodes: Schema<'OverviewNodes'>;
}

type Tile = keyof (typeof texts)['zh']['tiles'];

/** How many runs there are of each sort, and who works: each number leads to what it counts. */
export function Counts({ from, counts, nodes }: CountsProps) {
  const t = useTexts(texts);
  const { token } = theme.useToken();
  const tiles: readonly [Tile, string, number, { readonly color?: string; readonly note?: string }?][] = [
    ['running', '/runs?status=STARTED', counts.running],
    ['waiting', '/runs?due=now', counts.waiting],
    ['scheduled', '/runs?due=later', counts.scheduled],
    ['succeeded', endedRuns('SUCCESS', from), counts.succeeded],
    [
      'failed',
      endedRuns('FAILURE', from),
      counts.failed,
      counts.failed > 0 ? { color: token.colorError } : {},
    ],
    ['revoked', endedRuns('REVOKED', from), counts.revoked],
    [
      'workers',
      '/workers',
      nodes.workersAlive,
      {
        ...(nodes.workersAlive === 0 && { color: token.colorError }),
        ...(nodes.workersLost > 0 && { note: t.lost(nodes.workersLost) }),
      },
    ],
    [
      'schedulers',
      '/workers',
      nodes.schedulersAlive,
      nodes.schedulersAlive === 0 ? { color: token.colorError } : {},
    ],
  ];
  return (
    <nav
      aria-label={t.now}
      style={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(118px, 1fr))',
        gap: 1,
        overflow: 'hidden',
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadiusLG,
        background: token.colorBorderSecondary,
      }}
    >
      {tiles.map(([name, link, count, { color, note } = {}]) => (
        <Link
          key={name}
          to={link}
          style={{ display: 'block', padding: '10px 16px', background: token.colorBgContainer }}
        >
          <Typography.Text type="secondary">{t.tiles[name]}</Typography.Text>
          <div className="number" style={{ fontSize: 24, lineHeight: 1.3, color: color ?? token.colorText }}>
            {count.toLocaleString('en')}
            {note !== undefined && (
              <span style={{ fontSize: 12, marginInlineStart: 6, color: token.colorWarning }}>{note}</span>
            )}
          </div>
        </Link>
      ))}
    </nav>
  );
}
