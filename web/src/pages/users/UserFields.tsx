import { Form, Input, Select, Typography } from 'antd';
import { ROLE_NAMES, ROLES } from '../../access/permissions';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** What of a user can be changed. */
export function UserFields() {
  const t = useTexts(texts);
  const { language } = useLanguage();
  return (
    <>
      <Form.Item name="role" label={t.role} rules={[{ required: true, message: t.needed }]}>
        <Select
          options={ROLE_NAMES.map((value) => ({
            value,
            label: ROLES[value].title[language],
            about: ROLES[value][language],
          }))}
          optionRender={({ label, data: { about } }) => (
            <>
              <div>{label}</div>
              <Typography.Text type="secondary" style={{ fontSize: 12, whiteSpace: 'normal' }}>
                {about}
              </Typography.Text>
            </>
          )}
        />
      </Form.Item>
      <Form.Item name="name" label={t.name}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="email" label={t.email} rules={[{ type: 'email', message: t.emailWrong }]}>
        <Input maxLength={254} autoComplete="off" />
      </Form.Item>
    </>
  );
}
