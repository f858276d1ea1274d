import { setImmediate as turnOver } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, type EntitySubscriberInterface, type QueryRunner } from 'typeorm';
import { rootLogger } from '../logging/index.js';
import { Broker, type Publication } from './broker.js';
import { Gate } from './gate.js';
import type { SubmittedRun } from './submissions.js';

/** Most copies handed over at once. */
const LARGEST_GROUP = 500;

/** What a transaction leaves on its query runner until it is committed. */
const PENDING = 'mallkeeperSubmitted';

/**
 * Hands submitted runs to the broker right after their commit. Nobody waits for it, and a failure costs nothing but
 * time: the reconciler publishes what the broker turns out not to hold.
 */
@Injectable()
export class Publisher implements EntitySubscriberInterface {
  private readonly waiting: Publication[] = [];
  private publishing: Promise<void> | undefined;

  constructor(
    private readonly broker: Broker,
    private readonly gate: Gate,
    @InjectDataSource() dataSource: DataSource,
  ) {
    dataSource.subscribers.push(this);
  }

  publishSoon(submitted: SubmittedRun): void {
    this.publish([submitted]);
  }

  publishAfterCommit(manager: EntityManager, submitted: readonly SubmittedRun[]): void {
    if (manager.queryRunner?.isTransactionActive) pendingOf(manager.queryRunner).push(...submitted);
    else this.publish(submitted);
  }

  /** Resolves when nothing that was submitted waits to be handed over any more. */
  async settled(): Promise<void> {
    await this.publishing;
  }

  /** Called by TypeORM after every commit, of savepoints too. */
  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (!queryRunner.isTransactionActive) this.publish(pendingOf(queryRunner).splice(0));
  }

  /** Called by TypeORM after every rollback. */
  afterTransactionRollback({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (!queryRunner.isTransactionActive) pendingOf(queryRunner).length = 0;
  }

  private publish(submitted: readonly SubmittedRun[]): void {
    for (const { publication } of submitted) if (publication) this.waiting.push(publication);
    if (this.waiting.length > 0) this.publishing ??= this.publishWaiting();
    if (submitted.some(({ held }) => held)) this.gate.soon();
  }

  /** What arrives while a group is under way makes the next group. */
  private async publishWaiting(): Promise<void> {
    // What is submitted in the same turn of the event loop goes out together.
    await turnOver();
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, LARGEST_GROUP);
      try {
        await this.broker.publish(group);
      } catch (error) {
        rootLogger().warn({ err: error, runs: group.length }, 'runs were not published; the reconciler will');
      }
    }
    this.publishing = undefined;
  }
}

function pendingOf(queryRunner: QueryRunner): SubmittedRun[] {
  const data = queryRunner.data as { [PENDING]?: SubmittedRun[] };
  return (data[PENDING] ??= []);
}
