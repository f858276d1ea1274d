import { useQuery } from '@tanstack/react-query';
import { Alert, Checkbox, Empty, Flex, Skeleton } from 'antd';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { texts as frame } from '../../app/texts';
import { useAddress } from '../../parts/address';
import { FilterBar, SearchFilter } from '../../parts/FilterBar';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { grouped } from './groups';
import { SettingsTable } from './SettingsTable';
import { texts } from './texts';

/** Every setting, where it came from, and how to change it. */
export function Component() {
  const t = useTexts(texts);
  const { pages } = useTexts(frame);
  const [{ q, set }, setAddress] = useAddress(['q', 'set'] as const);
  const settings = useQuery({
    queryKey: ['/api/v1/settings'],
    queryFn: () => answer(api.GET('/api/v1/settings')),
  });
  const wanted = q?.toLowerCase() ?? '';
  const found = (settings.data?.items ?? []).filter(
    (setting) =>
      (set === undefined || setting.source !== 'default') &&
      wordsOf(setting, t.describe).some((words) => words.toLowerCase().includes(wanted)),
  );
  const groups = grouped(found);
  return (
    <>
      <PageHeader title={pages.settings} about={t.about} />
      <Flex vertical gap="middle">
        <Alert type="info" showIcon title={t.howTo} />
        <FilterBar
          active={q !== undefined || set !== undefined}
          onClear={() => setAddress({ q: undefined, set: undefined })}
        >
          <SearchFilter
            label={t.search}
            value={q}
            onChange={(value) => setAddress({ q: value })}
            width={300}
          />
          <Checkbox
            checked={set !== undefined}
            onChange={(event) => setAddress({ set: event.target.checked ? '1' : undefined })}
          >
            {t.onlySet}
          </Checkbox>
        </FilterBar>
        {settings.isPending && <Skeleton active paragraph={{ rows: 12 }} />}
        {settings.isError && <ProblemAlert error={settings.error} onRetry={() => void settings.refetch()} />}
        {settings.isSuccess && groups.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.none} />
        )}
        {groups.map(({ name, settings: items }) => (
          <Section key={name} title={t.groups[name]} about={t.count(items.length)}>
            <SettingsTable settings={items} />
          </Section>
        ))}
      </Flex>
    </>
  );
}

/** What a setting is found by. */
function wordsOf(
  { name, value, description }: Schema<'Setting'>,
  describe: (name: string, description: string) => string,
): string[] {
  return [name, String(value ?? ''), description, describe(name, description)];
}
