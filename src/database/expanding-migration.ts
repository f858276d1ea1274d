import type { MigrationInterface } from 'typeorm';

/**
 * A migration after which the version before goes on working: it adds tables, columns that may be left out and indexes, widens
 * checks, and takes nothing away. What has become useless is taken away by an ordinary migration one minor version later, which
 * older versions refuse to work with.
 */
export interface ExpandingMigration extends MigrationInterface {
  readonly onlyExpands: true;
}
