/** The random numbers of one schedule: everything drawn comes from one seed and one index. */

export interface Rng {
  /** 0 ≤ x < 1. */
  fraction(): number;
  /** An integer from `least` to `most`, both included. */
  int(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Draws a key by its weight; weights need not add up to 1. */
  weighted<T extends string>(weights: Readonly<Partial<Record<T, number>>>): T;
  /** Log-uniform from `least` to `most`. */
  spread(least: number, most: number): number;
  /** A version 4 UUID. */
  uuid(): string;
  /** Lower-case letters and digits. */
  word(length: number): string;
}

/** FNV-1a with a final mix, so that neighbouring indices give unrelated values. */
function hash32(text: string, start: number): number {
  let hash = 0x811c9dc5 ^ start;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Chris Doty-Humphrey's sfc32: small and fast, and passes the usual tests of randomness. */
function sfc32(text: string): () => number {
  let a = hash32(text, 1);
  let b = hash32(text, 2);
  let c = hash32(text, 3);
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

/** The generator of schedule `index` under `seed`, independent of what ran before. */
export function createRng(seed: string, index: number): Rng {
  const fraction = sfc32(`${seed}/${String(index)}`);
  const int = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1));
  const letters = (alphabet: string, length: number) => {
    let text = '';
    for (let position = 0; position < length; position += 1) {
      text += alphabet[Math.floor(fraction() * alphabet.length)] ?? '';
    }
    return text;
  };
  return {
    fraction,
    int,
    chance: (probability) => fraction() < probability,
    pick: <T>(list: readonly T[]) => {
      const picked = list[Math.floor(fraction() * list.length)];
      if (picked === undefined) throw new Error('Nothing to pick from');
      return picked;
    },
    weighted: <T extends string>(weights: Readonly<Partial<Record<T, number>>>) => {
      const words = Object.keys(weights) as T[];
      let left = fraction() * words.reduce((sum, word) => sum + (weights[word] ?? 0), 0);
      for (const word of words) {
        left -= weights[word] ?? 0;
        if (left < 0) return word;
      }
      const last = words.at(-1);
      if (last === undefined) throw new Error('Nothing to pick from');
      return last;
    },
    spread: (least, most) =>
      Math.round(Math.exp(Math.log(least) + fraction() * (Math.log(most) - Math.log(least)))),
    uuid: () => {
      const digits = letters(HEX, 31);
      const variant = '89ab'[Math.floor(fraction() * 4)] ?? '8';
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(12, 15)}`,
        `${variant}${digits.slice(15, 18)}`,
        digits.slice(18, 30),
      ].join('-');
    },
    word: (length) => letters(LETTERS, length),
  };
}
