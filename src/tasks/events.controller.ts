import { type BeforeApplicationShutdown, Controller, Get, Headers, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import type { Response } from 'express';
import { type Caller, Callers, CurrentCaller, Needs } from '../auth/index.js';
import { rootLogger } from '../logging/index.js';
import { InvalidInputProblem, UnavailableProblem } from '../http/index.js';
import { EventsQuery } from './dto/events.query.js';
import { EventStream } from './event-stream.js';
import { PastEvents } from './past-events.js';
import { Run } from './run.js';
import { RunEvents } from './run-events.js';

/** Milliseconds after which a stream is over at most once its session is. */
const LOOK_EVERY = 2_000;

/** What happens, as it happens. */
@ApiTags('events')
@ApiBearerAuth()
@Controller('api/v1/events')
export class EventsController implements BeforeApplicationShutdown {
  /** Each with the session or API key that opened it. */
  private readonly streams = new Map<EventStream, string>();
  private watch: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly events: RunEvents,
    private readonly past: PastEvents,
    private readonly callers: Callers,
  ) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({
    summary: 'Server-sent events: what happens to runs, each at least once',
    description:
      '`event: run`, with `data: {"kind": "submitted" | "started" | "progress" | "retried" | "finished", "run": run}`, the ' +
      'run as it was a moment later; `id:` says up to when everything has been told. Whoever comes back with it, as ' +
      '`Last-Event-ID` or `since`, is first told what has become of the runs that something happened to meanwhile. A ' +
      'comment comes every 15 s. A connection lasts 15 minutes at most, and ends with its session.',
  })
  @ApiProduces('text/event-stream')
  @ApiExtraModels(Run)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The last `id:`; instead of since' })
  @ApiOkResponse({ description: 'A stream that does not end', schema: { type: 'string' } })
  async tell(
    @Query() query: EventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res() response: Response,
  ): Promise<void> {
    const since = lastEventId ? readEventId(lastEventId) : query.since;
    if (this.stopping) throw new UnavailableProblem('The program is stopping; come back in a moment.');
    const stream = new EventStream(response, this.events, this.past);
    this.streams.set(stream, caller.id);
    this.watch ??= setInterval(() => void this.endForsaken(), LOOK_EVERY);
    try {
      await stream.tell(since);
    } finally {
      this.streams.delete(stream);
      if (this.streams.size === 0) this.stopWatching();
    }
  }

  /** The server waits for its connections to end. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    this.stopWatching();
    for (const stream of this.streams.keys()) stream.end();
  }

  /** Ends the streams whose session or key is no longer good. */
  private async endForsaken(): Promise<void> {
    try {
      const looked = [...this.streams];
      const good = await this.callers.stillGood([...new Set(looked.map(([, id]) => id))]);
      for (const [stream, id] of looked) if (!good.has(id)) stream.end();
    } catch (error) {
      rootLogger().warn({ err: error }, 'whether sessions are over could not be found out');
    }
  }

  private stopWatching(): void {
    clearInterval(this.watch);
    this.watch = undefined;
  }
}

function readEventId(id: string): Date {
  const { since } = plainToInstance(EventsQuery, { since: id });
  if (since instanceof Date) return since;
  throw new InvalidInputProblem([
    {
      field: 'Last-Event-ID',
      value: id,
      message: 'write the id of the last event that you got, or leave it out',
    },
  ]);
}
