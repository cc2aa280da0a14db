/** Statistics over what a soak measured. */

/** A value at a time; `atMs` counts from any start. */
export interface Point {
  atMs: number;
  value: number;
}

const HOUR_MS = 3_600_000;

/** By least squares. @returns the slope per hour; 0 without two points in time */
export function slopePerHour(points: readonly Point[]): number {
  const count = points.length;
  const meanAt = points.reduce((sum, point) => sum + point.atMs, 0) / count;
  const meanValue = points.reduce((sum, point) => sum + point.value, 0) / count;
  let together = 0;
  let apart = 0;
  for (const { atMs, value } of points) {
    together += (atMs - meanAt) * (value - meanValue);
    apart += (atMs - meanAt) ** 2;
  }
  return apart > 0 ? (together / apart) * HOUR_MS : 0;
}

/** @param share from 0 to 1 @returns the value that this share is at or below; 0 for none */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.max(0, Math.ceil(sorted.length * share) - 1);
  return sorted[index] ?? 0;
}
