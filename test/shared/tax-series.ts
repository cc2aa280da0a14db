/**
 * Every promise of the tax split as a function that says what an allocator broke: of one refund, of
 * all refunds of small payments, and of random series of refunds down to zero. The allocator is a
 * parameter, so that a wrong one shows that it would be detected.
 */
import {
  checkParts,
  defaultParts,
  noParts,
  subtractParts,
  taxParts,
  type allocate,
  type Parts,
  type SplitMode,
  type TaxPart,
} from '../../shared/tax-split.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

export type Allocator = typeof allocate;
type DrawnMode = Exclude<SplitMode, 'manual'>;
const drawnModes: readonly DrawnMode[] = ['proportional', 'taxed', 'tax-free'];

/** The parts that each mode may touch, written independently. */
const touches: Record<DrawnMode, readonly TaxPart[]> = {
  proportional: ['taxable', 'vat', 'taxFree', 'serviceFee'],
  taxed: ['taxable', 'vat'],
  'tax-free': ['taxFree'],
};

function poolWon(remaining: Parts, mode: DrawnMode): number {
  let sum = 0;
  for (const part of touches[mode]) sum += remaining[part];
  return sum;
}

const wonOf = (parts: Parts) => poolWon(parts, 'proportional');

/**
 * Which parts got a won on top of their exact share's floor, and whether those were the right ones.
 */
function faultOfRounding(remaining: Parts, parts: Parts, amountWon: number, mode: DrawnMode) {
  const total = BigInt(poolWon(remaining, mode));
  const lost = (part: TaxPart) => (BigInt(remaining[part]) * BigInt(amountWon)) % total;
  let leastRaised: bigint | null = null;
  let mostLeft: bigint | null = null;
  for (const part of touches[mode]) {
    const floor = (BigInt(remaining[part]) * BigInt(amountWon)) / total;
    const over = BigInt(parts[part]) - floor;
    if (over !== 0n && over !== 1n) return `${part} is not its share of what remains`;
    const remainder = lost(part);
    if (over === 1n) {
      if (leastRaised === null || remainder < leastRaised) leastRaised = remainder;
    } else if (mostLeft === null || remainder > mostLeft) mostLeft = remainder;
  }
  if (leastRaised !== null && mostLeft !== null && mostLeft > leastRaised) {
    return 'the last won did not go to the largest remainder';
  }
  return null;
}

/**
 * What is wrong with one allocation: it must be refused exactly when the mode's pool is too small;
 * else its sum is the amount, each part is an integer from 0 to what remains of it, nothing comes
 * from outside the pool, and every part is its rounded share, the largest remainders first.
 * @returns `null` where nothing is
 */
export function faultOfStep(
  remaining: Parts,
  amountWon: number,
  mode: DrawnMode,
  parts: Parts | null,
): string | null {
  const available = poolWon(remaining, mode);
  if (amountWon > available) return parts === null ? null : 'given though the pool is too small';
  if (parts === null) return 'refused though the pool is large enough';
  let sum = 0;
  for (const part of taxParts) {
    const won = parts[part];
    if (!Number.isSafeInteger(won)) return `${part} is no integer`;
    if (won < 0) return `${part} is below zero`;
    if (won > remaining[part]) return `${part} is more than remains of it`;
    if (won > 0 && !touches[mode].includes(part)) return `${part} is not of the mode's pool`;
    sum += won;
  }
  if (sum !== amountWon) return 'the parts do not add up to the refund';
  return available === 0 ? null : faultOfRounding(remaining, parts, amountWon, mode);
}

/** A broken promise, with what is needed to reproduce it. */
interface Violation {
  fault: string;
  remaining: Parts;
  amountWon: number;
  mode: SplitMode;
}

/** Which refunds of a payment are tried; the edges are half of it, and all but one won. */
type TriedAmounts = 'every' | 'edges';

interface Exhausted {
  /** Ways to split what remains over the four parts. */
  splits: number;
  /** Allocations that were checked. */
  steps: number;
  violations: number;
  first: Violation | null;
}

function amountsOf(totalWon: number, tried: TriedAmounts): number[] {
  if (tried === 'every') return Array.from({ length: totalWon + 1 }, (_, won) => won);
  return totalWon === 0 ? [0] : [totalWon >> 1, totalWon - 1];
}

/**
 * Tries every split of every total up to `mostWon` over the four parts, in all three modes that
 * allocate. With `every` amount this holds for **all series** of refunds of those payments, of any
 * length and in any mixture of modes and parts given by hand: a refund that stays within what
 * remains leaves a smaller split, which was tried as well, and taking all that is left leaves zero.
 */
export function exhaust(mostWon: number, tried: TriedAmounts, allocator: Allocator): Exhausted {
  const result: Exhausted = { splits: 0, steps: 0, violations: 0, first: null };
  const tryAll = (remaining: Parts, amounts: number[]) => {
    result.splits += 1;
    for (const amountWon of amounts) {
      for (const mode of drawnModes) {
        result.steps += 1;
        const parts = allocator(remaining, amountWon, mode);
        const fault = faultOfStep(remaining, amountWon, mode, parts);
        if (fault === null) continue;
        result.violations += 1;
        result.first ??= { fault, remaining, amountWon, mode };
      }
    }
  };
  for (let total = 0; total <= mostWon; total += 1) {
    const amounts = amountsOf(total, tried);
    for (let taxable = 0; taxable <= total; taxable += 1) {
      for (let vat = 0; vat <= total - taxable; vat += 1) {
        for (let taxFree = 0; taxFree <= total - taxable - vat; taxFree += 1) {
          tryAll({ taxable, vat, taxFree, serviceFee: total - taxable - vat - taxFree }, amounts);
        }
      }
    }
  }
  return result;
}

/** Draws the number of digits first: as many small payments as large ones. */
function drawWon(random: SeededRandom): number {
  if (random.oneIn(200)) return Number.MAX_SAFE_INTEGER - random.below(1000);
  const most = random.pick([10, 100, 1000, 10_000, 100_000, 1_000_000, 9_999_999]);
  return 1 + random.below(most);
}

/** Splits an amount over some of the parts; every second time one part is only a won or two. */
function drawParts(random: SeededRandom, amountWon: number): Parts {
  const parts: Parts = { ...noParts };
  let left = amountWon;
  const isTiny = random.oneIn(2);
  const last = random.pick(taxParts);
  for (const part of taxParts) {
    if (part === last || random.oneIn(3)) continue;
    parts[part] = Math.min(left, isTiny ? random.below(3) : random.below(left + 1));
    left -= parts[part];
  }
  parts[last] += left;
  return parts;
}

/** A payment as Toss splits it by default (with and without cash receipt), or with given parts. */
function drawPayment(random: SeededRandom): Parts {
  const amountWon = drawWon(random);
  switch (random.below(5)) {
    case 0:
      return defaultParts(amountWon, true);
    case 1:
      return defaultParts(amountWon, false);
    case 2:
      return { ...noParts, taxFree: amountWon };
    default:
      return drawParts(random, amountWon);
  }
}

/** How a series chooses its amounts. */
type Pace = (random: SeededRandom, leftWon: number) => number;

function drawPace(random: SeededRandom, paidWon: number): Pace {
  const steady = Math.max(1, Math.floor(paidWon / (1 + random.below(20))));
  const paces: Pace[] = [
    () => steady,
    () => 100,
    () => 1,
    (chance, left) => 1 + chance.below(left),
    (_, left) => left - 1,
    (_, left) => Math.ceil(left / 2),
  ];
  return random.pick(paces);
}

/** Parts that a person could type: within what remains, adding up to the amount. */
function drawByHand(random: SeededRandom, left: Parts, amountWon: number): Parts {
  const parts: Parts = { ...noParts };
  let missing = amountWon;
  const start = random.below(taxParts.length);
  for (let index = 0; index < taxParts.length; index += 1) {
    const part = taxParts[(start + index) % taxParts.length]!;
    parts[part] = random.below(Math.min(missing, left[part]) + 1);
    missing -= parts[part];
  }
  for (const part of taxParts) {
    const more = Math.min(missing, left[part] - parts[part]);
    parts[part] += more;
    missing -= more;
  }
  return parts;
}

/** What is wrong with the check of typed parts that fit, and of the same with a won too many. */
function faultOfCheck(random: SeededRandom, left: Parts, parts: Parts, amountWon: number) {
  if (checkParts(parts, amountWon, left).length > 0) return 'parts that fit were refused';
  const part = random.pick(taxParts);
  const more = { ...parts, [part]: left[part] + 1 };
  const faults = checkParts(more, wonOf(more), left);
  if (faults.length !== 1 || faults[0]?.fault !== 'over-part' || faults[0].part !== part) {
    return 'a part above what remains was taken';
  }
  const sums = checkParts(parts, amountWon + 1, left);
  return sums.length === 1 && sums[0]?.fault === 'sum' ? null : 'a wrong sum was taken';
}

/** Longer series would only repeat themselves; then all that is left is refunded at once. */
const MOST_REFUNDS = 40;

interface Step {
  parts: Parts;
  violation: Violation | null;
}

function takeStep(
  random: SeededRandom,
  left: Parts,
  wantedWon: number,
  wish: SplitMode,
  allocator: Allocator,
): Step {
  const leftWon = wonOf(left);
  const amountWon = Math.max(1, Math.min(wantedWon, leftWon));
  const step = (parts: Parts | null, mode: SplitMode, fault: string | null): Step => ({
    parts: parts ?? noParts,
    violation: fault === null ? null : { fault, remaining: left, amountWon, mode },
  });
  if (wish === 'manual') {
    const parts = drawByHand(random, left, amountWon);
    return step(parts, wish, faultOfCheck(random, left, parts, amountWon));
  }
  const asWished = allocator(left, amountWon, wish);
  const fault = faultOfStep(left, amountWon, wish, asWished);
  if (fault !== null || asWished !== null) return step(asWished, wish, fault);
  // The mode's pool is too small: the refusal is right, and the desk offers 비례.
  const parts = allocator(left, amountWon, 'proportional');
  return step(parts, 'proportional', faultOfStep(left, amountWon, 'proportional', parts));
}

interface SeriesRun {
  refunds: number;
  violation: Violation | null;
}

/** One payment, refunded until nothing is left of any part. */
function runSeries(random: SeededRandom, paid: Parts, allocator: Allocator): SeriesRun {
  let left = paid;
  const pace = drawPace(random, wonOf(paid));
  const wish: SplitMode | 'mixed' = random.pick([...drawnModes, 'manual', 'mixed', 'mixed']);
  let refunds = 0;
  while (wonOf(left) > 0) {
    refunds += 1;
    const leftWon = wonOf(left);
    const wanted = refunds >= MOST_REFUNDS ? leftWon : pace(random, leftWon);
    const mode = wish === 'mixed' ? random.pick([...drawnModes, 'manual' as const]) : wish;
    const { parts, violation } = takeStep(random, left, wanted, mode, allocator);
    if (violation !== null) return { refunds, violation };
    left = subtractParts(left, parts);
  }
  const rest = taxParts.find((part) => left[part] !== 0);
  const fault = rest === undefined ? null : `${rest} is not used up at the end`;
  const violation =
    fault === null ? null : { fault, remaining: left, amountWon: 0, mode: 'manual' as const };
  return { refunds, violation };
}

interface TaxSeriesResult {
  series: number;
  refunds: number;
  violations: number;
  first: (Violation & { number: number; paid: Parts }) | null;
}

/**
 * Runs `series` random series; each has its own seed, made from `seed` and its number.
 * @param allocatorFor the allocator for a payment with these parts
 */
export function runTaxSeries(
  seed: string,
  series: number,
  allocatorFor: (paid: Parts) => Allocator,
): TaxSeriesResult {
  const result: TaxSeriesResult = { series, refunds: 0, violations: 0, first: null };
  for (let number = 0; number < series; number += 1) {
    const random = seededRandom(`${seed}/${String(number)}`);
    const paid = drawPayment(random);
    const { refunds, violation } = runSeries(random, paid, allocatorFor(paid));
    result.refunds += refunds;
    if (violation === null) continue;
    result.violations += 1;
    result.first ??= { ...violation, number, paid };
  }
  return result;
}

/** One line for a person, with what is needed to reproduce it. */
export function tellViolation(violation: Violation): string {
  const { fault, remaining, amountWon, mode } = violation;
  return `${fault}: ${String(amountWon)} won, ${mode}, of ${JSON.stringify(remaining)}`;
}
