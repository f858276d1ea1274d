import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, type EntitySubscriberInterface, type QueryRunner } from 'typeorm';
import { rootLogger } from '../logging/index.js';
import { Broker, type Publication } from './broker.js';
import type { SubmittedRun } from './run-store.js';

/** Most copies handed over at once. */
const LARGEST_GROUP = 500;

/** What a transaction leaves on its query runner until it is committed. */
const PENDING = 'mallkeeperPublications';

/**
 * Hands submitted runs to the broker right after their commit. Nobody waits for it, and a failure costs nothing but
 * time: the reconciler publishes what the broker turns out not to hold.
 */
@Injectable()
export class Publisher implements EntitySubscriberInterface {
  private readonly waiting: Publication[] = [];
  private publishing = false;

  constructor(
    private readonly broker: Broker,
    @InjectDataSource() dataSource: DataSource,
  ) {
    dataSource.subscribers.push(this);
  }

  publishSoon({ publication }: SubmittedRun): void {
    if (publication) this.publish([publication]);
  }

  publishAfterCommit(manager: EntityManager, submitted: readonly SubmittedRun[]): void {
    const publications = submitted.flatMap(({ publication }) => (publication ? [publication] : []));
    if (manager.queryRunner?.isTransactionActive) pendingOf(manager.queryRunner).push(...publications);
    else this.publish(publications);
  }

  /** Called by TypeORM after every commit, of savepoints too. */
  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (!queryRunner.isTransactionActive) this.publish(pendingOf(queryRunner).splice(0));
  }

  /** Called by TypeORM after every rollback. */
  afterTransactionRollback({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (!queryRunner.isTransactionActive) pendingOf(queryRunner).length = 0;
  }

  private publish(publications: readonly Publication[]): void {
    this.waiting.push(...publications);
    if (!this.publishing) void this.publishWaiting();
  }

  /** What arrives while a group is under way makes the next group. */
  private async publishWaiting(): Promise<void> {
    this.publishing = true;
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, LARGEST_GROUP);
      try {
        await this.broker.publish(group);
      } catch (error) {
        rootLogger().warn({ err: error, runs: group.length }, 'runs were not published; the reconciler will');
      }
    }
    this.publishing = false;
  }
}

function pendingOf(queryRunner: QueryRunner): Publication[] {
  const data = queryRunner.data as { [PENDING]?: Publication[] };
  return (data[PENDING] ??= []);
}
