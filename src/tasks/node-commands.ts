import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '../config/index.js';
import { Listener } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import { toStorableJson } from './storable-json.js';

/** Channel on which workers hear that there is a command. */
export const COMMANDS_CHANNEL = 'mallkeeper_commands';
const REPLIES_CHANNEL = 'mallkeeper_replies';

/** A worker that has not answered by then (ms) will not; its heartbeat tells whether it lives. */
const PATIENCE = 3_000;
/** Minutes after which nobody heeds a command any more. */
const OUTDATED = 1;
/** How often whoever waits looks for itself, should a message have been lost, in ms. */
const LOOK_AGAIN = 500;

export const NODE_COMMANDS = [
  'ping',
  'stats',
  'conf',
  'pool-grow',
  'pool-shrink',
  'pool-resize',
  'pool-restart',
  'add-consumer',
  'cancel-consumer',
  'shutdown',
] as const;
export type NodeCommandName = (typeof NODE_COMMANDS)[number];

/** What a worker is asked to do. */
export interface NodeCommand {
  readonly id: string;
  readonly command: NodeCommandName;
  readonly arguments: Record<string, unknown>;
}

export interface NodeReply {
  /** The worker's name. */
  readonly node: string;
  readonly failed: boolean;
  /** What it answered; with `failed` why it did not do it. */
  readonly reply: unknown;
}

/** Says things to workers, wherever they are, and hears their answers. */
@Injectable()
export class NodeCommands {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Asks workers to do something and waits until all of them have answered, or a moment.
   * @param nodes names of workers that have a heartbeat; default: all that have one.
   * @returns the answers that came, by name.
   */
  async send(
    command: NodeCommandName,
    given: Record<string, unknown> = {},
    nodes?: readonly string[],
  ): Promise<NodeReply[]> {
    const asked = nodes ?? (await this.liveWorkers());
    if (asked.length === 0) return [];
    const id = uuidv7();
    const listener = this.listener([REPLIES_CHANNEL]);
    let wake: () => void = () => undefined;
    listener.on(REPLIES_CHANNEL, (answered) => answered === id && wake());
    await listener.open();
    try {
      await this.dataSource.query(
        `WITH outdated AS (
           DELETE FROM node_commands WHERE created_at < now() - interval '1 hour'
         ), sent AS (
           INSERT INTO node_commands (id, command, arguments, nodes) VALUES ($1, $2, $3, $4) RETURNING id
         )
         SELECT pg_notify('${COMMANDS_CHANNEL}', id::text) FROM sent`,
        [id, command, toStorableJson(given), asked],
      );
      const deadline = performance.now() + PATIENCE;
      for (;;) {
        let timer: NodeJS.Timeout | undefined;
        const news = new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, LOOK_AGAIN);
        });
        const replies = await this.repliesTo(id);
        if (replies.length >= asked.length || performance.now() >= deadline) {
          clearTimeout(timer);
          return replies;
        }
        await news;
      }
    } finally {
      await listener.close();
    }
  }

  /** What a worker has been asked and has not answered; not what one that had its name before was asked. */
  pending(node: string): Promise<NodeCommand[]> {
    return this.dataSource.query<NodeCommand[]>(
      `SELECT id, command, arguments FROM node_commands
        WHERE created_at > now() - make_interval(mins => $2)
          AND (nodes IS NULL OR $1 = ANY (nodes))
          AND created_at >= coalesce((SELECT started_at FROM nodes WHERE name = $1), '-infinity')
          AND NOT EXISTS (SELECT FROM node_replies WHERE command_id = id AND node = $1)
        ORDER BY id`,
      [node, OUTDATED],
    );
  }

  async reply(command: NodeCommand, { node, failed, reply }: NodeReply): Promise<void> {
    await this.dataSource.query(
      `WITH replied AS (
         INSERT INTO node_replies (command_id, node, failed, reply) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING
         RETURNING command_id
       )
       SELECT pg_notify('${REPLIES_CHANNEL}', command_id::text) FROM replied`,
      [command.id, node, failed, toStorableJson(reply)],
    );
  }

  /** A connection that hears such messages. */
  listener(channels: readonly string[]): Listener {
    const url = this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL ?? '';
    return new Listener(url, channels, (error) =>
      rootLogger().warn({ err: error }, 'the connection that listens for commands failed'),
    );
  }

  private repliesTo(id: string): Promise<NodeReply[]> {
    return this.dataSource.query<NodeReply[]>(
      'SELECT node, failed, reply FROM node_replies WHERE command_id = $1 ORDER BY node',
      [id],
    );
  }

  private async liveWorkers(): Promise<string[]> {
    const rows = await this.dataSource.query<{ name: string }[]>(
      `SELECT name FROM nodes
        WHERE kind = 'worker' AND heartbeat_at > now() - make_interval(secs => $1) ORDER BY name`,
      [this.settings.TASK_LEASE],
    );
    return rows.map(({ name }) => name);
  }
}
