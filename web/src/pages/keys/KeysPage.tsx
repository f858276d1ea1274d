import { Card } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { CreateKeyButton } from '../../access/CreateKeyButton';
import { KeyTable } from '../../access/KeyTable';
import { answer, api } from '../../api/client';
import { texts as frame } from '../../app/texts';
import { PageHeader } from '../../parts/PageHeader';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** The API keys of everybody. */
export function Component() {
  const t = useTexts(texts);
  const { pages } = useTexts(frame);
  const keys = useQuery({
    queryKey: ['/api/v1/api-keys', 'all'],
    queryFn: () => answer(api.GET('/api/v1/api-keys', { params: { query: { all: true } } })),
  });
  return (
    <>
      <PageHeader title={pages.keys} about={t.about} actions={<CreateKeyButton />} />
      <Card size="small">
        <KeyTable owners keys={keys.data?.items} error={keys.error} onRetry={() => void keys.refetch()} />
      </Card>
    </>
  );
}
