import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { HealthChecks } from '../http/index.js';

/** Has `/health/ready` ask the database too. */
@Injectable()
export class DatabaseHealth {
  constructor(checks: HealthChecks, @InjectDataSource() dataSource: DataSource) {
    checks.add('database', () => dataSource.query('SELECT 1'));
  }
}
