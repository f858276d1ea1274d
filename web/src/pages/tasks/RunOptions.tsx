import { useQuery } from '@tanstack/react-query';
import { Flex, Form, InputNumber, Radio, Select } from 'antd';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { useMallZone } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { MomentInput } from './InputControls';
import { texts } from './texts';

type When = 'now' | 'later' | 'at';

export interface RunOptionValues {
  when?: When;
  /** Minutes. */
  minutes?: number | null;
  eta?: string;
  priority?: number | null;
  queue?: string;
}

/** When and where a run is to start, as the API wants it. */
export function callOptions(values: RunOptionValues): Schema<'SubmitRunDto'> {
  const { when, minutes, eta, priority, queue } = values;
  return {
    ...(when === 'later' && minutes != null && { countdown: Math.round(minutes * 60) }),
    ...(when === 'at' && eta !== undefined && { eta }),
    priority: priority ?? 0,
    ...(queue !== undefined && { queue }),
  };
}

/** Now or later, and which run goes first. */
export function RunOptions({ when, queue }: { readonly when: When; readonly queue: string }) {
  const { run: t } = useTexts(texts);
  const zone = useMallZone();
  const { data: queues } = useQuery({
    queryKey: ['/api/v1/queues'],
    queryFn: () => answer(api.GET('/api/v1/queues')),
  });
  const needed = [{ required: true, message: t.needed }];
  return (
    <Flex gap="0 16px" wrap>
      <Form.Item name="when" label={t.when} style={{ flex: '1 0 100%', marginBlockEnd: 14 }}>
        <Radio.Group
          options={[
            { value: 'now', label: t.now },
            { value: 'later', label: t.later },
            { value: 'at', label: t.at },
          ]}
        />
      </Form.Item>
      {when === 'later' && (
        <Form.Item name="minutes" label={t.countdown} rules={needed} style={ITEM}>
          <InputNumber<number> min={0} max={366 * 1_440} style={{ width: '100%' }} />
        </Form.Item>
      )}
      {when === 'at' && (
        <Form.Item name="eta" label={t.eta(zone)} rules={needed} style={ITEM}>
          <MomentInput />
        </Form.Item>
      )}
      <Form.Item name="priority" label={t.priority} extra={t.priorityHint} style={ITEM}>
        <InputNumber<number> min={0} max={9} precision={0} placeholder="0" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="queue" label={t.queue} style={ITEM}>
        <Select
          allowClear
          placeholder={queue}
          options={(queues?.items ?? []).map(({ name }) => ({ value: name, label: name }))}
        />
      </Form.Item>
    </Flex>
  );
}

const ITEM = { flex: '1 1 180px', marginBlockEnd: 14 };
