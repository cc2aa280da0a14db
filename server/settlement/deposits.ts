/** Enters and removes deposits, and reads them from a bank's file. */
import type { Answer, HandlerInput } from '../../shared/api.ts';
import { CSV_FAULTS_MAX } from '../../shared/settlement.ts';
import { AppError, refuseField } from '../errors.ts';
import { staffActor } from '../storage/events.ts';
import type { StaffOnDuty } from '../http/endpoint.ts';
import { appendAudit } from '../storage/audit.ts';
import type { BankLine } from '../storage/schema.ts';
import {
  appendDeposit,
  bankLinesOf,
  depositOn,
  type Deposit,
} from '../storage/settlement-deposits.ts';
import type { Storage } from '../storage/storage.ts';
import { readBankCsv, type CsvDeposit } from './bank-csv.ts';
import { depositView } from './deposit-view.ts';
import { seoulDayAt } from './import-times.ts';
import { joinLines } from './join-lines.ts';
import { mapUnit, type Unit } from '../storage/unit.ts';

type Typed = HandlerInput<'PUT /api/settlement/days/:day/deposit'>['body'] & { day: string };

interface By {
  at: string;
  staff: StaffOnDuty;
}

const signedBy = ({ at, staff }: By) => ({ at, staff_id: staff.id, staff_name: staff.name });

/** @throws AppError stale-view if the deposit is not the one that was shown */
function requireSeen(former: Deposit | undefined, { seenWon }: Typed): void {
  if (seenWon === undefined || seenWon === (former?.won ?? null)) return;
  throw new AppError('stale-view', 'Somebody else has changed the deposit meanwhile');
}

function* removeDeposit({ day, note = '' }: Typed, former: Deposit, by: By) {
  yield* appendDeposit({
    ...{ day, won: 0, reason: null, note: note === '' ? null : note },
    ...{ source: 'typed', csv_line: null, is_removed: 1, ...signedBy(by) },
  });
  yield* appendAudit({
    ...{ at: by.at, actor: staffActor(by.staff), action: 'deposit-removed' },
    detail: { day, won: former.won },
  });
}

/** The amount of a bank's file stays the bank's when somebody gives it a reason. */
function* typeDeposit(
  { day, reason, note = '' }: Typed,
  { won, former, by }: { won: number; former: Deposit | undefined; by: By },
): Unit<void> {
  const kept = former?.won === won ? former : undefined;
  yield* appendDeposit(
    {
      ...{ day, won, reason: reason ?? null, note: note === '' ? null : note, is_removed: 0 },
      ...{ source: kept?.source ?? 'typed', csv_line: kept?.csv_line ?? null, ...signedBy(by) },
    },
    kept === undefined ? [] : yield* bankLinesOf(kept),
  );
  yield* appendAudit({
    ...{ at: by.at, actor: staffActor(by.staff), action: 'deposit-recorded' },
    detail: { day, won, reason },
  });
}

export async function enterDeposit(storage: Storage, typed: Typed, staff: StaffOnDuty) {
  const by = { at: storage.clock.nowIso(), staff };
  const { day, won } = typed;
  if (day > seoulDayAt(storage.clock.nowMs())) {
    const detail = 'is a day to come';
    throw refuseField({ pointer: '/params/day', code: 'in-future', params: {}, detail });
  }
  await storage.transact(function* () {
    const former = yield* depositOn(day);
    requireSeen(former, typed);
    if (won !== null) yield* typeDeposit(typed, { won, former, by });
    else if (former !== undefined) yield* removeDeposit(typed, former, by);
  });
}

/** A day of a bank's file beside what is recorded of it. */
interface Joined {
  read: CsvDeposit;
  former: Deposit | undefined;
  lines: BankLine[];
  won: number;
  /** `null`: the file replaces what was recorded. */
  added: number | null;
}

const sumOf = (lines: readonly BankLine[]) => lines.reduce((sum, line) => sum + line.won, 0);

function* join(read: CsvDeposit): Unit<Joined> {
  const former = yield* depositOn(read.day);
  const known = former === undefined ? [] : yield* bankLinesOf(former);
  if (known.length === 0) return { read, former, lines: read.lines, won: read.won, added: null };
  const lines = joinLines(known, read.lines);
  return { read, former, lines, won: sumOf(lines), added: lines.length - known.length };
}

type Read = Answer<'POST /api/settlement/deposits'>;
type Asked = HandlerInput<'POST /api/settlement/deposits'>['body'];

/** Recorded deposits that would change and were not shown as they are now. */
function unseenOf(joined: readonly Joined[], { replaces = [] }: Asked): Joined[] {
  const seen = new Map(replaces.map(({ day, won }) => [day, won]));
  return joined.filter(
    ({ read, former, won }) =>
      former !== undefined && former.won !== won && seen.get(read.day) !== former.won,
  );
}

function* keep(fresh: readonly Joined[], by: By): Unit<void> {
  for (const { read, won, lines } of fresh) {
    const row = { day: read.day, won, reason: null, note: null, is_removed: 0 as const };
    const origin = { source: 'csv' as const, csv_line: read.line };
    yield* appendDeposit({ ...row, ...origin, ...signedBy(by) }, lines);
  }
  if (fresh.length === 0) return;
  const won = fresh.reduce((sum, one) => sum + one.won, 0);
  const detail = { count: fresh.length, won };
  const actor = staffActor(by.staff);
  yield* appendAudit({ at: by.at, actor, action: 'deposits-read', detail });
}

/**
 * Nothing is kept where a line can't be read: half a statement would look like differences. Nor is
 * anything where a recorded deposit would change that the caller has not seen.
 */
export async function readDeposits(
  storage: Storage,
  asked: Asked,
  staff: StaffOnDuty,
): Promise<Read> {
  const by = { at: storage.clock.nowIso(), staff };
  const { deposits, others, errors } = readBankCsv(asked.csv, seoulDayAt(storage.clock.nowMs()));
  const shown = {
    others,
    errors: {
      items: errors.slice(0, CSV_FAULTS_MAX),
      left: Math.max(0, errors.length - CSV_FAULTS_MAX),
    },
  };
  if (errors.length > 0) {
    const days = deposits.map(({ day, won, line }) => ({ day, won, line }));
    return { kept: 0, same: 0, ...shown, days, changes: [] };
  }
  return storage.transact(function* () {
    const joined = yield* mapUnit(deposits, join);
    const fresh = joined.filter(({ former, won }) => former?.won !== won);
    const unseen = unseenOf(joined, asked);
    const kept = unseen.length === 0 ? fresh : [];
    yield* keep(kept, by);
    return {
      ...{ kept: kept.length, same: joined.length - fresh.length, ...shown },
      days: joined.map(({ read, won }) => ({ day: read.day, won, line: read.line })),
      // Those already seen are among them, so that all are confirmed together.
      changes:
        unseen.length === 0
          ? []
          : fresh.flatMap(({ read, former, won, added }) =>
              former === undefined
                ? []
                : [{ day: read.day, from: depositView(former), won, added }],
            ),
    };
  });
}
