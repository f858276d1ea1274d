import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  EditOutlined,
  EyeOutlined,
  RetweetOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Schema } from '../../api/types';
import { type Tone, ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

export type Contract = Schema<'Contract'>;
export type ContractStatus = Contract['status'];

const CONTRACT_TONES: Readonly<Record<ContractStatus, readonly [Tone, ReactNode]>> = {
  DRAFT: ['quiet', <EditOutlined key="icon" />],
  PENDING_REVIEW: ['busy', <EyeOutlined key="icon" />],
  ACTIVE: ['good', <CheckCircleOutlined key="icon" />],
  EXPIRED: ['quiet', <ClockCircleOutlined key="icon" />],
  TERMINATED: ['bad', <CloseCircleOutlined key="icon" />],
  RENEWED: ['quiet', <RetweetOutlined key="icon" />],
};

/** The status of a contract, by word, icon and colour. */
export function ContractStatusTag({ status }: { readonly status: ContractStatus }) {
  const { statuses } = useTexts(texts);
  const [tone, icon] = CONTRACT_TONES[status];
  return (
    <ToneTag tone={tone} icon={icon}>
      {statuses[status]}
    </ToneTag>
  );
}
