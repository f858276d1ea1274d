import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Somebody who looks after shops. */
export interface Manager {
  readonly name: string;
  readonly email: string;
}

/** The people who look after the mall's shops. */
@Injectable()
export class Managers {
  /** Everyone with an e-mail address who manages an open shop, once, by address. */
  list(manager: EntityManager): Promise<Manager[]> {
    return manager.query<Manager[]>(`
      SELECT coalesce(max(manager_name), manager_email) AS name, manager_email AS email
      FROM shops
      WHERE manager_email IS NOT NULL AND closed_at IS NULL
      GROUP BY manager_email
      ORDER BY manager_email`);
  }
}
