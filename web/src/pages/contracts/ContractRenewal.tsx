import { App, Form } from 'antd';
import dayjs from 'dayjs';
import { useNavigate } from 'react-router';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { useTexts } from '../../texts/texts';
import { termsOf } from './ContractDraft';
import { ContractDrawer } from './ContractDrawer';
import { ContractFields, type ContractValues } from './ContractFields';
import { given, showFaults } from './form-values';
import { rentOn } from './rent';
import type { Contract } from './tags';
import { texts } from './texts';

/** Drafts a contract's successor, for the same shop and tenant, and goes to it. */
export function ContractRenewal({
  contract,
  onClose,
}: {
  readonly contract: Contract;
  readonly onClose: () => void;
}) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<ContractValues>();
  const renew = useAction(
    (values: ContractValues) =>
      answer(
        api.POST('/api/v1/contracts/{id}/renew', {
          params: { path: { id: contract.id } },
          body: { ...termsOf(values), ...given({ comment: values.comment }) },
        }),
      ),
    ['/api/v1/contracts', '/api/v1/shops'],
  );
  return (
    <ContractDrawer
      title={t.renewTitle(contract.number)}
      action={t.saveDraft}
      hint={t.renewHint}
      form={form}
      initialValues={termsAfter(contract)}
      busy={renew.isPending}
      error={renew.error}
      onClose={onClose}
      onFinish={(values) =>
        renew.mutate(values, {
          onSuccess: ({ id, number }) => {
            void message.success(t.drafted(number));
            onClose();
            void navigate(`/contracts/${id}`);
          },
          onError: (error) => showFaults(form, error),
        })
      }
    >
      <ContractFields mode="renewal" />
    </ContractDrawer>
  );
}

/** The same terms again, as many months as were agreed, from the day after the end. */
function termsAfter(contract: Contract): Partial<ContractValues> {
  const start = dayjs(contract.endDate).add(1, 'day');
  const agreedEnd = dayjs(contract.originalEndDate ?? contract.endDate).add(1, 'day');
  const months = Math.max(1, agreedEnd.diff(contract.startDate, 'month'));
  const startDate = start.format('YYYY-MM-DD');
  const { managementFee, billingCycle, dueDay, escalationPercent, deposit } = contract;
  const { contactName, contactPhone, contactEmail } = contract;
  return {
    startDate,
    endDate: start.add(months, 'month').subtract(1, 'day').format('YYYY-MM-DD'),
    monthlyRent: rentOn(contract, startDate),
    managementFee,
    billingCycle,
    dueDay: String(dueDay),
    escalationPercent,
    deposit,
    contactName,
    contactPhone,
    contactEmail,
  };
}
