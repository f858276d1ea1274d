/** @throws Error when the work is not done after so many minutes: what takes longer hangs. */
export async function withinMinutes<Result>(minutes: number, work: Promise<Result>): Promise<Result> {
  let watchdog: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    watchdog = setTimeout(
      () => reject(new Error(`it takes longer than ${minutes} minutes`)),
      minutes * 60_000,
    );
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(watchdog);
  }
}
