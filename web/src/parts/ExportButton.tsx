import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import type { QueryValue } from '../api/queries';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

/** Downloads the whole list, filtered as it is, as CSV or XLSX. @param path without its format: `/api/v1/bills`. */
export function ExportButton({
  path,
  filters,
}: {
  readonly path: string;
  readonly filters: Readonly<Record<string, QueryValue>>;
}) {
  const t = useTexts(texts);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined) query.set(name, String(value));
  const link = (format: string) => `${path}.${format}${query.size > 0 ? `?${query.toString()}` : ''}`;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: ['xlsx', 'csv'].map((format) => ({
          key: format,
          label: (
            <a href={link(format)} download>
              {format.toUpperCase()}
            </a>
          ),
        })),
      }}
    >
      <Button icon={<DownloadOutlined />}>{t.export}</Button>
    </Dropdown>
  );
}
