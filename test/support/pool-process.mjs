/** A process of a pool that does nothing but answer with its process id; with `CANNOT_START` it ends before it is ready. */
if (process.env.CANNOT_START) process.exit(1);

process.on('message', (messages) => {
  for (const { type, run } of messages) {
    if (type === 'stop') process.exit(0);
    if (type !== 'execute') continue;
    const ending = { type: 'returned', result: String(process.pid) };
    process.send([
      { type: 'begun', token: run.token },
      { type: 'ended', token: run.token, ending },
    ]);
  }
});
process.send([{ type: 'ready' }]);
