import { useQuery } from '@tanstack/react-query';
import { Col, Flex, Row, Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../api/client';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { ContractActions } from './ContractActions';
import { useHistory } from './contract-queries';
import { ContractTerms } from './ContractTerms';
import { Documents } from './Documents';
import { History } from './History';
import { LifeSteps } from './LifeSteps';
import { RelatedBills } from './RelatedBills';
import { type Contract, ContractStatusTag } from './tags';
import { texts } from './texts';

/** One contract: where it stands, what was agreed, who did what, and what was billed. */
export function Component() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/contracts', id],
    queryFn: () => answer(api.GET('/api/v1/contracts/{id}', { params: { path: { id } } })),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 8 }} />;
  return <ContractView contract={data} />;
}

function ContractView({ contract }: { readonly contract: Contract }) {
  const t = useTexts(texts);
  const history = useHistory(contract.id);
  const { status, terminatedAt, endDate } = contract;
  return (
    <>
      <PageHeader
        title={contract.number}
        extra={
          <>
            <ContractStatusTag status={status} />
            {status === 'ACTIVE' && terminatedAt !== null && (
              <ToneTag tone="warning">{t.earlyEnd(endDate)}</ToneTag>
            )}
          </>
        }
        about={
          <>
            <Link to={`/tenants/${contract.tenantId}`}>{contract.tenantName}</Link>
            {' · '}
            {contract.shopCode} {contract.shopName}
          </>
        }
        actions={<ContractActions contract={contract} />}
      />
      <Flex vertical gap="middle">
        <LifeSteps contract={contract} events={history.data?.items ?? []} />
        <Row gutter={[16, 16]}>
          <Col xs={24} xl={15}>
            <Flex vertical gap="middle">
              <ContractTerms contract={contract} />
              <RelatedBills title={t.bills} filters={{ contract: contract.number }} />
            </Flex>
          </Col>
          <Col xs={24} xl={9}>
            <Flex vertical gap="middle">
              <Documents contractId={contract.id} />
              <History
                events={history.data?.items}
                error={history.error}
                onRetry={() => void history.refetch()}
              />
            </Flex>
          </Col>
        </Row>
      </Flex>
    </>
  );
}
