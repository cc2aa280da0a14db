/** Where the bars of a chart stand: what was paid upwards, what went back downwards. */

/** Beneath this a bar that is there would not be seen, in px. */
const LEAST_PX = 2;

/** Lines that a chart has above its ground, at most. */
const MOST_LINES = 4;

/** The smallest of 1, 2, 5, 10, 20, … that makes so few lines. */
function stepFor(most: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) {
      if (most <= digit * power * MOST_LINES) return digit * power;
    }
  }
}

export interface BarScale {
  /** Where nothing is, in px from the top. */
  ground: number;
  /** Round amounts of won above the ground, and where they are. */
  lines: { won: number; y: number }[];
  /** How high a bar of so many won is, in px. */
  heightOf: (won: number) => number;
}

/** @param height of the whole chart, in px; both ways have the same scale */
export function barScale(paid: readonly number[], refunded: readonly number[], height: number) {
  const mostPaid = Math.max(0, ...paid);
  const mostRefunded = Math.max(0, ...refunded);
  const step = stepFor(Math.max(mostPaid, 1));
  const top = Math.max(step, Math.ceil(mostPaid / step) * step);
  // What is the least that is drawn needs its room as well.
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

/** So many places at most, evenly between the first and the last. */
export function spreadOut(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  const gap = (count - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => Math.round(index * gap));
}
