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
import { InvalidInputProblem, UnavailableProblem } from '../http/index.js';
import { EventsQuery } from './dto/events.query.js';
import { EventStream } from './event-stream.js';
import { PastEvents } from './past-events.js';
import { Run } from './run.js';
import { RunEvents } from './run-events.js';

/** What happens, as it happens. */
@ApiTags('events')
@ApiBearerAuth()
@Controller('api/v1/events')
export class EventsController implements BeforeApplicationShutdown {
  private readonly streams = new Set<EventStream>();
  private stopping = false;

  constructor(
    private readonly events: RunEvents,
    private readonly past: PastEvents,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Server-sent events: what happens to runs, each at least once',
    description:
      '`event: run`, with `data: {"kind": "submitted" | "started" | "progress" | "retried" | "finished", "run": run}`, the ' +
      'run as it was a moment later; `id:` says up to when everything has been told. Whoever comes back with it, as ' +
      '`Last-Event-ID` or `since`, is first told what has become of the runs that something happened to meanwhile. A ' +
      'comment comes every 15 s. A connection lasts 15 minutes at most.',
  })
  @ApiProduces('text/event-stream')
  @ApiExtraModels(Run)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The last `id:`; instead of since' })
  @ApiOkResponse({ description: 'A stream that does not end', schema: { type: 'string' } })
  async tell(
    @Query() query: EventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const since = lastEventId ? readEventId(lastEventId) : query.since;
    if (this.stopping) throw new UnavailableProblem('The program is stopping; come back in a moment.');
    const stream = new EventStream(response, this.events, this.past);
    this.streams.add(stream);
    try {
      await stream.tell(since);
    } finally {
      this.streams.delete(stream);
    }
  }

  /** The server waits for its connections to end. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const stream of this.streams) stream.end();
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
