import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { FormDialog } from '../../parts/FormDialog';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** Holds all messages. */
export function HoldButton() {
  const t = useTexts(texts);
  const [asking, setAsking] = useState(false);
  const { data: state } = useQuery({
    queryKey: ['/api/v1/notification-hold'],
    queryFn: () => answer(api.GET('/api/v1/notification-hold')),
  });
  if (!state || state.held) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t.hold}</Button>
      {asking && (
        <FormDialog<{ reason: string }>
          title={t.hold}
          action={t.hold}
          act={(body) => answer(api.POST('/api/v1/notification-hold', { body }))}
          touches={['/api/v1/notification-hold', '/api/v1/notification-channels', '/api/v1/notifications']}
          done={t.heldNow}
          onClose={() => setAsking(false)}
        >
          <Form.Item name="reason" label={t.holdReason} rules={[{ required: true, message: t.needed }]}>
            <Input autoFocus />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}
