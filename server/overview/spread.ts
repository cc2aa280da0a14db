/** Nearest-rank quantile: the smallest value that at least this share does not exceed. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null;
}

/** Median, 90th percentile and maximum in ms; `null` for no durations. */
export function spread(durations: readonly number[]) {
  const sorted = durations.toSorted((a, b) => a - b);
  return {
    medianMs: quantile(sorted, 0.5),
    p90Ms: quantile(sorted, 0.9),
    longestMs: sorted.at(-1) ?? null,
  };
}
