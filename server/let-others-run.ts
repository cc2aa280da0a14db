/** Lets the event loop take its turn, in the middle of work that is long. */
export function letOthersRun(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
