/** The lines of Toss and our payments without a line, as one list. */
import type { SettlementDay, SettlementLine } from '../../shared/api.ts';

export type Missing = SettlementDay['missing']['items'][number];

export const lineKinds = [
  'amount-differs',
  'not-in-books',
  'unknown-type',
  'fee-differs',
  'missing',
  'gone',
  'matched',
] as const;
export type LineKind = (typeof lineKinds)[number];

export type Entry =
  | { id: string; kind: Exclude<LineKind, 'missing'>; line: SettlementLine }
  | { id: string; kind: 'missing'; missing: Missing };

/** What somebody has to know of a line first. */
function kindOf({ isGone, state, feeCheck }: SettlementLine): Exclude<LineKind, 'missing'> {
  if (isGone) return 'gone';
  if (state !== 'matched') return state;
  return feeCheck.state === 'differs' ? 'fee-differs' : 'matched';
}

/** Those that don't fit first, in the order of `lineKinds`; else as they came. */
export function entriesOf(lines: readonly SettlementLine[], missing: readonly Missing[]): Entry[] {
  const entries: Entry[] = lines.map((line) => ({
    id: `line ${line.transactionId}`,
    kind: kindOf(line),
    line,
  }));
  for (const one of missing) {
    const id = `own ${one.payToken} ${one.refundNo ?? one.kind}`;
    entries.push({ id, kind: 'missing', missing: one });
  }
  const rank = ({ kind }: Entry) => lineKinds.indexOf(kind);
  return entries.toSorted((a, b) => rank(a) - rank(b));
}
