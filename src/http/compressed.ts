import compression from 'compression';
import type { RequestHandler } from 'express';

/**
 * In bytes. Less fits into what a server may send before it hears anything (10 segments, RFC 6928): compressed, it arrives no
 * sooner, and compressing it would take a good part of the processor time of a request.
 */
const WORTH_IT = 10 * 1460;

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
