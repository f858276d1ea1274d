import { Injectable } from '@nestjs/common';
import { NotFoundProblem } from '../http/index.js';
import type { ImportKind } from './import-kind.js';

/** Which kinds of file can be imported. */
@Injectable()
export class ImportKinds {
  private readonly kinds = new Map<string, ImportKind>();

  /** Makes a kind known; called by the module that owns it, in `onModuleInit`. */
  register(kind: ImportKind): void {
    this.kinds.set(kind.name, kind);
  }

  all(): ImportKind[] {
    return [...this.kinds.values()];
  }

  /** Names in alphabetical order. */
  names(): string[] {
    return [...this.kinds.keys()].sort();
  }

  /** @throws NotFoundProblem naming the kinds that exist. */
  find(name: string): ImportKind {
    const kind = this.kinds.get(name);
    if (!kind) {
      throw new NotFoundProblem(
        `There is no import of ${JSON.stringify(name)}: write one of ${this.names().join(', ')}.`,
      );
    }
    return kind;
  }
}
