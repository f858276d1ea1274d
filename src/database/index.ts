export { dataSourceOptions } from './data-source.js';
export { DatabaseModule } from './database.module.js';
export { migrate } from './migrate.js';
export { NewerSchemaError } from './newer-schema.error.js';
export { Listener } from './listener.js';
