import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  headingsOfMore,
  type ImportCounts,
  type ImportKind,
  ImportKinds,
  type StagedImport,
} from '../imports/index.js';
import { shopColumns } from './shop-columns.js';
import { shopsFile } from './shops-file.js';

/** Imports shops, by their code. */
@Injectable()
export class ShopImport implements ImportKind, OnModuleInit {
  readonly name = 'shops';
  readonly permissions = ['shops.write'] as const;
  readonly key = ['code'];
  readonly columns = shopColumns;
  readonly passedOver = headingsOfMore(shopsFile, shopColumns);

  constructor(private readonly kinds: ImportKinds) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async check({ manager, options }: StagedImport): Promise<void> {
    // Keeps other writers out until the import commits, so that what is checked here still holds when it is applied.
    await manager.query('LOCK TABLE shops IN SHARE ROW EXCLUSIVE MODE');
    if (options.update) return;
    await manager.query(`
      INSERT INTO import_faults (row_number, column_name, value, message)
      SELECT rows.row_number, 'code', rows.code,
             'is recorded, and not from a row like this one; --update (REST: ?update=1) changes it'
      FROM import_rows AS rows
      JOIN shops ON shops.code = rows.code
      WHERE NOT rows.faulty AND shops.import_digest IS DISTINCT FROM rows.digest`);
  }

  async apply({ manager }: StagedImport): Promise<ImportCounts> {
    const [counts] = await manager.query<ImportCounts[]>(`
      WITH updated AS (
        UPDATE shops
        SET name = rows.name,
            category = rows.category,
            floor = rows.floor,
            area_sqm = rows.area_sqm,
            manager_name = rows.manager_name,
            manager_email = rows.manager_email,
            import_digest = rows.digest,
            updated_at = now()
        FROM import_rows AS rows
        WHERE shops.code = rows.code AND shops.import_digest IS DISTINCT FROM rows.digest
        RETURNING 1
      ), created AS (
        INSERT INTO shops (code, name, category, floor, area_sqm, manager_name, manager_email, import_digest)
        SELECT code, name, category, floor, area_sqm, manager_name, manager_email, digest
        FROM import_rows AS rows
        WHERE NOT EXISTS (SELECT FROM shops WHERE shops.code = rows.code)
        ORDER BY row_number
        RETURNING 1
      ), counts AS (
        SELECT (SELECT count(*) FROM created)::integer AS created,
               (SELECT count(*) FROM updated)::integer AS updated,
               (SELECT count(*) FROM import_rows)::integer AS rows
      )
      SELECT created, updated, rows - created - updated AS unchanged FROM counts`);
    return counts ?? { created: 0, updated: 0, unchanged: 0 };
  }
}
