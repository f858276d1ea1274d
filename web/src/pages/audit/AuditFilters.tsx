import { DayRangeFilter, FilterBar, SearchFilter, SelectFilter } from '../../parts/FilterBar';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';
import { words } from './words';

/** As they stand in the address; `from` and `to` are days there. */
export const FILTERS = ['q', 'actor', 'action', 'subjectType', 'subjectId', 'from', 'to'] as const;
type Filters = Partial<Record<(typeof FILTERS)[number], string | undefined>>;

interface AuditFiltersProps {
  readonly filters: Filters;
  readonly onChange: (changes: Filters) => void;
}

export function AuditFilters({ filters, onChange }: AuditFiltersProps) {
  const t = useTexts(texts);
  const { actions, subjects } = useTexts(words);
  const set = (name: keyof Filters) => (value: string | undefined) => onChange({ [name]: value });
  const active = FILTERS.some((name) => filters[name] !== undefined);
  return (
    <FilterBar
      active={active}
      onClear={() => onChange(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
    >
      <SearchFilter label={t.search} value={filters.q} onChange={set('q')} width={260} />
      <SearchFilter label={t.actor} value={filters.actor} onChange={set('actor')} width={150} />
      <SelectFilter
        label={t.action}
        value={filters.action}
        onChange={set('action')}
        options={options(actions)}
      />
      <SelectFilter
        label={t.subjectType}
        value={filters.subjectType}
        onChange={set('subjectType')}
        options={options(subjects)}
        width={130}
      />
      <SearchFilter label={t.subjectId} value={filters.subjectId} onChange={set('subjectId')} width={170} />
      <DayRangeFilter
        label={t.days}
        from={filters.from}
        to={filters.to}
        onChange={(range) => onChange(range)}
      />
    </FilterBar>
  );
}

function options(names: Readonly<Record<string, string>>) {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}
