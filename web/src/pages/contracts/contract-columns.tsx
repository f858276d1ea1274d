import { Flex, Typography } from 'antd';
import dayjs from 'dayjs';
import { Link } from 'react-router';
import { useAbout } from '../../api/queries';
import type { DataColumn } from '../../parts/DataTable';
import { Money } from '../../parts/Money';
import { useTexts } from '../../texts/texts';
import { type Contract, ContractStatusTag } from './tags';
import { texts } from './texts';

/** Days before the end from which on a table says how many are left. */
const SOON = 60;

/** The columns of the table of contracts. */
export function useContractColumns(): DataColumn<Contract>[] {
  const t = useTexts(texts);
  const { data: about } = useAbout();
  return [
    {
      key: 'number',
      title: t.fields.number,
      width: 150,
      render: (_, { id, number }) => <Link to={`/contracts/${id}`}>{number}</Link>,
    },
    {
      key: 'status',
      title: t.status,
      width: 115,
      render: (_, { status }) => <ContractStatusTag status={status} />,
    },
    {
      key: 'tenant',
      title: t.tenant,
      width: 230,
      ellipsis: true,
      render: (_, { tenantId, tenantName }) => <Link to={`/tenants/${tenantId}`}>{tenantName}</Link>,
    },
    {
      key: 'shop',
      title: t.shop,
      width: 170,
      ellipsis: true,
      render: (_, { shopCode, shopName }) => `${shopCode} ${shopName}`,
    },
    { key: 'startDate', title: t.fields.startDate, width: 110, dataIndex: 'startDate', className: 'number' },
    {
      key: 'endDate',
      title: t.fields.endDate,
      width: 170,
      render: (_, contract) => <EndDate contract={contract} today={about?.today} />,
    },
    {
      key: 'monthlyRent',
      title: t.fields.monthlyRent,
      width: 120,
      align: 'right',
      render: (_, { monthlyRent }) => <Money amount={monthlyRent} />,
    },
    {
      key: 'managementFee',
      title: t.fields.managementFee,
      width: 120,
      align: 'right',
      render: (_, { managementFee }) => <Money amount={managementFee} />,
    },
    {
      key: 'billingCycle',
      title: t.fields.billingCycle,
      width: 100,
      render: (_, { billingCycle }) => t.cycles[billingCycle],
    },
    { key: 'dueDay', title: t.fields.dueDay, width: 90, dataIndex: 'dueDay', hidden: true },
    {
      key: 'deposit',
      title: t.fields.deposit,
      width: 120,
      align: 'right',
      hidden: true,
      render: (_, { deposit }) => <Money amount={deposit} />,
    },
    { key: 'contactName', title: t.fields.contactName, width: 110, dataIndex: 'contactName', hidden: true },
    {
      key: 'contactPhone',
      title: t.fields.contactPhone,
      width: 130,
      dataIndex: 'contactPhone',
      hidden: true,
    },
  ];
}

function EndDate({ contract, today }: { readonly contract: Contract; readonly today: string | undefined }) {
  const t = useTexts(texts);
  const { status, endDate, successorId } = contract;
  const left = today === undefined ? Infinity : dayjs(endDate).diff(today, 'day');
  const isNear = status === 'ACTIVE' && successorId === null && left >= 0 && left <= SOON;
  return (
    <Flex gap={6} className="number">
      {endDate}
      {isNear && <Typography.Text type="warning">{t.daysLeft(left)}</Typography.Text>}
    </Flex>
  );
}
