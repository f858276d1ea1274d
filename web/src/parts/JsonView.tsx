import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, theme } from 'antd';
import { useState } from 'react';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

/** Something from the API as indented JSON, or a text as it is, to read and to copy. */
export function JsonView({ value, label }: { readonly value: unknown; readonly label: string }) {
  const { token } = theme.useToken();
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <div style={{ position: 'relative' }}>
      <pre
        aria-label={label}
        tabIndex={0}
        className="code"
        style={{
          margin: 0,
          padding: '10px 44px 10px 12px',
          maxHeight: 360,
          overflow: 'auto',
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
          borderRadius: token.borderRadius,
          background: token.colorFillQuaternary,
        }}
      >
        {text}
      </pre>
      <CopyButton text={text} style={{ position: 'absolute', top: 4, right: 8 }} />
    </div>
  );
}

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, style }: { readonly text: string; readonly style?: React.CSSProperties }) {
  const t = useTexts(texts);
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  }
  return (
    <Button
      type="text"
      size="small"
      icon={copied ? <CheckOutlined /> : <CopyOutlined />}
      aria-label={copied ? t.copied : t.copy}
      title={copied ? t.copied : t.copy}
      onClick={() => void copy()}
      style={style}
    />
  );
}
