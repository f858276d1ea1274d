import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { LinkedFilter } from '../../parts/FilterBar';

interface LinkedTenantProps {
  readonly label: string;
  /** Id of the tenant of whom a link asks for something. */
  readonly value: string | undefined;
  readonly onClear: () => void;
}

/** That a list holds what belongs to a tenant, by name. */
export function LinkedTenant({ label, value, onClear }: LinkedTenantProps) {
  const { data } = useQuery({
    queryKey: ['/api/v1/tenants', value],
    queryFn: () => answer(api.GET('/api/v1/tenants/{id}', { params: { path: { id: value ?? '' } } })),
    enabled: value !== undefined,
  });
  return <LinkedFilter label={label} value={value} name={data?.name} onClear={onClear} />;
}
