import type { Readable } from 'node:stream';

/** A file of a repository. */
export interface StoredFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** Some bytes of a file: both ends included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What may accompany a write. */
export interface WriteOptions {
  /** Ends the write; what it fails with is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** About how long the file will be. One that becomes many times longer may be refused by a store. */
  readonly expectedBytes?: number | undefined;
}

/**
 * Where backups are kept: a flat set of files with plain names. A file stands under its name only when it is whole, and is
 * never changed afterwards, only replaced or removed.
 */
export abstract class BackupRepository {
  /** Where it is, for people: a path, or `s3://bucket/prefix`. Never with a secret. */
  abstract readonly location: string;

  /**
   * Writes a file, through to where it survives a power cut; replaces one of that name in one step. When the content, the
   * signal or the store fails, nothing stands under the name that did not before. What the content fails with, and the
   * signal's reason, are thrown as they are.
   * @throws RepositoryFullError when there is no room, RepositoryUnreachableError when the store cannot be used,
   *   BadFileNameError, as all methods that take a name.
   */
  abstract write(name: string, content: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<void>;

  /**
   * Reads a file, or a part of it, as a stream. Whoever does not read it to its end destroys it.
   * @throws FileMissingError, RepositoryUnreachableError
   */
  abstract read(name: string, range?: ByteRange): Promise<Readable>;

  /** The file's size; undefined when there is none. @throws RepositoryUnreachableError */
  abstract size(name: string): Promise<number | undefined>;

  /** All whole files, by name. @throws RepositoryUnreachableError */
  abstract list(): Promise<StoredFile[]>;

  /** Removes a file; one that is not there is no error. @throws RepositoryUnreachableError */
  abstract remove(name: string): Promise<void>;

  /**
   * Removes what writes left behind whose process died. To be called only while nobody else writes backups.
   * @returns what was removed, for the log.
   */
  abstract clearUnfinished(): Promise<string[]>;

  /** Bytes that still fit; undefined where there is no limit that is known. */
  abstract freeBytes(): Promise<number | undefined>;
}
