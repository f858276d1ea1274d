import { SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Flex, Input, Modal, Spin, theme, Typography } from 'antd';
import { type KeyboardEvent, useDeferredValue, useEffect, useEffectEvent, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMayAll } from '../access/May';
import { answer, api } from '../api/client';
import type { Schema } from '../api/types';
import { ProblemAlert } from '../parts/ProblemAlert';
import { CHINESE } from '../pages/tasks/chinese';
import { useTaskWords } from '../pages/tasks/task-words';
import { useTexts } from '../texts/texts';
import { isShown, NAVIGATION, type PageName } from './pages';
import { keepChoice, recentChoices } from './recent-choices';
import { searchTexts } from './search-texts';
import { texts } from './texts';

type Found = Schema<'Find'>;

/** Somewhere to go. */
export interface Choice {
  readonly type: Found['type'] | 'page';
  readonly title: string;
  readonly detail: string;
  readonly path: string;
}

/** Found things of each kind that are shown. */
const MOST = 5;

/** Ctrl-K: goes to a page, or to anything that has a name, a number or an id. */
export default function SearchEverywhere({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts(searchTexts);
  const { token } = theme.useToken();
  const navigate = useNavigate();
  const list = useId();
  const [typed, setTyped] = useState('');
  const [marked, setMarked] = useState(0);
  const q = useDeferredValue(typed.trim());
  const search = useQuery({
    queryKey: ['/api/v1/search', q],
    enabled: q !== '',
    placeholderData: keepPreviousData,
    queryFn: () => answer(api.GET('/api/v1/search', { params: { query: { q, limit: MOST } } })),
  });
  const pages = usePages(q);
  const [recent] = useState(recentChoices);
  const tasks = useTasks(q);
  const found = (search.data?.items ?? []).map(choiceOf);
  const choices =
    q === ''
      ? withRecent(recent, pages)
      : [...pages, ...tasks, ...found.filter(({ path }) => tasks.every((task) => task.path !== path))];
  const isStale = q !== typed.trim() || (q !== '' && (search.isPending || search.isPlaceholderData));
  const current = Math.min(marked, choices.length - 1);

  function go(choice: Choice | undefined): void {
    if (!choice) return;
    keepChoice(choice);
    onClose();
    void navigate(choice.path);
  }

  // Whoever types and presses Enter at once goes to what is found for what was typed, not for its beginning.
  const [isHurried, setHurried] = useState(false);
  const goToFirst = useEffectEvent(() => go(choices[0]));
  useEffect(() => {
    if (isHurried && !isStale) goToFirst();
  }, [isHurried, isStale]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) {
      event.preventDefault();
      const next = (current + step + choices.length) % choices.length;
      setMarked(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isStale) setHurried(true);
      else go(choices[current]);
    }
  }

  return (
    <Modal
      open
      footer={null}
      closable={false}
      onCancel={onClose}
      title={<span className="only-for-screen-readers">{t.title}</span>}
      // Above a drawer that is open.
      zIndex={token.zIndexPopupBase + 100}
      style={{ top: 64 }}
    >
      <Input
        autoFocus
        size="large"
        prefix={search.isFetching ? <Spin size="small" /> : <SearchOutlined />}
        placeholder={t.placeholder}
        aria-label={t.title}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={choices.length > 0 ? `${list}-${current}` : undefined}
        value={typed}
        maxLength={100}
        onChange={(event) => {
          setTyped(event.target.value);
          setMarked(0);
          setHurried(false);
        }}
        onKeyDown={onKeyDown}
      />
      {search.error && <ProblemAlert error={search.error} />}
      <div
        id={list}
        role="listbox"
        aria-label={t.found}
        style={{ maxHeight: '60vh', overflow: 'auto', marginBlockStart: 8 }}
      >
        {choices.map((choice, index) => (
          <Flex
            key={keyOf(choice)}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === current}
            gap="small"
            align="baseline"
            onMouseMove={() => setMarked(index)}
            onClick={() => go(choice)}
            style={{
              padding: '6px 10px',
              borderRadius: token.borderRadius,
              cursor: 'pointer',
              background: index === current ? token.controlItemBgActive : undefined,
            }}
          >
            <Typography.Text type="secondary" style={{ flex: 'none', width: 84 }}>
              {choice.type === 'page' ? t.page : t.types[choice.type]}
            </Typography.Text>
            <Typography.Text strong ellipsis style={{ flex: 'none', maxWidth: '55%' }}>
              {choice.title}
            </Typography.Text>
            <Typography.Text type="secondary" ellipsis style={{ flex: 1, minWidth: 0 }}>
              {choice.detail}
            </Typography.Text>
          </Flex>
        ))}
      </div>
      {choices.length === 0 && q !== '' && !search.isFetching && (
        <Typography.Paragraph type="secondary" style={{ margin: 10 }}>
          {t.nothing}
        </Typography.Paragraph>
      )}
    </Modal>
  );
}

/** The menu's pages whose name, in either language, or path has what is typed in it. */
function usePages(q: string): Choice[] {
  const { pages } = useTexts(texts);
  const may = useMayAll();
  const wanted = q.toLowerCase();
  const has = (name: PageName, path: string): boolean =>
    [texts.zh.pages[name], texts.en.pages[name], path].some((each) => each.toLowerCase().includes(wanted));
  return NAVIGATION.flatMap((group) => group.pages)
    .filter((page) => isShown(page, may))
    .filter(({ name, path }) => has(name, path))
    .map(({ name, path }) => ({ type: 'page', title: pages[name], detail: '', path }));
}

/** Tasks whose Chinese title or description has what is typed in it: the server knows their English ones alone. */
function useTasks(q: string): Choice[] {
  const { titleOf } = useTaskWords();
  const wanted = q.toLowerCase();
  return Object.entries(CHINESE)
    .filter(([, { title, description }]) => `${title} ${description}`.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map(([name, { description }]) => ({
      type: 'task',
      title: titleOf(name) ?? name,
      detail: description,
      path: PATHS.task(name),
    }));
}

const PATHS: Record<Found['type'], (id: string) => string> = {
  shop: (id) => `/shops/${id}`,
  contract: (id) => `/contracts/${id}`,
  tenant: (id) => `/tenants/${id}`,
  bill: (id) => `/bills/${id}`,
  payment: (id) => `/payments/${id}`,
  run: (id) => `/runs/${id}`,
  task: (id) => `/tasks/${id}`,
  schedule: (id) => `/schedules/${id}`,
  worker: (id) => `/runs?worker=${id}`,
  queue: (id) => `/runs?queue=${id}`,
  backup: (id) => `/backups?backup=${id}`,
  // Such as `2026-07-01`, `weekly/2026-06-29` and `monthly/2026-06`, whose slash came encoded.
  report: (id) => {
    const [date, edition = 'daily'] = decodeURIComponent(id).split('/').toReversed();
    return `/reports?edition=${edition}&date=${date ?? ''}${edition === 'monthly' ? '-01' : ''}`;
  },
};

function choiceOf({ type, id, title, detail }: Found): Choice {
  return { type, title, detail, path: PATHS[type](encodeURIComponent(id)) };
}

/** What was chosen before comes first; pages by their names in the language of now. */
function withRecent(recent: readonly Choice[], pages: readonly Choice[]): Choice[] {
  const others = pages.filter(({ path }) => recent.every((choice) => choice.path !== path));
  return [...recent.map((choice) => pages.find(({ path }) => path === choice.path) ?? choice), ...others];
}

/** Backups share a page. */
function keyOf({ type, title, path }: Choice): string {
  return `${type} ${title} ${path}`;
}
