import { Injectable } from '@nestjs/common';
import type { NoticeKind } from './notice-kind.js';

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

  /** By name. */
  all(): NoticeKind[] {
    return [...this.byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}
