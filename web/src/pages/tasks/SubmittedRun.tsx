import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Flex } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import type { Run } from '../../api/types';
import { useRunEvents } from '../../live/LiveProvider';
import { Ago } from '../../parts/Moment';
import { StatusTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** What becomes of a run that was just submitted, and the way to it. */
export function SubmittedRun({ run }: { readonly run: Run }) {
  const { run: t } = useTexts(texts);
  const client = useQueryClient();
  const { id } = run;
  const key = ['/api/v1/runs', id, 'submitted'];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => answer(api.GET('/api/v1/runs/{id}', { params: { path: { id } } })),
    initialData: run,
  });
  useRunEvents((events) => {
    if (events.some((event) => event.run.id === id)) void client.invalidateQueries({ queryKey: key });
  });
  return (
    <Alert
      role="status"
      type="info"
      title={
        <Flex gap="small" align="center" wrap>
          <StatusTag status={data.status} />
          <Link to={`/runs/${id}`}>{t.open}</Link>
          {data.eta !== null && data.startedAt === null && <Ago at={data.eta} />}
        </Flex>
      }
      description={data.error?.message}
    />
  );
}
