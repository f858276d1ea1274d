import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Empty, Flex, Popover, Spin, Table, type TableColumnType, Typography } from 'antd';
import { KeyboardScroll } from './KeyboardScroll';
import { type Key, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTexts } from '../texts/texts';
import { ProblemAlert } from './ProblemAlert';
import { texts } from './texts';

/** A column; `key` names it where people choose columns. */
export interface DataColumn<Item> extends Omit<TableColumnType<Item>, 'title'> {
  readonly key: string;
  readonly title: string;
  readonly width: number;
  /** Not shown until somebody chooses it. */
  readonly hidden?: boolean;
}

/** As much of TanStack's infinite query as a table needs; see `useList`. */
interface ListQuery<Item> {
  readonly data: { readonly pages: readonly { readonly items: readonly Item[] }[] } | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly isFetchingNextPage: boolean;
  readonly hasNextPage: boolean;
  fetchNextPage(): Promise<unknown>;
  refetch(): Promise<unknown>;
}

interface DataTableProps<Item extends object> {
  /** Under which the chosen columns are kept in the browser; also the table's accessible name's id. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly DataColumn<Item>[];
  readonly rowKey: (item: Item) => string;
  readonly query: ListQuery<Item>;
  /** Where a row leads to. */
  readonly rowLink?: (item: Item) => string;
  readonly selection?: {
    readonly selected: readonly string[];
    readonly onSelect: (keys: string[]) => void;
  };
  /** Instead of the usual "nothing matches". */
  readonly empty?: ReactNode;
  /** Above the table, left of the choice of columns: filters, and what to do with a selection. */
  readonly toolbar?: ReactNode;
}

/** Pixels from the end of what is loaded at which the next page is asked for. */
const AHEAD = 600;

/** A list of any length: only the rows in sight are drawn, and pages come as it is scrolled. */
export function DataTable<Item extends object>(props: DataTableProps<Item>) {
  const { name, label, columns, rowKey, query, rowLink, selection, empty, toolbar } = props;
  const t = useTexts(texts);
  const navigate = useNavigate();
  const [chosen, setChosen] = useColumns(name, columns);
  const frame = useRef<HTMLDivElement>(null);
  const height = useHeightToBottom(frame);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = columns.filter(({ key }) => chosen.includes(key));
  const width = shown.reduce((sum, column) => sum + column.width, selection ? 48 : 0);

  return (
    <Flex vertical gap="small">
      <Flex justify="space-between" align="flex-start" gap="small">
        <div style={{ flex: 1, minWidth: 0 }}>{toolbar}</div>
        <Popover
          trigger="click"
          placement="bottomRight"
          content={
            <Checkbox.Group
              value={chosen}
              onChange={setChosen}
              options={columns.map(({ key, title }) => ({ value: key, label: title }))}
              style={{ display: 'flex', flexDirection: 'column', gap: 4 }}
            />
          }
        >
          <Button icon={<SettingOutlined />} aria-label={t.columns} title={t.columns} />
        </Popover>
      </Flex>
      {query.error != null && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      <div ref={frame} role="region" aria-label={label} aria-busy={query.isPending}>
        <KeyboardScroll>
          <Table<Item>
            virtual
            size="small"
            columns={shown}
            dataSource={items}
            rowKey={rowKey}
            pagination={false}
            loading={query.isPending}
            scroll={{ x: Math.max(width, 300), y: height }}
            locale={{
              emptyText: query.isPending ? (
                ' '
              ) : (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty ?? t.empty} />
              ),
            }}
            {...(selection && {
              rowSelection: {
                selectedRowKeys: [...selection.selected],
                onChange: (keys: Key[]) => selection.onSelect(keys.map(String)),
                columnWidth: 48,
              },
            })}
            {...(rowLink && {
              rowClassName: 'clickable-row',
              onRow: (item: Item) => ({
                tabIndex: 0,
                onClick: (event) => {
                  if (isOwnControl(event.target)) return;
                  void navigate(rowLink(item));
                },
                onKeyDown: (event) => {
                  if (event.key === 'Enter' && event.target === event.currentTarget)
                    void navigate(rowLink(item));
                },
              }),
            })}
            onScroll={(event) => {
              const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
              const isNearEnd = scrollHeight - scrollTop - clientHeight < AHEAD;
              if (isNearEnd && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
            }}
          />
        </KeyboardScroll>
      </div>
      {items.length > 0 && (
        <Flex align="center" gap="small" style={{ minHeight: 32 }}>
          {query.hasNextPage ? (
            <Button
              size="small"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t.more}
            </Button>
          ) : (
            <Typography.Text type="secondary">{t.all}</Typography.Text>
          )}
          <Typography.Text type="secondary" className="number">
            {items.length}
          </Typography.Text>
          {query.isFetchingNextPage && <Spin size="small" />}
        </Flex>
      )}
    </Flex>
  );
}

/** A link, a button or a box in a row does what it does itself. */
function isOwnControl(target: EventTarget): boolean {
  return (
    target instanceof Element && target.closest('a, button, input, label, .ant-checkbox-wrapper') !== null
  );
}

function useColumns<Item>(name: string, columns: readonly DataColumn<Item>[]) {
  const key = `mallkeeper.columns.${name}`;
  const [chosen, setChosen] = useState<string[]>(() => {
    const kept = localStorage.getItem(key);
    return kept === null
      ? columns.filter(({ hidden }) => !hidden).map((column) => column.key)
      : kept.split(',');
  });
  const choose = (keys: string[]): void => {
    if (keys.length === 0) return;
    localStorage.setItem(key, keys.join(','));
    setChosen(keys);
  };
  return [chosen, choose] as const;
}

/** The table reaches down to the window's end, so that only the table scrolls. */
function useHeightToBottom(frame: React.RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(400);
  useLayoutEffect(() => {
    const measure = (): void => {
      const top = (frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      setHeight(Math.max(260, Math.round(window.innerHeight - top - 110)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [frame]);
  return height;
}
