import { DataSource } from 'typeorm';
import { loadSettings } from './src/config/index.js';
import { dataSourceOptions } from './src/database/index.js';

/** For TypeORM's own command line; Mallkeeper itself migrates with `mallkeeper migrate`. */
export default new DataSource(dataSourceOptions(loadSettings()));
