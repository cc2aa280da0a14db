/** The scale of a bar chart: payments go up from the zero line, refunds go down. */

/** The least height of a bar in px, below which it would be invisible. */
const LEAST_PX = 2;

/** At most this many grid lines above zero. */
const MOST_LINES = 4;

/** The smallest of 1, 2, 5, 10, 20, … with which there are no more lines. */
function stepFor(most: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) {
      if (most <= digit * power * MOST_LINES) return digit * power;
    }
  }
}

export interface BarScale {
  /** The zero line, in px from the top. */
  ground: number;
  /** Grid lines above zero at round amounts: won, and px from the top. */
  lines: { won: number; y: number }[];
  /** The height of a bar in px. */
  heightOf: (won: number) => number;
}

/** @param height of the whole chart in px; both directions have the same scale */
export function barScale(paid: readonly number[], refunded: readonly number[], height: number) {
  const mostPaid = Math.max(0, ...paid);
  const mostRefunded = Math.max(0, ...refunded);
  const step = stepFor(Math.max(mostPaid, 1));
  const top = Math.max(step, Math.ceil(mostPaid / step) * step);
  // Leaves room for the least height of a refund's bar.
  const room = mostRefunded > 0 ? height - LEAST_PX : height;
  const pxPerWon = room / (top + mostRefunded);
  const ground = top * pxPerWon;
  const count = Math.round(top / step);
  const scale: BarScale = {
    ground,
    lines: Array.from({ length: count }, (_, index) => {
      const won = (index + 1) * step;
      return { won, y: ground - won * pxPerWon };
    }),
    heightOf: (won) => (won === 0 ? 0 : Math.max(LEAST_PX, won * pxPerWon)),
  };
  return scale;
}

/** At most `most` indexes, evenly spread from the first to the last. */
export function spreadOut(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  const gap = (count - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => Math.round(index * gap));
}
