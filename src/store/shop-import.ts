import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type ImportColumn,
  type ImportCounts,
  type ImportKind,
  ImportKinds,
  type StagedImport,
} from '../imports/index.js';
import { shopFields } from './shop-fields.js';

/** Imports shops, by their code. */
@Injectable()
export class ShopImport implements ImportKind, OnModuleInit {
  readonly name = 'shops';
  readonly key = ['code'];
  readonly columns: readonly ImportColumn[] = [
    { name: 'code', headings: ['店铺编号', '铺位号', '编号'], type: shopFields.code, required: true },
    { name: 'name', headings: ['店铺名称', '名称'], type: shopFields.name, required: true },
    { name: 'category', headings: ['业态', '类别'], type: shopFields.category },
    { name: 'floor', headings: ['楼层'], type: shopFields.floor },
    {
      name: 'area_sqm',
      headings: ['面积', '建筑面积'],
      type: shopFields.areaSqm,
    },
    { name: 'manager_name', headings: ['负责人', '经理'], type: shopFields.managerName },
    { name: 'manager_email', headings: ['负责人邮箱', '经理邮箱'], type: shopFields.managerEmail },
  ];

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
