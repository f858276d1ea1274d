import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request } from 'express';
import { InvalidInputProblem } from '../http/index.js';

const MEGABYTE = 1024 * 1024;

/** Bytes; 100,000 contracts are about 20 MB of CSV. */
export const MAX_UPLOAD = 50 * MEGABYTE;

/** How the type of a body may begin; browsers on Windows call CSV `application/vnd.ms-excel`. */
const FILE_TYPES = /^(text\/|application\/(csv|octet-stream|zip|vnd\.))/i;

/** Where uploads stand while they are read; each has a random name, whatever the sender calls it. */
export function uploadFolder(dataFolder: string): string {
  return join(dataFolder, 'uploads');
}

/**
 * Writes a request's body to a file of its own and gives its path.
 * @throws InvalidInputProblem when a form has no file in it.
 * @throws UnsupportedMediaTypeException when the body is something else, which a parser may have consumed already.
 * @throws PayloadTooLargeException beyond {@link MAX_UPLOAD}; nothing is left behind then.
 */
export async function receiveBody(request: Request, folder: string): Promise<string> {
  const type = request.headers['content-type'] ?? 'application/octet-stream';
  if (/^multipart\/form-data/i.test(type)) {
    throw new InvalidInputProblem([
      { field: 'file', message: 'is missing: the form must have a file in it' },
    ]);
  }
  if (!FILE_TYPES.test(type)) {
    throw new UnsupportedMediaTypeException(
      `A body of type ${type} is no file: send it as text/csv or application/octet-stream, or as the form field "file".`,
    );
  }
  await mkdir(folder, { recursive: true });
  const path = join(folder, randomUUID());
  let size = 0;
  // What is too much is read, because a sender that is cut off in the middle never sees the answer, but not kept.
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      done(null, size > MAX_UPLOAD ? undefined : chunk);
    },
    flush(done) {
      if (size <= MAX_UPLOAD) done();
      else done(new PayloadTooLargeException(`The file is larger than ${MAX_UPLOAD / MEGABYTE} MB.`));
    },
  });
  try {
    await pipeline(request, limit, createWriteStream(path, { mode: 0o600 }));
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
