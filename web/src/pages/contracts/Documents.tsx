import { DeleteOutlined, FileOutlined, UploadOutlined } from '@ant-design/icons';
import { App, Button, Flex, Popconfirm, Skeleton, Typography, Upload } from 'antd';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { type ContractDocument, useDocuments } from './contract-queries';
import { Section } from '../../parts/Section';
import { texts } from './texts';

/** What the server takes. */
const TYPES = '.pdf,.png,.jpg,.jpeg,.gif,.tif,.tiff,.docx,.xlsx,.ofd,.doc,.xls,.txt,.csv';

/** The files that belong to a contract: to add, to download, to remove. */
export function Documents({ contractId }: { readonly contractId: string }) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const { data, error, refetch } = useDocuments(contractId);
  const upload = useAction((file: File) => send(contractId, file), ['/api/v1/contracts']);
  const remove = useAction(
    ({ id }: ContractDocument) =>
      api.DELETE('/api/v1/contracts/{id}/documents/{documentId}', {
        params: { path: { id: contractId, documentId: id } },
      }),
    ['/api/v1/contracts'],
  );
  const failure = error ?? upload.error ?? remove.error;
  return (
    <Section
      title={t.documents}
      extra={
        <May permission="contracts.write">
          <Upload
            accept={TYPES}
            showUploadList={false}
            beforeUpload={(file) => {
              upload.mutate(file, { onSuccess: ({ name }) => void message.success(t.uploaded(name)) });
              return false;
            }}
          >
            <Button size="small" icon={<UploadOutlined />} loading={upload.isPending} title={t.uploadHint}>
              {t.upload}
            </Button>
          </Upload>
        </May>
      }
    >
      <Flex vertical gap="small">
        {failure != null && (
          <ProblemAlert error={failure} {...(error && { onRetry: () => void refetch() })} />
        )}
        {!data && !error && <Skeleton active title={false} />}
        {data?.items.length === 0 && (
          <Typography.Text type="secondary">
            {t.noDocuments} · {t.uploadHint}
          </Typography.Text>
        )}
        {data && data.items.length > 0 && (
          <ul aria-label={t.documents} style={{ margin: 0, padding: 0, listStyle: 'none' }}>
            {data.items.map((document) => (
              <Row
                key={document.id}
                contractId={contractId}
                document={document}
                onRemove={() =>
                  remove.mutate(document, {
                    onSuccess: () => void message.success(t.removed(document.name)),
                  })
                }
              />
            ))}
          </ul>
        )}
      </Flex>
    </Section>
  );
}

interface RowProps {
  readonly contractId: string;
  readonly document: ContractDocument;
  readonly onRemove: () => void;
}

function Row({ contractId, document, onRemove }: RowProps) {
  const t = useTexts(texts);
  const { id, name, size, addedBy, addedAt } = document;
  return (
    <li>
      <Flex align="center" gap="small" style={{ paddingBlock: 4 }}>
        <FileOutlined />
        <div style={{ flex: 1, minWidth: 0 }}>
          <a
            href={`/api/v1/contracts/${contractId}/documents/${id}`}
            download
            title={t.download(name)}
            style={{ overflowWrap: 'anywhere' }}
          >
            {name}
          </a>
          <Typography.Text type="secondary" style={{ display: 'block', fontSize: 12 }}>
            {fileSize(size)} · {addedBy} · <Moment at={addedAt} minutes />
          </Typography.Text>
        </div>
        <May permission="contracts.write">
          <Popconfirm
            title={t.removeAsk(name)}
            okText={t.remove}
            cancelText={t.cancel}
            okButtonProps={{ danger: true }}
            onConfirm={onRemove}
          >
            <Button
              type="text"
              size="small"
              danger
              icon={<DeleteOutlined />}
              aria-label={`${t.remove} ${name}`}
            />
          </Popconfirm>
        </May>
      </Flex>
    </li>
  );
}

function send(contractId: string, file: File): Promise<ContractDocument> {
  return answer(
    api.POST('/api/v1/contracts/{id}/documents', {
      params: { path: { id: contractId } },
      // The schema knows a file by its name only; what is sent is a form with the file itself.
      body: { file: file.name },
      bodySerializer: () => {
        const form = new FormData();
        form.append('file', file, file.name);
        return form;
      },
    }),
  );
}

function fileSize(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
