import { App, Form } from 'antd';
import { useNavigate } from 'react-router';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { useTexts } from '../../texts/texts';
import { ContractDrawer } from './ContractDrawer';
import { ContractFields, type ContractValues } from './ContractFields';
import { given, orNull, showFaults } from './form-values';
import { texts } from './texts';

interface ContractDraftProps {
  readonly shopCode?: string;
  readonly tenantName?: string;
  readonly onClose: () => void;
}

/** Drafts a contract, and goes to it. */
export function ContractDraft({ shopCode, tenantName, onClose }: ContractDraftProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<ContractValues>();
  const draft = useAction(
    (values: ContractValues) => answer(api.POST('/api/v1/contracts', { body: bodyOf(values) })),
    ['/api/v1/contracts', '/api/v1/shops', '/api/v1/tenants'],
  );
  return (
    <ContractDrawer
      title={t.draft}
      action={t.saveDraft}
      form={form}
      initialValues={{
        ...given({ shopCode, tenantName }),
        billingCycle: 'monthly',
        dueDay: '5',
        managementFee: '0.00',
        escalationPercent: '0',
        deposit: '0.00',
      }}
      busy={draft.isPending}
      error={draft.error}
      onClose={onClose}
      onFinish={(values) =>
        draft.mutate(values, {
          onSuccess: ({ id, number }) => {
            void message.success(t.drafted(number));
            onClose();
            void navigate(`/contracts/${id}`);
          },
          onError: (error) => showFaults(form, error),
        })
      }
    >
      <ContractFields mode="draft" />
    </ContractDrawer>
  );
}

/** A draft as the API takes it. */
export function bodyOf(values: ContractValues) {
  const { shopCode, tenantName, billingFrom } = values;
  return { ...termsOf(values), shopCode, tenantName, ...given({ billingFrom }) };
}

/** What a renewal says too. What may be cleared is null when it is empty, what may not is left out. */
export function termsOf(values: ContractValues) {
  const { number, startDate, endDate, monthlyRent, billingCycle, dueDay } = values;
  const { contactName, contactPhone, contactEmail, rentFreeUntil } = values;
  const { managementFee, escalationPercent, deposit } = values;
  return {
    number,
    startDate,
    endDate,
    monthlyRent,
    billingCycle,
    dueDay,
    contactName: orNull(contactName),
    contactPhone: orNull(contactPhone),
    contactEmail: orNull(contactEmail),
    rentFreeUntil: orNull(rentFreeUntil),
    ...given({ managementFee, escalationPercent, deposit }),
  };
}
