import { AutoComplete, Col, Form, Input, Row, Select, Typography } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { answer, api } from '../../api/client';
import { useTexts } from '../../texts/texts';
import { useAllShops } from '../shops/shop-queries';
import { DayInput } from './DayInput';
import { texts } from './texts';

/** What is written in a form of a contract; all are texts, as they are typed. */
export interface ContractValues {
  number: string;
  shopCode: string;
  tenantName: string;
  contactName?: string | null;
  contactPhone?: string | null;
  contactEmail?: string | null;
  startDate: string;
  endDate: string;
  monthlyRent: string;
  managementFee?: string;
  billingCycle: string;
  dueDay: string;
  rentFreeUntil?: string | null;
  escalationPercent?: string;
  deposit?: string;
  billingFrom?: string;
  comment?: string;
}

interface ContractFieldsProps {
  /** draft: all; agreed: what still changes once it was submitted; renewal: shop and tenant stay. */
  readonly mode: 'draft' | 'agreed' | 'renewal';
}

/** The fields of a contract in their groups. */
export function ContractFields({ mode }: ContractFieldsProps) {
  const t = useTexts(texts);
  const agreed = mode === 'agreed';
  const required = [{ required: true, message: t.required }];
  return (
    <>
      <Group title={t.groups.parties}>
        <Field name="number" rules={required} wide={mode === 'renewal'}>
          <Input autoComplete="off" maxLength={50} disabled={agreed} autoFocus={!agreed} />
        </Field>
        {mode !== 'renewal' && (
          <>
            <Field name="shopCode" rules={required}>
              <ShopSelect disabled={agreed} />
            </Field>
            <Field name="tenantName" rules={required} wide extra={t.hints.tenantName}>
              <TenantInput disabled={agreed} />
            </Field>
          </>
        )}
      </Group>
      <Group title={t.groups.term}>
        <Field name="startDate" rules={required}>
          <DayInput disabled={agreed} />
        </Field>
        <Field name="endDate" rules={required}>
          <DayInput disabled={agreed} />
        </Field>
        <Field name="rentFreeUntil" extra={t.hints.rentFreeUntil}>
          <DayInput disabled={agreed} />
        </Field>
        {mode !== 'renewal' && (
          <Field name="billingFrom" extra={t.hints.billingFrom}>
            <DayInput picker="month" />
          </Field>
        )}
      </Group>
      <Group title={t.groups.money}>
        <Field name="monthlyRent" rules={required}>
          <MoneyInput disabled={agreed} />
        </Field>
        <Field name="managementFee">
          <MoneyInput disabled={agreed} />
        </Field>
        <Field name="escalationPercent">
          <MoneyInput disabled={agreed} />
        </Field>
        <Field name="deposit">
          <MoneyInput />
        </Field>
        <Field name="billingCycle" rules={required}>
          <Select
            disabled={agreed}
            options={[
              { value: 'monthly', label: t.cycles.monthly },
              { value: 'quarterly', label: t.cycles.quarterly },
              { value: 'yearly', label: t.cycles.yearly },
            ]}
          />
        </Field>
        <Field name="dueDay" rules={required} extra={t.hints.dueDay}>
          <Input inputMode="numeric" autoComplete="off" />
        </Field>
      </Group>
      <Group title={t.groups.contact}>
        <Field name="contactName">
          <Input autoComplete="off" />
        </Field>
        <Field name="contactPhone">
          <Input type="tel" autoComplete="off" />
        </Field>
        <Field name="contactEmail" wide>
          <Input type="email" autoComplete="off" />
        </Field>
      </Group>
      {mode === 'renewal' && (
        <Form.Item name="comment" label={t.fields.comment} extra={t.commentHint}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
      )}
    </>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div role="group" aria-label={title}>
      <Typography.Text type="secondary" strong>
        {title}
      </Typography.Text>
      <Row gutter={12} style={{ marginBlockStart: 8 }}>
        {children}
      </Row>
    </div>
  );
}

interface FieldProps {
  readonly name: Exclude<keyof ContractValues, 'comment'>;
  readonly rules?: { readonly required: boolean; readonly message: string }[];
  readonly extra?: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Field({ name, rules = [], extra, wide = false, children }: FieldProps) {
  const { fields } = useTexts(texts);
  return (
    <Col xs={24} sm={wide ? 24 : 12}>
      <Form.Item name={name} label={fields[name]} rules={rules} extra={extra} style={{ marginBlockEnd: 14 }}>
        {children}
      </Form.Item>
    </Col>
  );
}

/** Decimals are texts: a float would lose cents. */
function MoneyInput(props: { readonly disabled?: boolean }) {
  return <Input inputMode="decimal" autoComplete="off" className="number" {...props} />;
}

interface InputProps {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly disabled?: boolean;
}

/** One of the mall's shops that are not closed. */
function ShopSelect(props: InputProps) {
  const { data = [], isPending } = useAllShops();
  return (
    <Select<string>
      {...props}
      showSearch={{ optionFilterProp: 'label' }}
      loading={isPending}
      options={data
        .filter(({ status }) => status !== 'CLOSED')
        .map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))}
    />
  );
}

/** A tenant by its name: one that is known, or a new one. */
function TenantInput(props: InputProps) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const { data } = useQuery({
    queryKey: ['/api/v1/tenants', 'suggestions', q],
    queryFn: () =>
      answer(api.GET('/api/v1/tenants', { params: { query: { limit: 20, ...(q !== '' && { q }) } } })),
    placeholderData: (before) => before,
    enabled: props.disabled !== true,
  });
  return (
    <AutoComplete<string>
      {...props}
      showSearch={{ onSearch: setTyped, filterOption: false }}
      options={(data?.items ?? []).map(({ name }) => ({ value: name, label: name }))}
    />
  );
}
