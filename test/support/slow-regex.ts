/** Searches for a text on which a regular expression takes more than linear time. */
import { createContext, Script } from 'node:vm';
import fc from 'fast-check';

/** Long enough for quadratic time to show, short enough for linear time to be negligible. */
const SCREEN = 4000;
const FULL = 100_000;
/** A linear scan of 100 kB takes about 1 ms; a quadratic one tens of thousands. */
const MOST_MS = 200;
/** A short text that takes longer than this is tried at full length at once. */
const SUSPECT_MS = 10;
const WORST = 10;
/** The time-out for one text: beyond it the exact time does not matter. */
const PATIENCE_MS = 500;
/** The time-out for all texts of one expression; where it passes, each is run by itself. */
const TOGETHER_MS = 500;

const signs = [
  ...['a', 'A', 'z', '0', '9', ' ', '\t', '\n', '\r', '.', ',', ':', ';', '-', '_', '=', '@', '/'],
  ...['\\', '"', "'", '(', '[', '{', '%', '&', '+', '*', '#', '$', '?', '!', '<', '가', '\ud800'],
];
/** Suffixes that usually do not match, so that the engine backtracks. */
const ends = ['', '!', '\0', '\n', 'a', '"', '@'];
const endsOfSamples = ['', '!', '\n', '  '];

/** Texts that match, or nearly do, up to the place where backtracking begins. */
function samplesOf(pattern: RegExp): string[] {
  try {
    const bare = new RegExp(pattern.source, pattern.flags.replace(/[^imsu]/g, ''));
    return fc.sample(fc.stringMatching(bare), { numRuns: 3, seed: 1 });
  } catch {
    // The generator does not know all of the syntax; single characters are still tried.
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
/**
 * Global expressions are measured with `replace`, as they are used: it searches on after each
 * match.
 */
const use = new Script(`texts.map((text) => {
  const startMs = now();
  global ? text.replace(pattern, '') : pattern.test(text);
  return now() - startMs;
})`);

/** Milliseconds for each text; `null` where the time-out passed. */
function timeAll(pattern: RegExp, texts: readonly string[], patienceMs: number): number[] | null {
  Object.assign(context, { pattern, texts, global: pattern.global });
  try {
    return use.runInContext(context, { timeout: patienceMs }) as number[];
  } catch {
    return null;
  }
}

/** Milliseconds; `Infinity` where the time-out passed. */
function time(pattern: RegExp, text: string): number {
  return timeAll(pattern, [text], PATIENCE_MS)?.[0] ?? Infinity;
}

/** How much longer it takes at full length than allowed, in words; `null` where it does not. */
function slownessOf(pattern: RegExp, attack: Attack): string | null {
  // Measured again where it seems slow, since the machine may be busy.
  const text = textOf(attack, FULL);
  const ms = time(pattern, text);
  if (ms <= MOST_MS || time(pattern, text) <= MOST_MS) return null;
  const { before, pump, after } = attack;
  return `${JSON.stringify([before, pump, after])} × ${FULL}: ${ms.toFixed(0)} ms`;
}

/** A text that takes longer than allowed, in words; `null` where none was found. */
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
