import type { DatabaseContents } from './database-contents.js';
import { BrokenSealError, sealed, unsealed } from './sealed-file.js';

/** A stretch of the dump, so that damage can be told where it is. */
export interface DumpPart {
  readonly sizeBytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** The stored file that holds the database. */
export interface StoredDump {
  /** Its name in the repository. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Of the file as it is stored, in hexadecimal. */
  readonly sha256: string;
  /** All of it, in order. */
  readonly parts: readonly DumpPart[];
}

/**
 * What a backup is, and what its restored copy must be. It stands beside the dump in the repository, is written last, and
 * so makes the backup: a dump without one is none.
 */
export interface Manifest {
  readonly format: 1;
  /** Of the backup (UUIDv7). */
  readonly id: string;
  /** What its files' names begin with. */
  readonly name: string;
  readonly runId: string;
  /** Which installation it is of. */
  readonly installation: string;
  /** The moment of the snapshot that dump, counts and checksums were taken from; ISO 8601. */
  readonly takenAt: string;
  readonly mallkeeperVersion: string;
  /** Name of the last migration. */
  readonly schemaVersion: string;
  /** Such as `15.18`. */
  readonly serverVersion: string;
  readonly dumpVersion: string;
  readonly compression: 'gzip' | 'zstd';
  readonly encryption: 'none' | 'age';
  readonly locale: DatabaseLocale;
  /** What the database took on its server's disk. */
  readonly databaseBytes: number;
  readonly dump: StoredDump;
  readonly contents: DatabaseContents;
}

/** By what a database sorts and compares texts. */
export interface DatabaseLocale {
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
}

/** What came of restoring a backup and comparing it, as it is kept beside the backup. */
export interface VerificationRecord {
  readonly format: 1;
  readonly backup: string;
  /** SHA-256 of the manifest, in hexadecimal: another one has to be verified anew. */
  readonly manifest: string;
  readonly outcome: 'VERIFIED' | 'DAMAGED';
  /** ISO 8601. */
  readonly at: string;
  /** What differs. */
  readonly findings: readonly string[];
}

/** The bytes of a manifest's file. @param keys see {@link sealed}. */
export function writeManifest(manifest: Manifest, keys: readonly Buffer[]): Buffer {
  return sealed(manifest, keys);
}

/** @throws BrokenSealError when it is cut off, altered, sealed with another key, or no manifest. */
export function readManifest(bytes: Buffer, file: string, keys: readonly Buffer[]): Manifest {
  const content = unsealed(bytes, file, keys);
  if (!isFormat1(content) || !('contents' in content && 'dump' in content)) {
    throw new BrokenSealError(file, 'is no manifest that this version of Mallkeeper understands.');
  }
  // Sealed, so it is what writeManifest was given.
  return content as Manifest;
}

/** The bytes of a verification's file. */
export function writeVerification(record: VerificationRecord, keys: readonly Buffer[]): Buffer {
  return sealed(record, keys);
}

/** @throws BrokenSealError */
export function readVerification(bytes: Buffer, file: string, keys: readonly Buffer[]): VerificationRecord {
  const content = unsealed(bytes, file, keys);
  if (!isFormat1(content) || !('outcome' in content)) {
    throw new BrokenSealError(file, 'is no record of a verification.');
  }
  return content as VerificationRecord;
}

function isFormat1(content: unknown): content is { format: 1 } {
  return typeof content === 'object' && content !== null && 'format' in content && content.format === 1;
}
