import { App, AutoComplete, Col, Form, Input, Modal, Row } from 'antd';
import { useNavigate } from 'react-router';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { orNull, showFaults } from '../contracts/form-values';
import type { Shop } from './shop-state';
import { useAllShops, valuesOf } from './shop-queries';
import { texts } from './texts';

interface ShopValues {
  code: string;
  name: string;
  category?: string | null;
  floor?: string | null;
  areaSqm?: string | null;
  managerName?: string | null;
  managerEmail?: string | null;
}

interface ShopFormProps {
  /** What is edited; without one a shop is added. */
  readonly shop?: Shop;
  readonly onClose: () => void;
}

/** Adds a shop, or edits one. */
export function ShopForm({ shop, onClose }: ShopFormProps) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<ShopValues>();
  const all = useAllShops().data ?? [];
  const save = useAction(
    (values: ShopValues) =>
      shop
        ? answer(api.PATCH('/api/v1/shops/{id}', { params: { path: { id: shop.id } }, body: values }))
        : answer(api.POST('/api/v1/shops', { body: values })),
    ['/api/v1/shops', '/api/v1/contracts'],
  );

  function submit(values: ShopValues): void {
    save.mutate(
      {
        code: values.code,
        name: values.name,
        category: orNull(values.category),
        floor: orNull(values.floor),
        areaSqm: orNull(values.areaSqm),
        managerName: orNull(values.managerName),
        managerEmail: orNull(values.managerEmail),
      },
      {
        onSuccess: (saved) => {
          void message.success(shop ? t.saved : t.added(saved.code));
          onClose();
          if (!shop) void navigate(`/shops/${saved.id}`);
        },
        onError: (error) => showFaults(form, error),
      },
    );
  }

  const { code, name, category, floor, areaSqm, managerName, managerEmail } = shop ?? {};
  const suggestions = (field: 'floor' | 'category') =>
    valuesOf(all, field).map((value) => ({ value, label: value }));
  return (
    <Modal
      open
      title={shop ? t.editTitle(shop.code) : t.add}
      okText={t.save}
      cancelText={t.cancel}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<ShopValues>
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={shop ? { code, name, category, floor, areaSqm, managerName, managerEmail } : {}}
      >
        <Row gutter={12}>
          <Col xs={24} sm={12}>
            <Form.Item name="code" label={t.code} rules={[{ required: true, whitespace: true }]}>
              <Input autoFocus={!shop} autoComplete="off" maxLength={50} />
            </Form.Item>
          </Col>
          <Col xs={24} sm={12}>
            <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true }]}>
              <Input autoComplete="off" maxLength={200} />
            </Form.Item>
          </Col>
          <Col xs={12} sm={8}>
            <Form.Item name="floor" label={t.floor}>
              <AutoComplete options={suggestions('floor')} allowClear />
            </Form.Item>
          </Col>
          <Col xs={12} sm={8}>
            <Form.Item name="category" label={t.category}>
              <AutoComplete options={suggestions('category')} allowClear />
            </Form.Item>
          </Col>
          <Col xs={24} sm={8}>
            <Form.Item name="areaSqm" label={t.areaSqm}>
              <Input inputMode="decimal" autoComplete="off" />
            </Form.Item>
          </Col>
          <Col xs={24} sm={10}>
            <Form.Item name="managerName" label={t.managerName}>
              <Input autoComplete="off" />
            </Form.Item>
          </Col>
          <Col xs={24} sm={14}>
            <Form.Item name="managerEmail" label={t.managerEmail} extra={t.managerEmailHint}>
              <Input type="email" autoComplete="off" />
            </Form.Item>
          </Col>
        </Row>
      </Form>
      {save.error != null && <ProblemAlert error={save.error} />}
    </Modal>
  );
}
