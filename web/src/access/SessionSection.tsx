import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { App, Button } from 'antd';
import type { Schema } from '../api/types';
import { Section } from '../parts/Section';
import { SessionTable } from './SessionTable';

interface SessionSectionProps {
  readonly title: string;
  readonly sessions: UseQueryResult<{ readonly items: Schema<'Session'>[] }>;
  readonly end: UseMutationResult<unknown, Error, string>;
  readonly endAll: UseMutationResult<{ ended: number }>;
  /** What ends several of them at once, and what is said when it has. */
  readonly label: string;
  readonly told: (ended: number) => string;
}

/** Sessions of one user, each of which can be ended, and several at once. */
export function SessionSection({ title, sessions, end, endAll, label, told }: SessionSectionProps) {
  const { message } = App.useApp();
  return (
    <Section
      title={title}
      extra={
        <Button
          size="small"
          loading={endAll.isPending}
          disabled={sessions.data?.items.length === 0}
          onClick={() =>
            endAll.mutate(undefined, {
              onSuccess: ({ ended }) => void message.success(told(ended)),
              onError: (error) => void message.error(error.message),
            })
          }
        >
          {label}
        </Button>
      }
    >
      <SessionTable
        sessions={sessions.data?.items}
        error={sessions.error}
        onRetry={() => void sessions.refetch()}
        end={({ id }) => end.mutateAsync(id)}
      />
    </Section>
  );
}
