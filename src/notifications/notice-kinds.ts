import { Injectable } from '@nestjs/common';
import type { NoticeKind } from './notice-kind.js';

/** The kinds of notices that come with their text: editions of the report, what reconciliation finds, and incidents. */
const READY_KINDS = ['accounts-differ', 'daily-report', 'incident', 'monthly-report', 'weekly-report'];

/** The kinds of notices that have templates, as the feature modules declare them. */
@Injectable()
export class NoticeKinds {
  private readonly byName = new Map<string, NoticeKind>();

  /** To be called when a module starts. */
  add(kind: NoticeKind): void {
    this.byName.set(kind.name, kind);
  }

  find(name: string): NoticeKind | undefined {
    return this.byName.get(name);
  }

  /** Of every kind that there is, also of those without templates. */
  names(): string[] {
    return [...this.byName.keys(), ...READY_KINDS].sort();
  }

  /** By name. */
  all(): NoticeKind[] {
    return [...this.byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}
