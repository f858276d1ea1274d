import { ArrowUpOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { type UIEvent, useRef, useState } from 'react';
import { useMay } from '../../access/May';
import { texts as frame } from '../../app/texts';
import { useAddress } from '../../parts/address';
import { DataTable } from '../../parts/DataTable';
import { ExportButton } from '../../parts/ExportButton';
import { PageHeader } from '../../parts/PageHeader';
import { useTexts } from '../../texts/texts';
import { useRunColumns } from './run-columns';
import { FILTER_NAMES, queryOf } from './run-filters';
import { RunFilterBar } from './RunFilterBar';
import { RunSelection } from './RunSelection';
import { texts } from './texts';
import { useLiveRuns } from './use-live-runs';

/** Milliseconds for which rows stay where they are after the pointer has moved over them: somebody aims at one. */
const AIMING = 1_500;

/** All runs, live. */
export function Component() {
  const { pages } = useTexts(frame);
  const t = useTexts(texts);
  const [filters, setFilters] = useAddress(FILTER_NAMES);
  const query = queryOf(filters);
  const [selected, setSelected] = useState<string[]>([]);
  const mayControl = useMay('runs.control');
  const area = useRef<HTMLDivElement>(null);
  const isAtTop = useRef(true);
  const aimedAt = useRef(0);
  const { list, waiting, mayLackSome, startAgain } = useLiveRuns(
    query,
    () => isAtTop.current && selected.length === 0 && Date.now() - aimedAt.current > AIMING,
  );
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const chosen = new Set(selected);
  const selectedRuns = rows.filter(({ id }) => chosen.has(id));

  function watchScrolling({ target }: UIEvent): void {
    if (target instanceof Element && target.scrollHeight > target.clientHeight) {
      isAtTop.current = target.scrollTop < 8;
    }
  }

  async function showNewest(): Promise<void> {
    await startAgain();
    area.current?.querySelector('.ant-table-tbody-virtual-holder')?.scrollTo({ top: 0 });
    isAtTop.current = true;
  }

  return (
    <>
      <PageHeader
        title={pages.runs}
        about={t.about}
        actions={
          <>
            {waiting !== undefined && (
              <Button type="primary" ghost icon={<ArrowUpOutlined />} onClick={() => void showNewest()}>
                {t.fresh(waiting)}
              </Button>
            )}
            {waiting === undefined && mayLackSome && (
              <Button type="primary" ghost icon={<ReloadOutlined />} onClick={() => void showNewest()}>
                {t.mayLack}
              </Button>
            )}
            <ExportButton path="/api/v1/runs" filters={query} />
            <Button
              icon={<ReloadOutlined />}
              loading={list.isRefetching}
              onClick={() => void showNewest()}
              aria-label={t.refresh}
              title={t.refresh}
            />
          </>
        }
      />
      <div
        ref={area}
        onScrollCapture={watchScrolling}
        onPointerMove={({ target }) => {
          if (target instanceof Element && target.closest('.ant-table-row')) aimedAt.current = Date.now();
        }}
      >
        <DataTable
          name="runs"
          label={t.list}
          columns={useRunColumns()}
          rowKey={({ id }) => id}
          query={list}
          rowLink={({ id }) => `/runs/${id}`}
          {...(mayControl && {
            selection: { selected: selectedRuns.map(({ id }) => id), onSelect: setSelected },
          })}
          empty={t.empty}
          toolbar={
            <Flex vertical gap="small">
              <RunFilterBar filters={filters} onChange={setFilters} />
              {selectedRuns.length > 0 && (
                <RunSelection runs={selectedRuns} onClear={() => setSelected([])} />
              )}
            </Flex>
          }
        />
      </div>
    </>
  );
}
