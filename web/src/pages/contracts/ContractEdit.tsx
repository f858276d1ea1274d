import { App, Form } from 'antd';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { bodyOf } from './ContractDraft';
import { ContractDrawer } from './ContractDrawer';
import { ContractFields, type ContractValues } from './ContractFields';
import { showFaults } from './form-values';
import type { Contract } from './tags';
import { texts } from './texts';

/** Edits a draft; of a contract that was submitted, what still may change. */
export function ContractEdit({
  contract,
  onClose,
}: {
  readonly contract: Contract;
  readonly onClose: () => void;
}) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const [form] = Form.useForm<ContractValues>();
  const isDraft = contract.status === 'DRAFT';
  const save = useAction(
    (values: ContractValues) =>
      answer(
        api.PATCH('/api/v1/contracts/{id}', {
          params: { path: { id: contract.id } },
          body: isDraft ? bodyOf(values) : stillOpen(bodyOf(values)),
        }),
      ),
    ['/api/v1/contracts', '/api/v1/shops', '/api/v1/tenants'],
  );
  return (
    <ContractDrawer
      title={t.editTitle(contract.number)}
      action={t.save}
      {...(!isDraft && { hint: t.hints.agreed })}
      form={form}
      initialValues={valuesOf(contract)}
      busy={save.isPending}
      error={save.error}
      onClose={onClose}
      onFinish={(values) =>
        save.mutate(values, {
          onSuccess: () => {
            void message.success(t.saved);
            onClose();
          },
          onError: (error) => showFaults(form, error),
        })
      }
    >
      <ContractFields mode={isDraft ? 'draft' : 'agreed'} />
    </ContractDrawer>
  );
}

/** What changes once a contract was submitted. */
function stillOpen(body: ReturnType<typeof bodyOf>): Schema<'UpdateContract'> {
  const { contactName, contactPhone, contactEmail, dueDay, deposit, billingFrom } = body;
  return {
    contactName,
    contactPhone,
    contactEmail,
    dueDay,
    ...(deposit !== undefined && { deposit }),
    ...(billingFrom !== undefined && { billingFrom }),
  };
}

function valuesOf(contract: Contract): ContractValues {
  const { number, shopCode, tenantName, contactName, contactPhone, contactEmail } = contract;
  const { startDate, endDate, monthlyRent, managementFee, billingCycle, dueDay } = contract;
  const { rentFreeUntil, escalationPercent, deposit, billingFrom } = contract;
  return {
    number,
    shopCode,
    tenantName,
    contactName,
    contactPhone,
    contactEmail,
    startDate,
    endDate,
    monthlyRent,
    managementFee,
    billingCycle,
    dueDay: String(dueDay),
    rentFreeUntil,
    escalationPercent,
    deposit,
    billingFrom,
  };
}
