import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { ConflictProblem, NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import { violates } from './constraint-violation.js';
import { OCCUPYING, WERE_ACTIVE } from './contract-status.js';
import {
  type CreateShop,
  type Shop,
  type ShopsFileQuery,
  type ShopsQuery,
  type ShopStatus,
  type UpdateShop,
} from './dto/shop.js';
import { givenFields } from './given-fields.js';

/** The mall's shops. */
@Injectable()
export class ShopService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Shops by code or name. */
  async list(query: ShopsQuery): Promise<Page<Shop>> {
    const order = Order.of(ORDERS, query.sort);
    const conditions = this.conditions(query);
    order.goOn(conditions, query.cursor);
    const rows = await this.dataSource.query<Shop[]>(
      `${SHOP} ${conditions.where()} ORDER BY ${order.sql} LIMIT ${conditions.bind(query.limit + 1)}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, order.keyOf, (shop) => shop);
  }

  /** All of the list, for a file. */
  all(query: ShopsFileQuery): ListStatement {
    const conditions = this.conditions(query);
    return {
      select: `${SHOP} ${conditions.where()}`,
      order: Order.of(ORDERS, query.sort).sql,
      parameters: conditions.parameters,
    };
  }

  private conditions(query: ShopsFileQuery): Conditions {
    const conditions = new Conditions(this.clock.today());
    if (query.status) conditions.add(IS_SHOWN_AS[query.status]);
    conditions.add('position(lower($) IN shops.search_text) > 0', query.q);
    conditions.add('shops.floor = $', query.floor);
    conditions.add('shops.category = $', query.category);
    conditions.add('(shops.closed_at IS NOT NULL) = $', query.closed);
    return conditions;
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Shop> {
    const [shop] = await manager.query<Shop[]>(`${SHOP} WHERE shops.id = $2`, [this.clock.today(), id]);
    if (!shop) throw new NotFoundProblem(`There is no shop with id ${id}.`);
    return shop;
  }

  /** @throws ConflictProblem when the code is taken. */
  async create(shop: CreateShop, actor: string): Promise<Shop> {
    return this.dataSource.transaction(async (manager) => {
      const [created] = await manager.query<{ id: string }[]>(
        `INSERT INTO shops (code, name, category, floor, area_sqm, manager_name, manager_email)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (code) DO NOTHING
         RETURNING id`,
        [shop.code, shop.name, shop.category, shop.floor, shop.areaSqm, shop.managerName, shop.managerEmail],
      );
      if (!created) throw codeIsTaken(shop.code);
      await this.record(manager, actor, 'shop.create', created.id, givenFields(shop));
      return this.get(created.id, manager);
    });
  }

  /** @throws NotFoundProblem, or ConflictProblem when the code is taken or a shop to be closed is let. */
  async update(id: string, changes: UpdateShop, actor: string): Promise<Shop> {
    try {
      return await this.dataSource.transaction((manager) => this.updateWithin(manager, id, changes, actor));
    } catch (error) {
      if (violates(error, 'shops_code_key')) throw codeIsTaken(changes.code);
      throw error;
    }
  }

  private async updateWithin(
    manager: EntityManager,
    id: string,
    changes: UpdateShop,
    actor: string,
  ): Promise<Shop> {
    // Waits here for an import, which locks the whole table: later, holding the shop, both would wait for ever.
    await manager.query('LOCK TABLE shops IN ROW EXCLUSIVE MODE');
    await manager.query('SELECT FROM shops WHERE id = $1 FOR UPDATE', [id]);
    const shop = await this.get(id, manager);
    if (changes.closed === true) await this.refuseClosingWhileLet(manager, shop);
    const given = givenFields(changes);
    const next = { ...givenFields(shop), ...given };
    await manager.query(
      `UPDATE shops
       SET code = $2,
           name = $3,
           category = $4,
           floor = $5,
           area_sqm = $6,
           manager_name = $7,
           manager_email = $8,
           closed_at = CASE WHEN $9::boolean THEN coalesce(closed_at, now()) END,
           updated_at = now()
       WHERE id = $1`,
      [
        id,
        next.code,
        next.name,
        next.category,
        next.floor,
        next.areaSqm,
        next.managerName,
        next.managerEmail,
        changes.closed ?? shop.closedAt !== null,
      ],
    );
    const changed = await this.get(id, manager);
    await this.record(manager, actor, 'shop.update', id, differenceOf(shop, changed));
    return changed;
  }

  private async refuseClosingWhileLet(manager: EntityManager, shop: Shop): Promise<void> {
    const [contract] = await manager.query<{ number: string; endDate: string }[]>(
      `SELECT number, end_date AS "endDate"
       FROM contracts
       WHERE shop_id = $1 AND status = ANY ($2) AND end_date >= $3
       ORDER BY end_date DESC
       LIMIT 1`,
      [shop.id, OCCUPYING, this.clock.today()],
    );
    if (contract) {
      throw new ConflictProblem(
        `Shop ${shop.code} is let until ${contract.endDate} by contract ${contract.number}: it cannot be closed before.`,
      );
    }
  }

  private async record(
    manager: EntityManager,
    actor: string,
    action: string,
    id: string,
    details: object,
  ): Promise<void> {
    await this.audit.record(manager, {
      actor,
      action,
      subjectType: 'shop',
      subjectId: id,
      details: { ...details },
    });
  }
}

/** What a change makes of which fields. */
function differenceOf(before: Shop, after: Shop): { before: Partial<Shop>; after: Partial<Shop> } {
  const fields = (Object.keys(after) as (keyof Shop)[]).filter(
    (field) => field !== 'updatedAt' && !isDeepStrictEqual(before[field], after[field]),
  );
  const of = (shop: Shop): Partial<Shop> => Object.fromEntries(fields.map((field) => [field, shop[field]]));
  return { before: of(before), after: of(after) };
}

const ORDERS = {
  code: { columns: ['shops.code'], keyOf: ({ code }) => [code], key: ['text'] },
  name: {
    columns: ['shops.name', 'shops.id'],
    keyOf: ({ name, id }) => [name, id],
    key: ['text', 'id'],
  },
} satisfies Record<string, SortKey<Shop>>;

/** Of shops and who is in them, `present`; for every shop exactly one holds. */
const IS_SHOWN_AS: Record<ShopStatus, string> = {
  CLOSED: 'shops.closed_at IS NOT NULL',
  LET: '(shops.closed_at IS NULL AND present.id IS NOT NULL)',
  VACANT: '(shops.closed_at IS NULL AND present.id IS NULL)',
};

/**
 * $1: the mall's today. `present` is the contract whose term it falls into: one at most, for terms of one shop never
 * overlap; `next` is the one that begins after today first.
 */
const SHOP = `
  SELECT shops.id, shops.code, shops.name, shops.category, shops.floor, shops.area_sqm AS "areaSqm",
         shops.manager_name AS "managerName", shops.manager_email AS "managerEmail", shops.closed_at AS "closedAt",
         CASE
           WHEN ${IS_SHOWN_AS.CLOSED} THEN 'CLOSED'
           WHEN ${IS_SHOWN_AS.LET} THEN 'LET'
           ELSE 'VACANT'
         END AS status,
         present.id AS "contractId", present.number AS "contractNumber", present.tenant_id AS "tenantId",
         (SELECT name FROM tenants WHERE tenants.id = present.tenant_id) AS "tenantName",
         present.end_date AS "letUntil",
         (
           SELECT min(next.start_date)
           FROM contracts AS next
           WHERE next.shop_id = shops.id AND next.status IN (${WERE_ACTIVE}) AND next.start_date > $1
         ) AS "letFrom",
         shops.created_at AS "createdAt", shops.updated_at AS "updatedAt"
  FROM shops
  LEFT JOIN contracts AS present
    ON present.shop_id = shops.id
    AND present.status IN (${WERE_ACTIVE})
    AND present.start_date <= $1
    AND present.end_date >= $1`;

function codeIsTaken(code: string | undefined): ConflictProblem {
  return new ConflictProblem(`There is a shop with the code ${code ?? ''} already.`);
}
