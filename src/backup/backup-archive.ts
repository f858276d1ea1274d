import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';
import { BackupKeys } from './backup-encryption.js';
import { backupOfFile, manifestFile, newestFirst, verificationFile } from './backup-name.js';
import { BackupNotFoundProblem, WrongKeyError } from './backup.errors.js';
import {
  type Manifest,
  readManifest,
  readVerification,
  type VerificationRecord,
  writeManifest,
  writeVerification,
} from './manifest.js';
import type { BackupRepository } from './repositories/backup-repository.js';
import { FolderRepository } from './repositories/folder.repository.js';
import { openRepository } from './repositories/open-repository.js';
import { BrokenSealError } from './sealed-file.js';

/** No manifest or verification is so large, in bytes; what is larger is none. */
const LARGEST_RECORD = 64 * 1024 * 1024;

/** A manifest, and what tells it from another one of the same name. */
export interface FiledManifest {
  readonly manifest: Manifest;
  /** Of its file, in hexadecimal. */
  readonly sha256: string;
}

/**
 * The backups in a repository, as their files alone tell of them: it needs no database, which may be what was lost.
 */
export class BackupArchive {
  constructor(
    readonly repository: BackupRepository,
    readonly keys: BackupKeys | undefined,
  ) {}

  /** Names of the whole backups, the newest first. */
  async names(): Promise<string[]> {
    const files = await this.repository.list();
    const names = new Set(files.flatMap(({ name }) => backupOfFile(name)?.name ?? []));
    const there = new Set(files.map(({ name }) => name));
    return [...names].filter((name) => there.has(manifestFile(name))).sort(newestFirst);
  }

  /**
   * The name of a backup. @param reference its id, its name, the name of one of its files, or `latest`: the newest one that
   * is recorded as verified.
   * @throws BackupNotFoundProblem
   */
  async find(reference: string): Promise<string> {
    if (reference !== 'latest') {
      const wanted = backupOfFile(reference);
      // Also one whose manifest is gone: who asks for it is to hear that.
      const names = (await this.repository.list()).flatMap(({ name }) => backupOfFile(name)?.name ?? []);
      const found = names.find((name) => name === wanted?.name || backupOfFile(name)?.id === reference);
      if (found !== undefined) return found;
      throw new BackupNotFoundProblem(`There is no backup ${reference} in ${this.repository.location}.`);
    }
    const names = await this.names();
    for (const name of names) {
      if (await this.isVerified(name)) return name;
    }
    throw new BackupNotFoundProblem(
      names.length === 0
        ? `There are no backups in ${this.repository.location}.`
        : `None of the ${names.length} backups in ${this.repository.location} is verified. Verify one by its name first.`,
    );
  }

  /** @throws BrokenSealError, FileMissingError, RepositoryUnreachableError */
  async manifest(name: string): Promise<FiledManifest> {
    const file = manifestFile(name);
    const bytes = await this.readRecord(file);
    const manifest = readManifest(bytes, file, this.sealKeys);
    // Its seal is right, but an older backup under the name of the newest one must not become the latest.
    if (manifest.name !== name)
      throw new BrokenSealError(file, `is the manifest of another backup, ${manifest.name}.`);
    return { manifest, sha256: sha256(bytes) };
  }

  /** Writes the manifest, which makes the backup whole. */
  async fileManifest(manifest: Manifest): Promise<FiledManifest> {
    const bytes = writeManifest(manifest, this.sealKeys);
    await this.repository.write(manifestFile(manifest.name), once(bytes));
    return { manifest, sha256: sha256(bytes) };
  }

  /** What came of the last verification; undefined when there was none. @throws BrokenSealError */
  async verification(name: string): Promise<VerificationRecord | undefined> {
    const file = verificationFile(name);
    if ((await this.repository.size(file)) === undefined) return undefined;
    return readVerification(await this.readRecord(file), file, this.sealKeys);
  }

  async fileVerification(name: string, record: VerificationRecord): Promise<void> {
    await this.repository.write(verificationFile(name), once(writeVerification(record, this.sealKeys)));
  }

  /** Removes a backup: from the manifest on, so that it never looks whole while it is not. */
  async remove(name: string, dumpFile: string): Promise<void> {
    await this.repository.remove(manifestFile(name));
    await this.repository.remove(verificationFile(name));
    await this.repository.remove(dumpFile);
  }

  private async isVerified(name: string): Promise<boolean> {
    const record = await this.verification(name);
    return record?.outcome === 'VERIFIED' && record.manifest === (await this.manifest(name)).sha256;
  }

  /** @throws WrongKeyError when there is no key. */
  decrypt(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    if (!this.keys) throw new WrongKeyError(0);
    return this.keys.decrypt(content);
  }

  private get sealKeys(): readonly Buffer[] {
    return this.keys?.sealKeys() ?? [];
  }

  private async readRecord(file: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const content: AsyncIterable<Uint8Array> = await this.repository.read(file);
    for await (const chunk of content) {
      bytes += chunk.length;
      if (bytes > LARGEST_RECORD) break;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

/** The archive that the settings name, opened once somebody needs it, and others. */
@Injectable()
export class BackupArchives {
  private opened: BackupArchive | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /**
   * The archive of the settings.
   * @throws InvalidSettingsError when a key of BACKUP_KEY is mistyped.
   */
  open(): BackupArchive {
    return (this.opened ??= new BackupArchive(openRepository(this.settings), BackupKeys.from(this.settings)));
  }

  /**
   * Where a backup is that somebody refers to, and its name.
   * @param reference see {@link BackupArchive.find}, or the path of one of its files.
   * @throws BackupNotFoundProblem
   */
  async locate(reference: string): Promise<{ archive: BackupArchive; name: string }> {
    const isPath = /[\\/]/.test(reference);
    const folder = isPath ? new FolderRepository(dirname(reference)) : undefined;
    const archive =
      folder === undefined || folder.location === this.open().repository.location
        ? this.open()
        : new BackupArchive(folder, BackupKeys.from(this.settings));
    return { archive, name: await archive.find(isPath ? basename(reference) : reference) };
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}
