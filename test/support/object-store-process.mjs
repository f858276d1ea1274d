// An S3 on loopback (@20minutes/s3rver) in a process of its own, which a test may kill: node object-store-process.mjs FOLDER PORT
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';

const [, , directory, port] = process.argv;
const store = new S3rver({
  address: '127.0.0.1',
  port: Number(port),
  silent: true,
  directory,
  vhostBuckets: false,
  allowMismatchedSignatures: true,
  configureBuckets: [{ name: 'backups' }],
});
const uploads = join(directory, 'backups', '._S3rver_uploads');

// What s3rver does not know of multipart uploads, and every other store does: which there are, how to abort one, and that
// one has ended. From its files, so that one that was killed still knows of those before.
store.middleware.unshift(async (context, next) => {
  const { method, query } = context;
  const { uploadId } = query;
  if (method === 'GET' && 'uploads' in query) {
    const found = unfinished().map(
      ({ id, key }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`,
    );
    context.type = 'application/xml';
    context.body = `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${found.join('')}</ListMultipartUploadsResult>`;
  } else if (typeof uploadId === 'string' && !unfinished().some(({ id }) => id === uploadId)) {
    context.status = 404;
    context.type = 'application/xml';
    context.body = '<Error><Code>NoSuchUpload</Code><Message>it has ended</Message></Error>';
    // What nobody reads would keep the connection busy.
    context.req.resume();
  } else if (method === 'DELETE' && typeof uploadId === 'string') {
    rmSync(join(uploads, uploadId), { recursive: true, force: true });
    context.status = 204;
  } else {
    await next();
  }
});

/** Killed while it clears one away, s3rver leaves parts without their key: that one was completed before. */
function unfinished() {
  if (!existsSync(uploads)) return [];
  return readdirSync(uploads)
    .filter((id) => existsSync(join(uploads, id, 'key')))
    .map((id) => ({ id, key: readFileSync(join(uploads, id, 'key'), 'utf8') }));
}

const address = await store.run();
console.log(`listening ${address.port}`);
