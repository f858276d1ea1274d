import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import S3rver from '@20minutes/s3rver';

/** What reached the store: the method and what the query names (`PUT 3`: part 3), for people and for comparisons. */
export type StoreRequest =
  'CREATE' | 'COMPLETE' | 'ABORT' | 'UPLOADS' | 'LIST' | 'GET' | 'HEAD' | 'DELETE' | `PUT ${string}`;

/** What is done to a request instead of passing it on. */
export type Fault =
  /** The connection breaks before the store hears of it. */
  | { readonly cut: 'before' }
  /** The store does it, and the connection breaks before its answer. */
  | { readonly cut: 'answer' }
  /** So many bytes of the answer's body are let through. */
  | { readonly cutAfter: number }
  /** No answer, ever. */
  | { readonly silent: true }
  | { readonly status: number; readonly code: string };

/**
 * s3rver behind a door at which requests are counted and things go wrong on purpose. The door also answers what s3rver
 * does not know: listing and aborting multipart uploads, and NoSuchUpload for one that has ended.
 */
export class ObjectStore {
  readonly bucket = 'mall-backups';
  /** In the order in which they came. */
  readonly requests: StoreRequest[] = [];
  /** How many of them were answered in full. */
  answered = 0;
  /** Asked for each request. */
  fault: (what: StoreRequest, incoming: IncomingMessage) => Fault | undefined = () => undefined;

  private readonly uploads = new Map<string, string>();
  private door: Server | undefined;
  private port = 0;

  private constructor(
    private readonly folder: string,
    private readonly store: S3rver,
    private readonly storePort: number,
  ) {}

  /**
   * @param options.strict secrets are checked. s3rver then takes the signatures of lists for false too: it forgets the
   *   slash behind the bucket.
   */
  static async start({ strict = false } = {}): Promise<ObjectStore> {
    const folder = await mkdtemp(join(tmpdir(), 'mallkeeper-s3-'));
    const store = new S3rver({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: folder,
      vhostBuckets: false,
      allowMismatchedSignatures: !strict,
      configureBuckets: [{ name: 'mall-backups' }],
    });
    const { port } = await store.run();
    const started = new ObjectStore(folder, store, port);
    await started.open();
    return started;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Opens the door again, where it was. */
  async open(): Promise<void> {
    this.door = createServer((incoming, answer) => {
      // s3rver's connection broke: so does this one.
      this.answer(incoming, answer).catch(() => incoming.socket.destroy());
    });
    this.door.listen(this.port, '127.0.0.1');
    await once(this.door, 'listening');
    this.port = (this.door.address() as AddressInfo).port;
  }

  /** Shuts the door: connections break, and new ones are refused. */
  async shut(): Promise<void> {
    const { door } = this;
    if (!door?.listening) return;
    const closed = once(door, 'close');
    door.close();
    door.closeAllConnections();
    await closed;
  }

  async stop(): Promise<void> {
    await this.shut();
    this.store.httpServer.closeAllConnections();
    await this.store.close();
    await rm(this.folder, { recursive: true, maxRetries: 5 });
  }

  /** Keys of the uploads that have neither ended nor been aborted. */
  unfinished(): string[] {
    return [...this.uploads.values()];
  }

  private async answer(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    answer.once('finish', () => (this.answered += 1));
    const { pathname, searchParams: query } = new URL(incoming.url ?? '/', this.endpoint);
    const what = kindOf(incoming.method, pathname, query);
    this.requests.push(what);
    const fault = this.fault(what, incoming);
    const uploadId = query.get('uploadId') ?? '';
    if (fault && 'silent' in fault) return;
    if (fault && 'cut' in fault && fault.cut === 'before') {
      incoming.socket.destroy();
      return;
    }
    if (fault && 'status' in fault) {
      refuse(incoming, answer, fault.status, fault.code);
      return;
    }
    if (what === 'UPLOADS') return void answer.end(this.uploadsXml(query.get('prefix') ?? ''));
    if ((what === 'ABORT' || what === 'COMPLETE') && !this.uploads.has(uploadId)) {
      refuse(incoming, answer, 404, 'NoSuchUpload');
      return;
    }
    if (what === 'ABORT') {
      this.uploads.delete(uploadId);
      await rm(join(this.folder, this.bucket, '._S3rver_uploads', uploadId), {
        recursive: true,
        maxRetries: 5,
      });
      return void answer.writeHead(204).end();
    }
    await this.pass(
      incoming,
      answer,
      what,
      fault,
      decodeURIComponent(pathname.split('/').slice(2).join('/')),
    );
    if (what === 'COMPLETE') this.uploads.delete(uploadId);
  }

  /** To s3rver, and its answer back, as far as the fault lets it. */
  private async pass(
    incoming: IncomingMessage,
    answer: ServerResponse,
    what: StoreRequest,
    fault: Fault | undefined,
    key: string,
  ): Promise<void> {
    const { method, url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: this.storePort, method, path, headers, agent: false });
    incoming.pipe(onward);
    // The client went away; s3rver must hear of it as it would without the door.
    answer.once('close', () => onward.destroy());
    onward.on('error', () => incoming.socket.destroy());
    const [reply] = (await once(onward, 'response')) as [IncomingMessage];
    if (fault && 'cut' in fault) {
      await reply.toArray();
      incoming.socket.destroy();
      return;
    }
    answer.writeHead(reply.statusCode ?? 500, reply.headers);
    if (fault && 'cutAfter' in fault) {
      let left = fault.cutAfter;
      for await (const chunk of reply as AsyncIterable<Buffer>) {
        answer.write(chunk.subarray(0, left));
        left -= chunk.length;
        if (left <= 0) break;
      }
      // What was let through leaves before the connection ends.
      incoming.socket.destroySoon();
      return;
    }
    if (what !== 'CREATE') return pipeline(reply, answer);
    const text = (await reply.toArray()).join('');
    const id = /<UploadId>(.*?)<\/UploadId>/.exec(text)?.[1];
    if (id !== undefined) this.uploads.set(id, key);
    answer.end(text);
  }

  private uploadsXml(prefix: string): string {
    const uploads = [...this.uploads]
      .filter(([, key]) => key.startsWith(prefix))
      .map(([id, key]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
    return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${uploads.join('')}</ListMultipartUploadsResult>`;
  }
}

function kindOf(method = '', path: string, query: URLSearchParams): StoreRequest {
  const ofObject = /^\/[^/]+\/./.test(path);
  if (method === 'POST') return query.has('uploads') ? 'CREATE' : 'COMPLETE';
  if (method === 'PUT') return `PUT ${query.get('partNumber') ?? 'whole'}`;
  if (method === 'DELETE') return query.has('uploadId') ? 'ABORT' : 'DELETE';
  if (method === 'HEAD') return 'HEAD';
  return ofObject ? 'GET' : query.has('uploads') ? 'UPLOADS' : 'LIST';
}

function refuse(incoming: IncomingMessage, answer: ServerResponse, status: number, code: string): void {
  incoming.resume();
  incoming.once('end', () => {
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end(`<Error><Code>${code}</Code><Message>on purpose</Message></Error>`);
  });
}
