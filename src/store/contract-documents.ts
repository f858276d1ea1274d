import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import {
  ConflictProblem,
  InvalidInputProblem,
  NotFoundProblem,
  type Page,
  type PageQuery,
  decodeCursor,
  toPage,
} from '../http/index.js';
import { ContractQueries } from './contract-queries.js';
import { ContractService } from './contract.service.js';
import type { Contract } from './dto/contract.js';
import { HEAD_LENGTH, mediaTypeOf } from './document-type.js';
import type { ContractDocument } from './dto/contract-document.js';

/** Bytes of a document that are one row, and in memory at a time. */
const CHUNK = 256 * 1024;

/** Characters of a document's name; a file system has no longer ones. */
const LONGEST_NAME = 255;

/** A file on this machine that somebody has sent, and what he calls it. */
export interface SentFile {
  readonly path: string;
  readonly originalname: string;
}

/** A document, and whether it is new. */
export interface AddedDocument {
  readonly document: ContractDocument;
  readonly created: boolean;
}

interface Contents {
  readonly size: number;
  readonly sha256: string;
  readonly head: Buffer;
}

/** Documents that one contract may have: each is part of every backup. */
const MOST = 200;

/** Files that belong to contracts. They are kept in the database: every machine sees them, and every backup has them. */
@Injectable()
export class ContractDocuments {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly contracts: ContractService,
    private readonly queries: ContractQueries,
    private readonly clock: Clock,
  ) {}

  /** The documents of a contract, in the order in which they came. @throws NotFoundProblem */
  async list(contractId: string, query: PageQuery): Promise<Page<ContractDocument>> {
    await this.queries.get(contractId);
    const [after] = decodeCursor(query.cursor, 'id');
    const rows = await this.dataSource.query<ContractDocument[]>(
      `${DOCUMENT} WHERE contract_id = $1 AND ($2::bigint IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [contractId, after, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      (document) => [document.id],
      (document) => document,
    );
  }

  /**
   * Keeps a file. The same bytes again are the same document, whatever they are called.
   * @throws NotFoundProblem when there is no such contract.
   * @throws InvalidInputProblem when the file is empty, of a type that is not taken, or not what its name says.
   */
  async add(contractId: string, file: SentFile, actor: string): Promise<AddedDocument> {
    await this.queries.get(contractId);
    const name = cleanName(file.originalname);
    const { size, sha256, head } = await read(file.path);
    if (size === 0) throw new InvalidInputProblem([{ field: 'file', value: name, message: 'is empty' }]);
    const mediaType = mediaTypeOf(name, head);
    return this.dataSource.transaction(async (manager) => {
      // It may have been deleted while the file was read.
      await manager.query('SELECT FROM contracts WHERE id = $1 FOR KEY SHARE', [contractId]);
      const contract = await this.queries.get(contractId, manager);
      await refuseTooMany(contract, sha256, manager);
      // Who sends the same at the same time waits here for the other, and finds it kept.
      const [created] = await manager.query<{ id: string }[]>(
        `INSERT INTO contract_documents (contract_id, name, media_type, size_bytes, sha256, added_by, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (contract_id, sha256) DO NOTHING
         RETURNING id`,
        [contractId, name, mediaType, size, sha256, actor, this.clock.now()],
      );
      if (!created) {
        const document = await find(manager, 'contract_id = $1 AND sha256 = $2', contractId, sha256);
        if (!document) throw new NotFoundProblem(`Document ${name} was removed meanwhile: send it again.`);
        return { document, created: false };
      }
      await keep(manager, created.id, file.path);
      await this.contracts.record(manager, actor, 'contract.add-document', contractId, {
        documentId: created.id,
        name,
        size,
        sha256,
      });
      return { document: await this.get(contractId, created.id, manager), created: true };
    });
  }

  /** @throws NotFoundProblem */
  async get(
    contractId: string,
    documentId: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<ContractDocument> {
    const document = await find(manager, 'contract_id = $1 AND id = $2', contractId, documentId);
    if (!document) throw new NotFoundProblem(`Contract ${contractId} has no document with id ${documentId}.`);
    return document;
  }

  /**
   * The bytes of a document, chunk by chunk; no connection is held in between. It fails when the document is removed
   * before the last one.
   */
  contents({ id, size }: ContractDocument): Readable {
    return Readable.from(this.chunks(id, size), { objectMode: false });
  }

  /** Removes a document; the audit log keeps what it was. @throws NotFoundProblem */
  remove(contractId: string, documentId: string, actor: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const { name, size, sha256 } = await this.get(contractId, documentId, manager);
      const [, removed] = await manager.query<[unknown[], number]>(
        'DELETE FROM contract_documents WHERE id = $1',
        [documentId],
      );
      // Somebody else has, since we looked.
      if (removed === 0) return;
      await this.contracts.record(manager, actor, 'contract.remove-document', contractId, {
        documentId,
        name,
        size,
        sha256,
      });
    });
  }

  private async *chunks(id: string, size: number): AsyncGenerator<Buffer> {
    for (let position = 0, sent = 0; sent < size; position++) {
      const [chunk] = await this.dataSource.query<{ bytes: Buffer }[]>(
        'SELECT bytes FROM contract_document_chunks WHERE document_id = $1 AND position = $2',
        [id, position],
      );
      if (!chunk) throw new NotFoundProblem(`Document ${id} was removed meanwhile.`);
      sent += chunk.bytes.length;
      yield chunk.bytes;
    }
  }
}

const DOCUMENT = `
  SELECT id, name, media_type AS "mediaType", size_bytes::integer AS size, sha256, added_by AS "addedBy",
         added_at AS "addedAt"
  FROM contract_documents`;

async function refuseTooMany(
  { id, number }: Contract,
  sha256: string,
  manager: EntityManager,
): Promise<void> {
  const [row] = await manager.query<{ count: number }[]>(
    'SELECT count(*)::integer AS count FROM contract_documents WHERE contract_id = $1 AND sha256 <> $2',
    [id, sha256],
  );
  if ((row?.count ?? 0) < MOST) return;
  throw new ConflictProblem(
    `Contract ${number} has ${MOST} documents: remove one that is no longer needed first.`,
  );
}

async function find(
  manager: EntityManager,
  condition: string,
  ...values: readonly string[]
): Promise<ContractDocument | undefined> {
  const [document] = await manager.query<ContractDocument[]>(`${DOCUMENT} WHERE ${condition}`, [...values]);
  return document;
}

/**
 * What a name may show: no folders before it, no control characters, none that turn the direction of writing round to
 * hide an extension.
 */
function cleanName(given: string): string {
  const name = given
    .normalize('NFC')
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .trim();
  const message =
    name === ''
      ? 'has no name'
      : name.length > LONGEST_NAME && `has a name of more than ${LONGEST_NAME} characters`;
  if (message) throw new InvalidInputProblem([{ field: 'file', value: given.slice(0, 300), message }]);
  return name;
}

async function read(path: string): Promise<Contents> {
  const hash = createHash('sha256');
  let size = 0;
  let head = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    if (size === 0) head = Buffer.from(chunk.subarray(0, HEAD_LENGTH));
    size += chunk.length;
    hash.update(chunk);
  }
  return { size, sha256: hash.digest('hex'), head };
}

async function keep(manager: EntityManager, documentId: string, path: string): Promise<void> {
  let position = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    await manager.query(
      'INSERT INTO contract_document_chunks (document_id, position, bytes) VALUES ($1, $2, $3)',
      [documentId, position++, chunk],
    );
  }
}
