import { OptionalMoment } from '../../http/index.js';

/** From when on to tell what happened. */
export class EventsQuery {
  @OptionalMoment(
    'Tell first of the runs that were created, started or finished since then, each as it is now',
  )
  since?: Date;
}
