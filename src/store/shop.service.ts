import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { ConflictProblem, decodeCursor, NotFoundProblem, type Page, toPage } from '../http/index.js';
import { violates } from './constraint-violation.js';
import { OCCUPYING } from './contract-status.js';
import { type CreateShop, type Shop, type ShopsQuery, type UpdateShop } from './dto/shop.js';
import { givenFields } from './given-fields.js';

/** The mall's shops. */
@Injectable()
export class ShopService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Shops by code. */
  async list(query: ShopsQuery): Promise<Page<Shop>> {
    const [after] = decodeCursor(query.cursor, 'text');
    const rows = await this.dataSource.query<Shop[]>(
      `${SHOP}
       WHERE ($1::text IS NULL OR code > $1)
         AND ($2::text IS NULL
              OR position(lower($2) IN lower(concat_ws(' ', code, name, category, manager_name, manager_email))) > 0)
         AND ($3::text IS NULL OR floor = $3)
         AND ($4::boolean IS NULL OR (closed_at IS NOT NULL) = $4)
       ORDER BY code
       LIMIT $5`,
      [after, query.q, query.floor, query.closed, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      (shop) => [shop.code],
      (shop) => shop,
    );
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Shop> {
    const [shop] = await manager.query<Shop[]>(`${SHOP} WHERE id = $1`, [id]);
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
    await this.record(manager, actor, 'shop.update', id, given);
    return this.get(id, manager);
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

const SHOP = `
  SELECT id, code, name, category, floor, area_sqm AS "areaSqm", manager_name AS "managerName",
         manager_email AS "managerEmail", closed_at AS "closedAt", created_at AS "createdAt", updated_at AS "updatedAt"
  FROM shops`;

function codeIsTaken(code: string | undefined): ConflictProblem {
  return new ConflictProblem(`There is a shop with the code ${code ?? ''} already.`);
}
