import type { Queue } from 'bull';
import type { RedisClient } from './redis-client.js';
import { StatementGroup } from '../statement-group.js';

/** Ms for which a fetched job is somebody's; as with Bull, one that is active and nobody's is lost. */
const LOCK = 30_000;

/**
 * What Bull's `add` does for one job: nothing for an id that is there already, else the job's record, and its place in
 * the list, which goes by the set of priorities (1 is the highest; a job with none comes after all that have one).
 */
const ADD = `
  local wait, priorities, prefix = KEYS[1], KEYS[2], KEYS[3]
  for index = 2, #ARGV, 2 do
    local id, priority = ARGV[index], tonumber(ARGV[index + 1])
    if redis.call('EXISTS', prefix .. id) == 0 then
      redis.call('HSET', prefix .. id, 'name', '__default__', 'data', '{}', 'opts', '{"attempts":1,"removeOnComplete":true}',
                 'timestamp', ARGV[1], 'delay', 0, 'priority', priority)
      if priority == 0 then
        redis.call('LPUSH', wait, id)
      else
        redis.call('ZADD', priorities, priority, id)
        local ahead = redis.call('ZCOUNT', priorities, 0, priority)
        local next = redis.call('LINDEX', wait, redis.call('LLEN', wait) - (ahead - 1))
        if next then redis.call('LINSERT', wait, 'BEFORE', next, id) else redis.call('RPUSH', wait, id) end
      end
    end
  end`;

/** What Bull does in one round trip a job, moving it from waiting to active, for as many as there is room for. */
const FETCH = `
  local ids = {}
  for index = 1, tonumber(ARGV[1]) do
    local id = redis.call('RPOPLPUSH', KEYS[1], KEYS[2])
    if not id then break end
    ids[index] = id
  end
  -- One that was made active while somebody waited for it.
  if ARGV[4] then table.insert(ids, 1, ARGV[4]) end
  for _, id in ipairs(ids) do
    redis.call('SET', KEYS[4] .. id .. ':lock', ARGV[2], 'PX', ARGV[3])
    redis.call('ZREM', KEYS[3], id)
  end
  return ids`;

/** Longest wait for a job to come in one command, in seconds. */
const LONGEST_WAIT = 5;

/** And what it does when jobs are completed that are removed on completion. */
const REMOVE = `
  for _, id in ipairs(ARGV) do
    redis.call('LREM', KEYS[1], -1, id)
    redis.call('DEL', KEYS[2] .. id, KEYS[2] .. id .. ':lock')
  end`;

/** Removes active jobs that are nobody's any more: whoever fetched them died, or could not remove them when Redis was away. */
const CLEAR = `
  for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    if redis.call('EXISTS', KEYS[2] .. id .. ':lock') == 0 then
      redis.call('LREM', KEYS[1], -1, id)
      redis.call('DEL', KEYS[2] .. id)
    end
  end`;

/** Bull's own lists, many jobs at a time. */
export class BullBatches {
  private readonly removals = new StatementGroup((ids: string[]) => this.removeAll(ids));

  constructor(private readonly queue: Queue) {}

  /** @param jobs ids and priorities, as Bull counts them. */
  async add(jobs: readonly { readonly id: string; readonly priority: number }[]): Promise<void> {
    const { queue } = this;
    const keys = [queue.toKey('wait'), queue.toKey('priority'), queue.toKey('')];
    const given = jobs.flatMap(({ id, priority }) => [id, priority]);
    await this.client.eval(ADD, keys.length, ...keys, Date.now(), ...given);
  }

  /**
   * Makes up to so many waiting jobs active.
   * @param first one that {@link next} has made active already.
   * @returns their ids, the next one first.
   */
  async fetch(count: number, ...first: string[]): Promise<string[]> {
    const { queue } = this;
    const keys = [queue.toKey('wait'), queue.toKey('active'), queue.toKey('priority'), queue.toKey('')];
    const given = [count - first.length, LOCK_OWNER, LOCK, ...first];
    return (await this.client.eval(FETCH, keys.length, ...keys, ...given)) as string[];
  }

  /**
   * Waits until there is a job, and makes it active.
   * @param connection is blocked meanwhile.
   * @returns null when none has come in a few seconds.
   */
  next(connection: RedisClient): Promise<string | null> {
    const { queue } = this;
    return connection.brpoplpush(queue.toKey('wait'), queue.toKey('active'), LONGEST_WAIT);
  }

  /** Removes what others have left behind; runs that still have to start are published again. */
  async clear(): Promise<void> {
    const { queue } = this;
    await this.client.eval(CLEAR, 2, queue.toKey('active'), queue.toKey(''));
  }

  /** Removes a job that is done, together with others. */
  async remove(id: string): Promise<void> {
    await this.removals.add(id);
  }

  private async removeAll(ids: string[]): Promise<undefined[]> {
    const { queue } = this;
    await this.client.eval(REMOVE, 2, queue.toKey('active'), queue.toKey(''), ...ids);
    return ids.map(() => undefined);
  }

  private get client(): RedisClient {
    return this.queue.client;
  }
}

/** Nobody asks whose lock it is, only whether there is one. */
const LOCK_OWNER = 'mallkeeper';
