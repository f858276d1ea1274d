import { Injectable } from '@nestjs/common';
import { AuditLog } from '../auth/index.js';
import type { Page, PageQuery } from '../http/index.js';
import { ContractQueries } from './contract-queries.js';
import type { ContractEvent, FieldChange } from './dto/contract-event.js';

/** What happened to a contract, as the audit log has it. */
@Injectable()
export class ContractHistory {
  constructor(
    private readonly audit: AuditLog,
    private readonly queries: ContractQueries,
  ) {}

  /** Oldest first. @throws NotFoundProblem */
  async list(id: string, query: PageQuery): Promise<Page<ContractEvent>> {
    await this.queries.get(id);
    const { items, nextCursor } = await this.audit.history('contract', id, query);
    return {
      items: items.map(({ id: eventId, at, actor, action, details }) => {
        const { comment, reason, before, after, ...rest } = details;
        return {
          id: eventId,
          at,
          actor,
          action,
          reason: textOf(reason),
          comment: textOf(comment),
          changes: changes(before, after),
          details: rest,
        };
      }),
      nextCursor,
    };
  }
}

/** Entries of earlier releases lack what is kept today. */
function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function changes(before: unknown, after: unknown): FieldChange[] {
  if (!isRecord(before) || !isRecord(after)) return [];
  return Object.keys(after).map((field) => ({
    field,
    from: before[field] ?? null,
    to: after[field] ?? null,
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
