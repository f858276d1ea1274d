import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Counts parking spaces. */
@Injectable()
export class ParkingSpaces {
  /** Counts the free spaces of a floor, or of all of them, and keeps the number; @returns it. */
  async keepCount(manager: EntityManager, floor: number | undefined): Promise<number> {
    const [kept] = await manager.query<{ free: number }[]>(
      `INSERT INTO parking_counts (floor, free)
       SELECT $1::integer, count(*) FROM parking_spaces WHERE car IS NULL AND ($1 IS NULL OR floor = $1)
       RETURNING free`,
      [floor ?? null],
    );
    return kept?.free ?? 0;
  }
}
