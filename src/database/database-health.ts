import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { HealthChecks, type Trouble } from '../http/index.js';
import { schemaState } from './migrate.js';

/** Has `/health/ready` ask the database, and whether its schema is that of this version. */
@Injectable()
export class DatabaseHealth {
  constructor(checks: HealthChecks, @InjectDataSource() dataSource: DataSource) {
    checks.add('database', async () => {
      await dataSource.query('SELECT 1');
      return undefined;
    });
    checks.add('migrations', () => schemaTrouble(dataSource));
  }
}

/** A newer version only adds to the schema: this one goes on beside it, until it is replaced. */
async function schemaTrouble(dataSource: DataSource): Promise<Trouble | undefined> {
  const state = await schemaState(dataSource);
  return state === 'current' ? undefined : { word: state, serves: state === 'newer' };
}
