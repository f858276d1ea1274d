import { App, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMayAll } from '../../access/May';
import type { Permission } from '../../access/permissions';
import { api } from '../../api/client';
import { useAction } from '../../api/queries';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { ContractEdit } from './ContractEdit';
import { ContractRenewal } from './ContractRenewal';
import { ReviewDialog, type ReviewStep } from './ReviewDialog';
import { type Contract, type ContractStatus } from './tags';
import { TerminationDialog } from './TerminationDialog';
import { texts } from './texts';

type Action = ReviewStep | 'edit' | 'renew' | 'terminate';

/** What can be done with a contract, which depends on where it stands; the first is what is expected next. */
const ACTIONS: Readonly<Record<ContractStatus, readonly Action[]>> = {
  DRAFT: ['submit', 'edit'],
  PENDING_REVIEW: ['approve', 'reject', 'edit'],
  ACTIVE: ['renew', 'edit', 'terminate'],
  EXPIRED: ['renew', 'edit'],
  TERMINATED: ['renew', 'edit'],
  RENEWED: ['edit'],
};

/** The permission that each takes. */
const NEEDED: Readonly<Record<Action, Permission>> = {
  submit: 'contracts.write',
  edit: 'contracts.write',
  renew: 'contracts.write',
  terminate: 'contracts.write',
  approve: 'contracts.approve',
  reject: 'contracts.approve',
};

/** Buttons, and the dialogs behind them. */
export function ContractActions({ contract }: { readonly contract: Contract }) {
  const t = useTexts(texts);
  const may = useMayAll();
  const [open, setOpen] = useState<Action>();
  const close = (): void => setOpen(undefined);
  const actions = ACTIONS[contract.status].filter(
    (action) => may(NEEDED[action]) && (action !== 'renew' || contract.successorId === null),
  );
  const isDangerous = (action: Action): boolean => action === 'terminate' || action === 'reject';
  return (
    <>
      {contract.status === 'DRAFT' && may('contracts.write') && <DeleteButton contract={contract} />}
      {actions.toReversed().map((action) => (
        <Button
          key={action}
          type={action === actions[0] && action !== 'edit' ? 'primary' : 'default'}
          danger={isDangerous(action)}
          onClick={() => setOpen(action)}
        >
          {t[action]}
        </Button>
      ))}
      {open === 'edit' && <ContractEdit contract={contract} onClose={close} />}
      {open === 'renew' && <ContractRenewal contract={contract} onClose={close} />}
      {open === 'terminate' && <TerminationDialog contract={contract} onClose={close} />}
      {(open === 'submit' || open === 'approve' || open === 'reject') && (
        <ReviewDialog step={open} contract={contract} onClose={close} />
      )}
    </>
  );
}

function DeleteButton({ contract }: { readonly contract: Contract }) {
  const t = useTexts(texts);
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const remove = useAction(
    () => api.DELETE('/api/v1/contracts/{id}', { params: { path: { id: contract.id } } }),
    [],
  );
  function confirm(): void {
    remove.mutate(undefined, {
      onSuccess: () => {
        void message.success(t.deleted(contract.number));
        void navigate('/contracts');
      },
      onError: (error) => void modal.error({ title: t.delete, content: <ProblemAlert error={error} /> }),
    });
  }
  return (
    <Popconfirm
      title={t.deleteAsk(contract.number)}
      description={t.deleteHint}
      okText={t.delete}
      cancelText={t.cancel}
      okButtonProps={{ danger: true }}
      onConfirm={confirm}
    >
      <Button danger loading={remove.isPending}>
        {t.delete}
      </Button>
    </Popconfirm>
  );
}
