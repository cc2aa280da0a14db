/** Looks for a text on which a regular expression takes more than linear time. */
import { createContext, Script } from 'node:vm';
import fc from 'fast-check';

/** Long enough for a square to be seen, short enough for a line to be nothing. */
const SCREEN = 4000;
const FULL = 100_000;
/** A scan of 100 kB takes about one; a square of it takes tens of thousands. */
const MOST_MS = 200;
/** A text of the small length that takes so long is tried at full length at once. */
const SUSPECT_MS = 10;
const WORST = 10;
/** After this it doesn't matter any more how long it takes. */
const PATIENCE_MS = 500;
/** For all of one expression's texts; where that is too short, each is taken by itself. */
const TOGETHER_MS = 500;

const signs = [
  ...['a', 'A', 'z', '0', '9', ' ', '\t', '\n', '\r', '.', ',', ':', ';', '-', '_', '=', '@', '/'],
  ...['\\', '"', "'", '(', '[', '{', '%', '&', '+', '*', '#', '$', '?', '!', '<', '가', '\ud800'],
];
/** What usually doesn't match after it, so that everything tried before is tried again. */
const ends = ['', '!', '\0', '\n', 'a', '"', '@'];
const endsOfSamples = ['', '!', '\n', '  '];

/** Texts that match, or nearly: what stands before the place where it gets slow. */
function samplesOf(pattern: RegExp): string[] {
  try {
    const bare = new RegExp(pattern.source, pattern.flags.replace(/[^imsu]/g, ''));
    return fc.sample(fc.stringMatching(bare), { numRuns: 3, seed: 1 });
  } catch {
    // Its generator doesn't know all of the syntax; the texts of single signs are left.
    return [];
  }
}

interface Attack {
  before: string;
  pump: string;
  after: string;
}

function attacksOn(pattern: RegExp): Attack[] {
  const literals = pattern.source.match(/[^\\^$.|?*+()[\]{}]{2,}/g) ?? [];
  const pumps = [...signs, ...literals, 'a ', 'aA', '0a', 'a.', 'a-', ', ', '\\"', '\\u0073'];
  const attacks = pumps.flatMap((pump) => ends.map((after) => ({ before: '', pump, after })));
  for (const sample of samplesOf(pattern)) {
    for (let at = 0; at < Math.min(sample.length, 24); at += 1) {
      for (const length of [1, 2]) {
        const pump = sample.slice(at, at + length);
        for (const after of [...endsOfSamples, sample.slice(at)]) {
          attacks.push({ before: sample.slice(0, at), pump, after });
        }
      }
    }
  }
  return attacks;
}

const textOf = ({ before, pump, after }: Attack, length: number) =>
  before + pump.repeat(Math.ceil(length / pump.length)) + after;

const context = createContext({ now: () => performance.now() });
/** Replaces where that is how it is used: such a one looks on after each match. */
const use = new Script(`texts.map((text) => {
  const startMs = now();
  global ? text.replace(pattern, '') : pattern.test(text);
  return now() - startMs;
})`);

/** Milliseconds for each; `null` where they don't come to an end. */
function timeAll(pattern: RegExp, texts: readonly string[], patienceMs: number): number[] | null {
  Object.assign(context, { pattern, texts, global: pattern.global });
  try {
    return use.runInContext(context, { timeout: patienceMs }) as number[];
  } catch {
    return null;
  }
}

/** Milliseconds; `Infinity` where it doesn't come to an end. */
function time(pattern: RegExp, text: string): number {
  return timeAll(pattern, [text], PATIENCE_MS)?.[0] ?? Infinity;
}

/** In words how much longer it takes than it may at full length; `null` where it doesn't. */
function slownessOf(pattern: RegExp, attack: Attack): string | null {
  // Once more where it seems slow, because a busy machine is no reason.
  const text = textOf(attack, FULL);
  const ms = time(pattern, text);
  if (ms <= MOST_MS || time(pattern, text) <= MOST_MS) return null;
  const { before, pump, after } = attack;
  return `${JSON.stringify([before, pump, after])} × ${FULL}: ${ms.toFixed(0)} ms`;
}

/** A text that takes longer than it may, in words; `null` where none was found. */
export function findSlowText(pattern: RegExp): string | null {
  const attacks = attacksOn(pattern);
  const texts = attacks.map((attack) => textOf(attack, SCREEN));
  const times = timeAll(pattern, texts, TOGETHER_MS);
  const timed: { attack: Attack; ms: number }[] = [];
  for (const [index, attack] of attacks.entries()) {
    const ms = times?.[index] ?? time(pattern, texts[index] ?? '');
    const slowness = ms > SUSPECT_MS ? slownessOf(pattern, attack) : null;
    if (slowness !== null) return slowness;
    timed.push({ attack, ms });
  }
  const worst = timed.toSorted((a, b) => b.ms - a.ms).slice(0, WORST);
  for (const { attack } of worst) {
    const slowness = slownessOf(pattern, attack);
    if (slowness !== null) return slowness;
  }
  return null;
}
