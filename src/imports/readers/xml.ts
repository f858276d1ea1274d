import { SaxesParser } from 'saxes';
import { UnusableFileProblem } from '../import-problems.js';

/** What a reader of XML wants to know; names come without their namespace's prefix. */
export interface XmlHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Characters that may stand between two tags. Excel has no cell beyond 32,767; the parser keeps all of them, so that a
 * few kilobytes that unpack to one text of a gigabyte would fill the memory.
 */
const MAX_BETWEEN_TAGS = 1024 * 1024;

/**
 * Reads XML as it streams by; yields the handler after every chunk, so that the caller can take what it has gathered.
 * @throws UnusableFileProblem when it is not well formed.
 */
export async function* readXml<Handler extends XmlHandler>(
  chunks: AsyncIterable<string>,
  handler: Handler,
): AsyncGenerator<Handler> {
  const parser = new SaxesParser();
  let sinceTag = 0;
  parser.on('opentag', ({ name, attributes }) => {
    sinceTag = 0;
    handler.open?.(local(name), attributes);
  });
  parser.on('text', (text) => handler.text?.(text));
  parser.on('closetag', ({ name }) => {
    sinceTag = 0;
    handler.close?.(local(name));
  });
  parser.on('error', (error) => {
    throw new UnusableFileProblem(`The workbook is damaged: ${error.message}.`);
  });
  for await (const chunk of chunks) {
    sinceTag += chunk.length;
    if (sinceTag > MAX_BETWEEN_TAGS) {
      throw new UnusableFileProblem('The workbook holds a text that is far too long for a cell.');
    }
    parser.write(chunk);
    yield handler;
  }
  parser.close();
  yield handler;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
