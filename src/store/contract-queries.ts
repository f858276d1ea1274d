import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import { isShownAs, shownStatus } from './contract-status-shown.js';
import type { Contract, ContractsFileQuery, ContractsQuery } from './dto/contract.js';

/** Contracts as people read them. */
@Injectable()
export class ContractQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Contracts by number, first or last day. */
  async list(query: ContractsQuery): Promise<Page<Contract>> {
    const order = Order.of(ORDERS, query.sort);
    const conditions = this.conditions(query);
    order.goOn(conditions, query.cursor);
    const rows = await this.dataSource.query<Contract[]>(
      // First the page, then what belongs to it: joined before, 100,000 contracts would be.
      `${contractsFrom(
        `(
           SELECT *
           FROM contracts
           ${conditions.where()}
           ORDER BY ${order.sql}
           LIMIT ${conditions.bind(query.limit + 1)}
         ) AS contracts`,
      )}
      ORDER BY ${order.sql}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, order.keyOf, (contract) => contract);
  }

  /** All of the list, for a file. */
  all(query: ContractsFileQuery): ListStatement {
    const conditions = this.conditions(query);
    return {
      select: `${CONTRACT} ${conditions.where()}`,
      order: Order.of(ORDERS, query.sort).sql,
      parameters: conditions.parameters,
    };
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Contract> {
    const [contract] = await manager.query<Contract[]>(`${CONTRACT} WHERE contracts.id = $2`, [
      this.clock.today(),
      id,
    ]);
    if (!contract) throw new NotFoundProblem(`There is no contract with id ${id}.`);
    return contract;
  }

  private conditions(query: ContractsFileQuery): Conditions {
    const conditions = new Conditions(this.clock.today());
    if (query.status) conditions.add(isShownAs(query.status, '$1'));
    conditions.add('contracts.shop_id = (SELECT id FROM shops WHERE code = $)', query.shop);
    conditions.add('contracts.tenant_id = (SELECT id FROM tenants WHERE name = $)', query.tenant);
    conditions.add('contracts.tenant_id = $', query.tenantId);
    conditions.add(
      `(position(lower($) IN contracts.search_text) > 0
        OR contracts.tenant_id IN (SELECT id FROM tenants WHERE position(lower($) IN search_text) > 0))`,
      query.q,
      query.q,
    );
    conditions.add('contracts.start_date >= $', query.startsFrom);
    conditions.add('contracts.start_date < $', query.startsBefore);
    conditions.add('contracts.end_date >= $', query.endsFrom);
    conditions.add('contracts.end_date < $', query.endsBefore);
    return conditions;
  }
}

const ORDERS = {
  number: { columns: ['contracts.number'], keyOf: ({ number }) => [number], key: ['text'] },
  startDate: {
    columns: ['contracts.start_date', 'contracts.id'],
    keyOf: ({ startDate, id }) => [startDate, id],
    key: ['date', 'id'],
  },
  endDate: {
    columns: ['contracts.end_date', 'contracts.id'],
    keyOf: ({ endDate, id }) => [endDate, id],
    key: ['date', 'id'],
  },
} satisfies Record<string, SortKey<Contract>>;

/** @param contracts SQL: the table, or a part of it under its name. $1: the mall's today. */
const contractsFrom = (contracts: string): string => `
  SELECT contracts.id, contracts.number, shops.code AS "shopCode", shops.name AS "shopName",
         contracts.tenant_id AS "tenantId", tenants.name AS "tenantName", contracts.contact_name AS "contactName",
         contracts.contact_phone AS "contactPhone", contracts.contact_email AS "contactEmail",
         contracts.start_date AS "startDate", contracts.end_date AS "endDate",
         contracts.monthly_rent AS "monthlyRent", contracts.management_fee AS "managementFee",
         contracts.billing_cycle AS "billingCycle", contracts.due_day AS "dueDay",
         contracts.rent_free_until AS "rentFreeUntil", contracts.escalation_percent AS "escalationPercent",
         contracts.deposit, ${shownStatus('$1')} AS status,
         to_char(contracts.billing_from, 'YYYY-MM') AS "billingFrom", contracts.predecessor_id AS "predecessorId",
         (SELECT successor.id FROM contracts AS successor WHERE successor.predecessor_id = contracts.id) AS "successorId",
         contracts.original_end_date AS "originalEndDate", contracts.terminated_at AS "terminatedAt",
         contracts.terminated_by AS "terminatedBy", contracts.termination_reason AS "terminationReason",
         contracts.created_at AS "createdAt", contracts.updated_at AS "updatedAt"
  FROM ${contracts}
  JOIN shops ON shops.id = contracts.shop_id
  JOIN tenants ON tenants.id = contracts.tenant_id`;

const CONTRACT = contractsFrom('contracts');
