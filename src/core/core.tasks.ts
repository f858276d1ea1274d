import { defineTask } from '../tasks/index.js';
import { CleanupOldDataInput } from './dto/cleanup-old-data.input.js';
import { DebugInput } from './dto/debug.input.js';
import type { RetentionKind } from './retention.js';

/** How much a run of {@link cleanupOldData} removed, or would have removed. */
export interface CleanupResult {
  readonly dryRun: boolean;
  /** Finished runs, with their steps. */
  readonly runs: number;
  readonly sessions: number;
  /** Read notices that lost their body; their rows stay. */
  readonly noticeBodies: number;
  readonly slots: number;
  /** Workers and schedulers that have not been heard of for long. */
  readonly nodes: number;
  /** Mails whose delivery had got lost, and was asked for again. */
  readonly redelivered: number;
  readonly files: number;
  /** Of the files. */
  readonly bytes: number;
  /** The same of every kind, in the order in which they are removed. */
  readonly kinds: readonly CleanedKind[];
  /** How long it took; of a run that is executed again, since then. */
  readonly seconds: number;
}

/** What was removed, or would have been, of one kind. */
export interface CleanedKind {
  readonly kind: RetentionKind;
  /** Rows of its table; for noticeBodies those that lost their text, for temporary files the files. */
  readonly rows: number;
  /** About how many bytes: as they are stored, without indexes; with runs what belongs to them. */
  readonly bytes: number;
  /** For how many days what is left is kept. */
  readonly retentionDays: number;
}

export const cleanupOldData = defineTask<CleanupOldDataInput, CleanupResult>('core.cleanup-old-data', {
  queue: 'core',
  description: 'Removes old runs, expired sessions, temporary files and whatever else is no longer needed',
  input: CleanupOldDataInput,
  aliases: ['apps.core.tasks.cleanup_old_data_task'],
});

/** What a run of {@link debug} answers. */
export interface DebugResult {
  readonly message: string;
  readonly runId: string;
  readonly attempt: number;
  /** Machine and process that executed the run. */
  readonly host: string;
  readonly pid: number;
}

export const debug = defineTask<DebugInput, DebugResult>('core.debug', {
  queue: 'core',
  description: 'Tries the system out: answers with an echo, after a while or with an error if asked to',
  input: DebugInput,
  aliases: ['apps.core.tasks.debug_task'],
});
