/**
 * Waits for a promise, but not for ever; what it stands for goes on.
 * @param patience ms; default: as long as it takes.
 * @param signal ends the wait, too.
 * @throws Error with the message when it takes longer, or is ended.
 */
export async function within<Result>(
  promise: Promise<Result>,
  patience: number | undefined,
  message: string,
  signal?: AbortSignal,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp: () => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    giveUp = () => reject(new Error(message));
    if (patience !== undefined) timer = setTimeout(giveUp, patience);
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}
