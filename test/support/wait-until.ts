/** Polls until `isIt` holds; fails with the last value after `timeoutMs`. */
export async function waitUntil<T>(
  what: string,
  ask: () => T | Promise<T>,
  isIt: (value: T) => boolean = Boolean,
  timeoutMs = 18_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (isIt(value)) return value;
    if (Date.now() > until) throw new Error(`never: ${what}; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 15);
    });
  }
}
