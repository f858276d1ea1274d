export { dataSourceOptions } from './data-source.js';
export { DatabaseModule } from './database.module.js';
export { openServices, StartupError, type Services } from './embedded/index.js';
export { Listener } from './listener.js';
export { knowsMigration, migrate, pendingMigrations } from './migrate.js';
export { NewerSchemaError } from './newer-schema.error.js';
export { STANDING_STILL, Standstill, type StandingStill, StandstillProblem } from './standstill.js';
export { type RowsAndBytes, rowsAndBytes, TOTAL } from './rows-and-bytes.js';
