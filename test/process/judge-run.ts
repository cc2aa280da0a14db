/** Compares what the desk says with what was requested and with what happened at Toss. */
import { isOpen, waitsForPerson, type OperationKind } from '../../shared/operation.ts';
import type { SandboxBooks, SandboxParts } from '../support/start-sandbox.ts';
import type { Journal, JournalRow } from './journal.ts';
import type { Ledger } from './ledger.ts';

/** A payment in the sandbox's books. */
export interface TrueEnd {
  status: string;
  canceledBy: string | null;
  amount: number;
  parts: SandboxParts;
}

export interface Judgement {
  /** An accepted act, an effect or an outcome that the journal lacks. */
  lost: string[];
  /** Sent twice, done twice, or more refunded than was paid. */
  doubled: string[];
  /** Recorded as done and not done, or recorded as not done and done. */
  untrue: string[];
}

const parts = ['taxable', 'vat', 'taxFree', 'serviceFee'] as const;

/** A key per payment and kind, for the two kinds without a number. */
const placeOf = (kind: OperationKind, payToken: string) => `${kind} of ${payToken}`;

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/**
 * What must hold at any time, and so in the file of a dead desk: it has each accepted act, and the
 * claim of each call that Toss received.
 * @returns one sentence for each that is missing
 */
export function findMissing(ledger: Ledger, journal: Journal): string[] {
  const missing: string[] = [];
  for (const ask of ledger.asks.values()) {
    if (ask.answer === 'accepted' && !journal.operations.has(ask.id)) {
      missing.push(`${ask.kind} ${ask.id} was accepted and is not in the journal`);
    }
  }
  const claims = groupBy([...journal.operations.values()], (r) => placeOf(r.kind, r.payToken));
  const claimed = (rows: readonly JournalRow[]) => rows.reduce((sum, r) => sum + r.attempts, 0);
  const byPlace = groupBy(ledger.arrived, (call) => placeOf(call.kind, call.payToken));
  for (const [place, calls] of byPlace) {
    const rows = claims.get(place) ?? [];
    const unknown = calls.filter(
      ({ refundNo }) =>
        refundNo !== null && (journal.operations.get(refundNo)?.attempts ?? 0) === 0,
    );
    for (const { refundNo } of unknown) {
      missing.push(`refund ${String(refundNo)} arrived at Toss without a claim on disk`);
    }
    if (unknown.length === 0 && calls.length > claimed(rows)) {
      missing.push(`${place} arrived ${String(calls.length)} times, claimed fewer times`);
    }
  }
  return missing;
}

/** Allows one send, and one more for each time that a manager asked for it. */
function findSentTwice({ arrived, again }: Ledger): string[] {
  const byNumber = groupBy(
    arrived.filter((call) => call.refundNo !== null),
    (call) => String(call.refundNo),
  );
  return [...byNumber]
    .filter(([number, calls]) => calls.length > 1 + (again.get(number) ?? 0))
    .map(([number, calls]) => `refund ${number} was sent ${String(calls.length)} times`);
}

function findDoneTwice(books: SandboxBooks, ends: ReadonlyMap<string, TrueEnd>): string[] {
  const found: string[] = [];
  for (const [number, lines] of groupBy(books.refunds, (line) => line.refundNo)) {
    if (lines.length > 1) found.push(`refund ${number} was done ${String(lines.length)} times`);
  }
  for (const [payToken, lines] of groupBy(books.charges, (line) => line.payToken)) {
    if (lines.length > 1) found.push(`${payToken} was charged ${String(lines.length)} times`);
  }
  for (const [payToken, lines] of groupBy(books.refunds, (line) => line.payToken)) {
    const paid = ends.get(payToken);
    if (paid === undefined) continue;
    const sum = lines.reduce((won, line) => won + line.amount, 0);
    if (sum > paid.amount) found.push(`${payToken}: ${String(sum)} of ${String(paid.amount)} won`);
    for (const part of parts) {
      const won = lines.reduce((total, line) => total + line.parts[part], 0);
      if (won > paid.parts[part]) found.push(`${payToken}: more ${part} than was paid`);
    }
  }
  return found;
}

/** Whether the operation's effect is there; `null` where another act explains it as well. */
function isDone(
  row: JournalRow,
  books: { charged: ReadonlySet<string>; refunded: ReadonlyMap<string, number> },
  end: TrueEnd | undefined,
): boolean | null {
  switch (row.kind) {
    case 'refund':
      return books.refunded.get(row.id) === row.amount;
    case 'execute':
      return books.charged.has(row.payToken);
    case 'cancel':
      if (end?.status !== 'PAY_CANCEL') return false;
      return end.canceledBy === 'merchant' ? true : null;
  }
}

function findUntrue(journal: Journal, books: SandboxBooks, ends: ReadonlyMap<string, TrueEnd>) {
  const known = {
    charged: new Set(books.charges.map((line) => line.payToken)),
    refunded: new Map(books.refunds.map((line) => [line.refundNo, line.amount])),
  };
  const others = groupBy([...journal.operations.values()], (r) => placeOf(r.kind, r.payToken));
  const untrue: string[] = [];
  for (const row of journal.operations.values()) {
    const done = isDone(row, known, ends.get(row.payToken));
    const said = `${row.kind} ${row.id} is ${row.state}`;
    if (row.state === 'succeeded') {
      if (done === false) untrue.push(`${said}, and Toss's books don't have it`);
      continue;
    }
    // A later try may have done what the first was proved not to have done.
    const byAnother =
      row.kind !== 'refund' &&
      (others.get(placeOf(row.kind, row.payToken)) ?? []).some(
        (other) => other.id !== row.id && other.state === 'succeeded',
      );
    if (done === true && !byAnother && row.state !== 'needs_review') {
      untrue.push(`${said}, and Toss's books have it`);
    }
  }
  return untrue;
}

function findUncounted(journal: Journal, books: SandboxBooks): string[] {
  const lost: string[] = [];
  for (const line of books.refunds) {
    if (!journal.operations.has(line.refundNo)) {
      lost.push(`Toss has refund ${line.refundNo}, the journal does not`);
    }
  }
  const done = groupBy(books.refunds, (line) => line.payToken);
  for (const payment of journal.payments.values()) {
    const lines = done.get(payment.payToken) ?? [];
    const won = lines.reduce((sum, line) => sum + line.amount, 0);
    if (payment.refunded !== won) {
      lost.push(
        `${payment.payToken}: ${String(payment.refunded)} counted, ${String(won)} refunded`,
      );
      continue;
    }
    for (const part of parts) {
      const inPart = lines.reduce((sum, line) => sum + line.parts[part], 0);
      if (payment[part] !== inPart) lost.push(`${payment.payToken}: ${part} is counted otherwise`);
    }
  }
  return lost;
}

/** Judges a run in which nothing is in progress any more. */
export function judgeRun(
  ledger: Ledger,
  journal: Journal,
  books: SandboxBooks,
  ends: ReadonlyMap<string, TrueEnd>,
): Judgement {
  const unended = [...journal.operations.values()]
    .filter((row) => isOpen(row.state) && !waitsForPerson(row.state))
    .map((row) => `${row.kind} ${row.id} is ${row.state} and nobody is asked about it`);
  const refused = [...ledger.asks.values()]
    .filter((ask) => ask.answer === 'refused' && journal.operations.has(ask.id))
    .map((ask) => `${ask.kind} ${ask.id} was refused and stands in the journal`);
  return {
    lost: [...findMissing(ledger, journal), ...findUncounted(journal, books), ...unended],
    doubled: [...findSentTwice(ledger), ...findDoneTwice(books, ends)],
    untrue: [...findUntrue(journal, books, ends), ...refused],
  };
}
