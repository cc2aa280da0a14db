/** The smallest of the values that is not exceeded by at least this share of them. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null;
}

/** How long something took, in ms: half of the times, nine in ten, and the longest. */
export function spread(durations: readonly number[]) {
  const sorted = durations.toSorted((a, b) => a - b);
  return {
    medianMs: quantile(sorted, 0.5),
    p90Ms: quantile(sorted, 0.9),
    longestMs: sorted.at(-1) ?? null,
  };
}
