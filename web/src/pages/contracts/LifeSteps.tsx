import { Card, Steps, Typography } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useAbout } from '../../api/queries';
import { Moment } from '../../parts/Moment';
import { useTexts } from '../../texts/texts';
import { useActorName } from '../audit/names';
import type { ContractEvent } from './contract-queries';
import type { Contract, ContractStatus } from './tags';
import { texts } from './texts';

/** Where each status stands between draft and end. */
const STEP: Readonly<Record<ContractStatus, number>> = {
  DRAFT: 0,
  PENDING_REVIEW: 1,
  ACTIVE: 2,
  EXPIRED: 3,
  TERMINATED: 3,
  RENEWED: 3,
};

interface LifeStepsProps {
  readonly contract: Contract;
  /** Oldest first. */
  readonly events: readonly ContractEvent[];
}

/** A contract's life, and how far it has come. */
export function LifeSteps({ contract, events }: LifeStepsProps) {
  const t = useTexts(texts);
  const { data: about } = useAbout();
  const { status, startDate, endDate } = contract;
  const step = STEP[status];
  const isOver = step === 3;
  const left = about && status === 'ACTIVE' ? dayjs(endDate).diff(about.today, 'day') : undefined;
  const last = (action: string) => events.findLast((event) => event.action === action);
  return (
    <section aria-label={t.life}>
      <Card size="small">
        <Steps
          size="small"
          current={step}
          status={isOver ? (status === 'TERMINATED' ? 'error' : 'finish') : 'process'}
          items={[
            { title: t.lifeSteps.drafted, content: <Who event={last('contract.create')} /> },
            {
              title: t.lifeSteps.review,
              content:
                status === 'PENDING_REVIEW' ? (
                  <Note>{t.lifeSteps.waiting}</Note>
                ) : step > 1 ? (
                  <Who event={last('contract.submit')} />
                ) : undefined,
            },
            {
              title: t.lifeSteps.active,
              content:
                step > 1 ? (
                  <>
                    <Who event={last('contract.approve')} />
                    <Note>{t.lifeSteps.term(startDate, endDate)}</Note>
                  </>
                ) : undefined,
            },
            {
              title: isOver ? t.statuses[status] : t.lifeSteps.ended,
              content: (
                <Note>
                  {endDate}
                  {left !== undefined && left >= 0 && ` · ${t.daysLeft(left)}`}
                </Note>
              ),
            },
          ]}
        />
      </Card>
    </section>
  );
}

function Who({ event }: { readonly event: ContractEvent | undefined }) {
  const nameActor = useActorName();
  if (!event) return null;
  return (
    <Note>
      {nameActor(event.actor)} · <Moment at={event.at} minutes />
    </Note>
  );
}

function Note({ children }: { readonly children: ReactNode }) {
  return (
    <Typography.Text type="secondary" className="number" style={{ display: 'block', fontSize: 12 }}>
      {children}
    </Typography.Text>
  );
}
