import { useState } from 'react';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { texts as frame } from '../../app/texts';
import { useAddress } from '../../parts/address';
import { DataTable } from '../../parts/DataTable';
import { ExportButton } from '../../parts/ExportButton';
import { PageHeader } from '../../parts/PageHeader';
import { useMallZone } from '../../parts/times';
import { dayAfter, startOfDay } from '../../parts/wall-time';
import { useTexts } from '../../texts/texts';
import { AuditFilters, FILTERS } from './AuditFilters';
import { useAuditColumns } from './columns';
import { EntryDetails } from './EntryDetails';
import { texts } from './texts';

type Entry = Schema<'AuditEntry'>;

/** Who did what. */
export function Component() {
  const t = useTexts(texts);
  const { pages } = useTexts(frame);
  const zone = useMallZone();
  const [{ from, to, ...rest }, setAddress] = useAddress(FILTERS);
  const [open, setOpen] = useState<Entry>();
  const filters = {
    ...rest,
    from: from && startOfDay(from, zone),
    to: to && startOfDay(dayAfter(to), zone),
  };
  const entries = useList(
    '/api/v1/audit',
    filters,
    (query) => answer(api.GET('/api/v1/audit', { params: { query: { ...query, ...filters } } })),
    { refetchInterval: 30_000 },
  );
  return (
    <>
      <PageHeader
        title={pages.audit}
        about={t.about}
        actions={<ExportButton path="/api/v1/audit" filters={filters} />}
      />
      <DataTable<Entry>
        name="audit"
        label={pages.audit}
        columns={useAuditColumns(setOpen)}
        rowKey={({ id }) => id}
        query={entries}
        toolbar={<AuditFilters filters={{ from, to, ...rest }} onChange={setAddress} />}
      />
      {open && <EntryDetails entry={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
