import S3rver from '@20minutes/s3rver';

/** An S3 on loopback, in the folder named on the command line, until its parent goes; tells the port. */
const [, , directory = ''] = process.argv;
const store = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  vhostBuckets: false,
  allowMismatchedSignatures: true,
  configureBuckets: [{ name: 'backups' }],
});
const { port } = await store.run();
process.send?.(port);
process.once('disconnect', () => process.exit());
