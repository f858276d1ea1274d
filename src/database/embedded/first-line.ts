import type { Socket } from 'node:net';

/** Longest line that is waited for, in characters: those of the keeper and its clients are far shorter. */
const LONGEST_LINE = 10_000;

/**
 * The first line that comes over a connection; undefined when it ends without one. (`readline` would throw what the
 * connection fails with at the process.)
 */
export function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text = (text + chunk).slice(0, LONGEST_LINE);
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    socket.once('end', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
  });
}
