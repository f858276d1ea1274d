import compression from 'compression';
import type { RequestHandler } from 'express';

/** In bytes; less is sent sooner than compressed. */
const WORTH_IT = 1024;

/** Compresses what is text and long, as brotli or gzip, and leaves alone what is compressed already. */
export function compressed(): RequestHandler {
  return compression({
    threshold: WORTH_IT,
    filter: (request, response) =>
      // What is told as it happens would wait until there is enough of it; a part of a file is a part of it as it is.
      !/^text\/event-stream/i.test(String(response.getHeader('Content-Type'))) &&
      !response.hasHeader('Content-Range') &&
      compression.filter(request, response),
  });
}
