import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Checkbox, Flex, Form, Input, Segmented, Upload } from 'antd';
import { useState } from 'react';
import { useMayAll } from '../../access/May';
import { useAction } from '../../api/queries';
import { Forbidden } from '../../app/failures';
import { useAddress } from '../../parts/address';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { ImportOutcome } from './ImportOutcome';
import { sendFile, type ImportOptions, KINDS, NEEDED } from './send-file';
import { texts } from './texts';

/** What an import may have changed. */
const TOUCHED = [
  '/api/v1/shops',
  '/api/v1/contracts',
  '/api/v1/bills',
  '/api/v1/payments',
  '/api/v1/tenants',
];

/** Brings in files of shops, contracts and payments: checked first, written when somebody has seen what will happen. */
export function Component() {
  const t = useTexts(texts);
  const [address, setAddress] = useAddress(['kind'] as const);
  const may = useMayAll();
  const kinds = KINDS.filter((each) => NEEDED[each].every(may));
  const kind = kinds.find((each) => each === address.kind) ?? kinds[0];
  if (kind === undefined) return <Forbidden />;
  return (
    <>
      <PageHeader title={t.title} about={t.about} />
      <Flex vertical gap="middle">
        <Flex gap="small" wrap align="center">
          <Segmented
            aria-label={t.kind}
            value={kind}
            onChange={(chosen) => setAddress({ kind: chosen })}
            options={kinds.map((value) => ({ value, label: t.kinds[value] }))}
          />
          <Button icon={<DownloadOutlined />} href={`/api/v1/imports/${kind}/template.xlsx`}>
            {t.template}
          </Button>
        </Flex>
        <ImportFile key={kind} kind={kind} />
      </Flex>
    </>
  );
}

function ImportFile({ kind }: { readonly kind: (typeof KINDS)[number] }) {
  const t = useTexts(texts);
  const [file, setFile] = useState<File>();
  const [options, setOptions] = useState<ImportOptions>({ update: false, skipInvalid: false });
  const check = useAction((chosen: File) => sendFile(kind, chosen, { ...options, dryRun: true }), []);
  const write = useAction((chosen: File) => sendFile(kind, chosen, options), TOUCHED);

  /** What was checked under other options says nothing any more. */
  function choose(changes: Partial<ImportOptions>): void {
    setOptions({ ...options, ...changes });
    check.reset();
    write.reset();
  }

  function take(chosen: File | undefined): void {
    setFile(chosen);
    check.reset();
    write.reset();
    if (chosen) check.mutate(chosen);
  }

  const mayWrite = check.data && (check.data.errorCount === 0 || options.skipInvalid) && !write.data;
  return (
    <>
      <Card size="small">
        <Upload.Dragger
          accept=".csv,.xlsx"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(chosen) => {
            take(chosen);
            return false;
          }}
        >
          <p style={{ fontSize: 32, margin: 0 }}>
            <InboxOutlined />
          </p>
          <p style={{ margin: 0 }}>{file?.name ?? t.drop}</p>
          <p style={{ margin: 0 }}>{t.dropHint}</p>
        </Upload.Dragger>
        <Flex gap="middle" wrap align="center" style={{ marginBlockStart: 12 }}>
          <Checkbox checked={options.update} onChange={(event) => choose({ update: event.target.checked })}>
            {t.update}
          </Checkbox>
          <Checkbox
            checked={options.skipInvalid}
            onChange={(event) => choose({ skipInvalid: event.target.checked })}
          >
            {t.skipInvalid}
          </Checkbox>
          {kind === 'contracts' && (
            <Form.Item
              label={t.billingFrom}
              htmlFor="billing-from"
              style={{ margin: 0 }}
              tooltip={t.billingFromHint}
            >
              <Input
                id="billing-from"
                type="month"
                value={options.billingFrom ?? ''}
                onChange={(event) => choose({ billingFrom: event.target.value || undefined })}
              />
            </Form.Item>
          )}
        </Flex>
        {file && (
          <Flex gap="small" style={{ marginBlockStart: 12 }} wrap>
            <Button loading={check.isPending} onClick={() => check.mutate(file)}>
              {t.check}
            </Button>
            <Button
              type="primary"
              disabled={!mayWrite}
              loading={write.isPending}
              onClick={() => write.mutate(file)}
            >
              {t.import}
            </Button>
          </Flex>
        )}
      </Card>
      {check.error && <ProblemAlert error={check.error} />}
      {write.error && <ProblemAlert error={write.error} />}
      {write.data ? (
        <>
          <Alert type="success" showIcon title={t.done} />
          <ImportOutcome outcome={write.data} />
        </>
      ) : (
        check.data && (
          <>
            <Alert
              type={check.data.errorCount === 0 ? 'info' : 'warning'}
              showIcon
              title={check.data.errorCount === 0 ? t.checked : t.checkedBad(check.data.errorCount)}
              description={check.data.errorCount === 0 ? undefined : t.fix}
            />
            <ImportOutcome outcome={check.data} />
          </>
        )
      )}
    </>
  );
}
