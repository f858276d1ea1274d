import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { BackupArchives } from './backup-archive.js';
import { backupOfFile, manifestFile } from './backup-name.js';
import { BackupNotFoundProblem } from './backup.errors.js';
import { Backups } from './backups.js';

/** Sends the files of a backup as they are stored, or a part of them. */
@Injectable()
export class BackupDownload {
  constructor(
    private readonly archives: BackupArchives,
    private readonly backups: Backups,
  ) {}

  /** @throws BackupNotFoundProblem, RepositoryUnreachableError */
  async sendDump(id: string, request: Request, response: Response): Promise<void> {
    const { fileName, sha256 } = await this.backups.get(id);
    await this.send(fileName, sha256 ?? undefined, 'application/octet-stream', request, response);
  }

  /** @throws BackupNotFoundProblem, RepositoryUnreachableError */
  async sendManifest(id: string, request: Request, response: Response): Promise<void> {
    const { fileName } = await this.backups.get(id);
    const name = backupOfFile(fileName)?.name ?? '';
    await this.send(manifestFile(name), undefined, 'application/jsonl', request, response);
  }

  private async send(
    file: string,
    sha256: string | undefined,
    mediaType: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    const { repository } = this.archives.open();
    const size = await repository.size(file);
    if (size === undefined) {
      throw new BackupNotFoundProblem(`There is no file ${file} in ${repository.location} (any more).`);
    }
    response.attachment(file);
    response.setHeader('Content-Type', mediaType);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Accept-Ranges', 'bytes');
    if (sha256 !== undefined) response.setHeader('ETag', `"${sha256}"`);
    const ranges = isStillTheSame(request, sha256) ? request.range(size) : undefined;
    if (ranges === -1) {
      response.setHeader('Content-Range', `bytes */${size}`);
      response.status(416).end();
      return;
    }
    // Several ranges, and what is no range, are answered with everything, as RFC 9110 allows.
    const range =
      Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
    if (range) {
      response.status(206);
      response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
    }
    response.setHeader('Content-Length', range ? range.end - range.start + 1 : size);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    try {
      await pipeline(await repository.read(file, range), response);
    } catch (error) {
      // Who asked has gone.
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  }
}

/** A download that goes on wants a part only of the file that it began with. */
function isStillTheSame(request: Request, sha256: string | undefined): boolean {
  const condition = request.headers['if-range'];
  return condition === undefined || condition === `"${sha256 ?? ''}"`;
}
