import { resolve } from 'node:path';
import type { Settings } from '../../config/index.js';
import type { BackupRepository } from './backup-repository.js';
import { FolderRepository } from './folder.repository.js';
import { S3Repository } from './s3.repository.js';

/** The repository that BACKUP_REPOSITORY names. Nothing is asked of it yet, and nothing made. */
export function openRepository(settings: Settings): BackupRepository {
  const place = settings.BACKUP_REPOSITORY;
  if (place === undefined) return new FolderRepository(resolve(settings.MALLKEEPER_DATA_DIR, 'backups'));
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place) ?? [];
  if (bucket === undefined) return new FolderRepository(place);
  const { BACKUP_S3_ACCESS_KEY_ID: accessKeyId, BACKUP_S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  return new S3Repository({
    bucket,
    prefix: prefix.replace(/^\/+|\/+$/g, ''),
    endpoint: settings.BACKUP_S3_ENDPOINT,
    region: settings.BACKUP_S3_REGION,
    credentials:
      accessKeyId !== undefined && secretAccessKey !== undefined
        ? { accessKeyId, secretAccessKey }
        : undefined,
    pathStyle: settings.BACKUP_S3_PATH_STYLE,
  });
}
