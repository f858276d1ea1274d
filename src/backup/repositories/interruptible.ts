/**
 * The same items, until the signal; then the signal's reason is thrown, even while an item is awaited that never comes.
 */
export async function* interruptible<Item>(
  items: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let awaiting = false;
  try {
    for (;;) {
      awaiting = true;
      const next = await settledOrAborted(() => iterator.next(), signal);
      awaiting = false;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    const ended = iterator.return?.();
    // An iterator that is being waited for cannot end before the item comes, which may be never. Its end is of no
    // consequence then: the caller hears of the abort, or of the error that next() brought.
    if (awaiting) void ended?.catch(() => undefined);
    else await ended;
  }
}

/** Not Promise.race with one promise for all items: that one would keep every item it raced with in memory. */
function settledOrAborted<Value>(
  start: () => Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (!signal) return start();
  return new Promise((resolve, reject) => {
    // The reason is whatever the caller gave; it is passed on as it is.
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    void start()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
