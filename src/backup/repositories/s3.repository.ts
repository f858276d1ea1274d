import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { GetObjectCommandOutput, ListMultipartUploadsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { BackupRepository, type ByteRange, type StoredFile, type WriteOptions } from './backup-repository.js';
import { fileName, isFileName } from './file-name.js';
import { interruptible } from './interruptible.js';
import { FileMissingError } from './repository.errors.js';
import { S3Clients, sdk } from './s3-clients.js';
import { explained, failureOf } from './s3-failures.js';
import { USUAL_PATIENCE, type S3Patience, type S3Place } from './s3-place.js';
import { resumedRead, type ObjectBytes } from './s3-read.js';

const MIB = 1024 * 1024;

/** S3 takes no more parts of one object. */
const MOST_PARTS = 10_000;

/**
 * Backups in a bucket of S3, or of a store that speaks its language. An object appears there when its last part has
 * come; a part that fails is sent again, and only that one.
 */
export class S3Repository extends BackupRepository {
  override readonly location: string;
  private readonly clients: S3Clients;

  constructor(
    private readonly place: S3Place,
    private readonly patience: S3Patience = USUAL_PATIENCE,
  ) {
    super();
    this.location = `s3://${place.bucket}${place.prefix && `/${place.prefix}`}`;
    this.clients = new S3Clients(place, patience);
  }

  override async write(
    name: string,
    content: AsyncIterable<Uint8Array>,
    { signal, expectedBytes }: WriteOptions = {},
  ): Promise<void> {
    const key = this.key(name);
    signal?.throwIfAborted();
    const transfer = new AbortController();
    const abort = (): void => transfer.abort(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    // Tells this write from all others, where the answer to its last request is lost.
    const mark = randomUUID();
    const source = new WatchedContent(interruptible(content, transfer.signal));
    try {
      const { Upload } = await import('@aws-sdk/lib-storage');
      const partSize = partSizeFor(expectedBytes);
      const upload = new Upload({
        client: await this.clients.forTransfer(transfer),
        params: {
          Bucket: this.place.bucket,
          Key: key,
          Body: Readable.from(source),
          Metadata: { 'mallkeeper-write': mark },
        },
        partSize,
        // Two under way, one that is being filled, and for a moment its copy: 48 MiB of buffers at 12 MiB a part. Measured,
        // with what the collector has not taken yet, the process grows by 90 to 120 MB, however large the file.
        queueSize: partSize > 16 * MIB ? 1 : 2,
        // Upload would abort with the patience of a transfer, and its error would hide the first one.
        leavePartsOnError: true,
      });
      try {
        await upload.done();
      } catch (error) {
        if (!signal?.aborted && (await this.wasCompleted(key, mark, error))) return;
        if (upload.uploadId !== undefined) await this.abandon(key, upload.uploadId);
        throw error;
      }
    } catch (error) {
      signal?.throwIfAborted();
      // Aborted by a request that was given up: that one's error is the first, the others follow from it.
      const first: unknown = transfer.signal.aborted ? transfer.signal.reason : error;
      if (source.failure && !transfer.signal.aborted) throw source.failure.error;
      throw explained(first, this.place, this.location, source.bytes);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  override async read(name: string, range?: ByteRange): Promise<Readable> {
    const key = this.key(name);
    const start = range?.start ?? 0;
    const first = await this.get(name, key, start > 0 || range ? { start, end: range?.end } : undefined);
    if (!first) return Readable.from([]);
    return resumedRead(
      bytesOf(first),
      async (read, signal) => {
        const options = { start: start + read, end: range?.end, etag: first.ETag, signal };
        const rest = await this.get(name, key, options);
        return rest ? bytesOf(rest) : { body: Readable.from([]), length: 0 };
      },
      this.patience,
      (error) => explained(error, this.place, this.location),
    );
  }

  override async size(name: string): Promise<number | undefined> {
    const Key = this.key(name);
    const { HeadObjectCommand, HeadBucketCommand } = await sdk();
    const Bucket = this.place.bucket;
    return this.answer(async (client) => {
      try {
        return (await client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength;
      } catch (error) {
        if (failureOf(error).status !== 404) throw error;
      }
      // The answer has no body that would say whether the object or the whole bucket is missing.
      try {
        await client.send(new HeadBucketCommand({ Bucket }));
      } catch (error) {
        if (failureOf(error).status !== 404) throw error;
        throw Object.assign(new Error('missing', { cause: error }), { name: 'NoSuchBucket' });
      }
      return undefined;
    });
  }

  override async list(): Promise<StoredFile[]> {
    const { paginateListObjectsV2 } = await sdk();
    const prefix = this.prefix;
    return this.answer(async (client) => {
      const files: StoredFile[] = [];
      const input = { Bucket: this.place.bucket, Prefix: prefix, Delimiter: '/' };
      for await (const page of paginateListObjectsV2({ client }, input)) {
        for (const { Key: key = '', Size: sizeBytes = 0 } of page.Contents ?? []) {
          const name = key.slice(prefix.length);
          if (isFileName(name)) files.push({ name, sizeBytes });
        }
      }
      return files;
    });
  }

  override async remove(name: string): Promise<void> {
    const Key = this.key(name);
    const { DeleteObjectCommand } = await sdk();
    await this.answer(async (client) => {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: this.place.bucket, Key }));
      } catch (error) {
        // S3 itself says nothing of it; some stores do.
        if (failureOf(error).code !== 'NoSuchKey') throw error;
      }
    });
  }

  /**
   * MinIO names no uploads to this; it removes them itself after a day. Where a store does not know the question, nothing
   * is removed: what is left costs room, and a backup must not fail for it.
   */
  override async clearUnfinished(): Promise<string[]> {
    return this.answer(async (client) => {
      try {
        return await this.abortUploads(client);
      } catch (error) {
        if (failureOf(error).code === 'NotImplemented') return [];
        throw error;
      }
    });
  }

  override async freeBytes(): Promise<undefined> {
    return undefined;
  }

  /** The object; undefined when it ends before the range begins. @throws FileMissingError */
  private async get(
    name: string,
    key: string,
    part?: { start: number; end: number | undefined; etag?: string | undefined; signal?: AbortSignal },
  ): Promise<GetObjectCommandOutput | undefined> {
    const { GetObjectCommand } = await sdk();
    const command = new GetObjectCommand({
      Bucket: this.place.bucket,
      Key: key,
      ...(part && { Range: `bytes=${part.start}-${part.end ?? ''}` }),
      ...(part?.etag !== undefined && { IfMatch: part.etag }),
    });
    try {
      if (!part?.signal) return await (await this.clients.forAnswers()).send(command);
      const transfer = new AbortController();
      part.signal.addEventListener('abort', () => transfer.abort(), { once: true });
      return await (await this.clients.forTransfer(transfer)).send(command);
    } catch (error) {
      const { code, status } = failureOf(error);
      if (status === 416) return undefined;
      if (code === 'NoSuchKey') throw new FileMissingError(this.location, name);
      throw explained(error, this.place, this.location);
    }
  }

  /**
   * Whether the object stands there although its write failed: the answer to the last request was lost, and when it was
   * repeated, the store did not know the upload any more.
   */
  private async wasCompleted(key: string, mark: string, error: unknown): Promise<boolean> {
    if (failureOf(error).code !== 'NoSuchUpload') return false;
    const { HeadObjectCommand } = await sdk();
    const client = await this.clients.forAnswers();
    try {
      const { Metadata } = await client.send(new HeadObjectCommand({ Bucket: this.place.bucket, Key: key }));
      return Metadata?.['mallkeeper-write'] === mark;
    } catch (failure) {
      if (failureOf(failure).status === 404) return false;
      throw failure;
    }
  }

  /** Frees what parts of a failed write take up. Where that fails too, {@link clearUnfinished} does it later. */
  private async abandon(key: string, id: string): Promise<void> {
    const client = await this.clients.forAnswers();
    await this.abortUpload(client, key, id).catch(() => undefined);
  }

  private async abortUploads(client: S3Client): Promise<string[]> {
    const { ListMultipartUploadsCommand } = await sdk();
    const prefix = this.prefix;
    const removed: string[] = [];
    let after = {};
    for (;;) {
      const page: ListMultipartUploadsCommandOutput = await client.send(
        new ListMultipartUploadsCommand({ Bucket: this.place.bucket, Prefix: prefix, ...after }),
      );
      for (const { Key: key = '', UploadId: id = '' } of page.Uploads ?? []) {
        const name = key.slice(prefix.length);
        // Others may keep things in the bucket too.
        if (!key.startsWith(prefix) || !isFileName(name)) continue;
        await this.abortUpload(client, key, id);
        removed.push(name);
      }
      if (!page.IsTruncated) return removed;
      after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }

  private async abortUpload(client: S3Client, key: string, id: string): Promise<void> {
    const { AbortMultipartUploadCommand } = await sdk();
    try {
      await client.send(
        new AbortMultipartUploadCommand({ Bucket: this.place.bucket, Key: key, UploadId: id }),
      );
    } catch (error) {
      if (failureOf(error).code !== 'NoSuchUpload') throw error;
    }
  }

  /** What the action brings; its errors in words. */
  private async answer<Result>(action: (client: S3Client) => Promise<Result>): Promise<Result> {
    try {
      return await action(await this.clients.forAnswers());
    } catch (error) {
      throw explained(error, this.place, this.location);
    }
  }

  private key(name: string): string {
    return this.prefix + fileName(name);
  }

  /** Begins the keys of all files. */
  private get prefix(): string {
    return this.place.prefix && `${this.place.prefix}/`;
  }
}

/**
 * The size of a file's parts in bytes, all alike, as some stores want it: so large that they are few enough even when the
 * file becomes a half longer than expected. Of an unknown one, 117 GiB fit.
 */
function partSizeFor(expectedBytes: number | undefined): number {
  if (expectedBytes === undefined) return 12 * MIB;
  return Math.max(5, Math.ceil((expectedBytes * 1.5) / MOST_PARTS / MIB)) * MIB;
}

function bytesOf({ Body: body, ContentLength: length }: GetObjectCommandOutput): ObjectBytes {
  if (!(body instanceof Readable)) throw new TypeError('The SDK gave no stream of Node.');
  return { body, length };
}

/** The same chunks; knows how many bytes they were, and what they failed with. */
class WatchedContent implements AsyncIterable<Uint8Array> {
  bytes = 0;
  failure: { readonly error: unknown } | undefined;

  constructor(private readonly source: AsyncIterable<Uint8Array>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of this.source) {
        this.bytes += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
