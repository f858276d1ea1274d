import { Alert, Button } from 'antd';
import { ApiError } from '../api/problem';
import { useTexts } from '../texts/texts';
import { texts } from './texts';

interface ProblemAlertProps {
  readonly error: unknown;
  /** Instead of the problem's own words. */
  readonly title?: string | undefined;
  readonly onRetry?: () => void;
}

/** What went wrong, in the server's words: it says what to do. */
export function ProblemAlert({ error, title, onRetry }: ProblemAlertProps) {
  const t = useTexts(texts);
  const isAway = error instanceof ApiError && error.status === 0;
  const faults = error instanceof ApiError ? error.faults : [];
  return (
    <Alert
      type="error"
      showIcon
      title={title ?? (isAway ? t.away : error instanceof ApiError ? error.message : t.failed)}
      description={
        isAway ? (
          t.awayHint
        ) : faults.length > 1 ? (
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>
            {faults.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                <code>{field}</code>: {message}
              </li>
            ))}
          </ul>
        ) : undefined
      }
      action={onRetry && <Button onClick={onRetry}>{t.retry}</Button>}
    />
  );
}
