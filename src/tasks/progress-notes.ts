import { Injectable } from '@nestjs/common';
import { rootLogger } from '../logging/index.js';
import type { RunProgress } from './run.js';
import { RunStore, type ClaimedRun } from './run-store.js';

/** Of one run, no more often than this (ms) is progress written. */
const WRITE_EVERY = 200;

interface Note {
  /** What has not been written yet. */
  next: RunProgress | undefined;
  /** What is being written. */
  current: Promise<void>;
  busy: boolean;
}

/** Writes how far runs are: the first word of a run at once, then the latest now and then, and the last one. */
@Injectable()
export class ProgressNotes {
  private readonly notes = new Map<string, Note>();

  constructor(private readonly store: RunStore) {}

  add(run: ClaimedRun, progress: RunProgress): void {
    const note = this.notes.get(run.token) ?? { next: undefined, current: Promise.resolve(), busy: false };
    this.notes.set(run.token, note);
    note.next = progress;
    if (!note.busy) void this.writeUntilSilent(run, note);
  }

  /** Writes a run's last word; to be called before its outcome is recorded, while its token holds. */
  async finish({ id, token }: ClaimedRun): Promise<void> {
    const note = this.notes.get(token);
    if (!note) return;
    this.notes.delete(token);
    const last = note.next;
    note.next = undefined;
    await note.current;
    if (last) await this.write(id, token, last);
  }

  private async writeUntilSilent({ id, token }: ClaimedRun, note: Note): Promise<void> {
    note.busy = true;
    while (note.next) {
      note.current = this.write(id, token, note.next);
      note.next = undefined;
      await note.current;
      await new Promise((resolve) => setTimeout(resolve, WRITE_EVERY).unref());
    }
    note.busy = false;
  }

  private async write(id: string, token: string, progress: RunProgress): Promise<void> {
    try {
      await this.store.showProgress(id, token, progress);
    } catch (error) {
      rootLogger().warn({ err: error, run: id }, 'progress could not be written');
    }
  }
}
