// An S3 on loopback (@20minutes/s3rver) in a process of its own, which a test may kill: node object-store-process.mjs FOLDER PORT
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
const address = await store.run();
console.log(`listening ${address.port}`);
