/** Which days of the settlement were asked for, and how that ended. */
import { sql } from 'kysely';
import {
  DAYS_BACK,
  settlementDateTypes,
  type SettlementDateType,
} from '../../shared/settlement.ts';
import type { SettlementImportRow } from './schema.ts';
import { enteredRates, enteredRule } from './settlement-figures.ts';
import { db, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

export interface NewestImport {
  dateType: SettlementDateType;
  day: string;
  askedAt: string;
  fault: SettlementImportRow['fault'];
  page: number | null;
}

/** Attempts without an answer say nothing about the day. */
const unanswered = ['no-answer', 'too-early'] as const;

const columns = ['date_type as dateType', 'day', 'asked_at as askedAt', 'fault', 'page'] as const;

/** The inner query reads only the index, because there are years of attempts. */
const newest = prepared((given: { from: string; to: string }) =>
  db
    .selectFrom('settlement_import')
    .select(columns)
    .where('id', 'in', (inner) =>
      inner
        .selectFrom('settlement_import')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('date_type', 'in', [...settlementDateTypes])
        .where('day', '>=', given.from)
        .where('day', '<=', given.to)
        .groupBy(['date_type', 'day']),
    ),
);

const answered = prepared((given: { dateType: SettlementDateType; day: string }) =>
  db
    .selectFrom('settlement_import')
    .select(columns)
    .where('date_type', '=', given.dateType)
    .where('day', '=', given.day)
    .where((where) =>
      where.or([where('fault', 'is', null), where('fault', 'not in', [...unanswered])]),
    )
    .orderBy('id', 'desc')
    .limit(1),
);

const isUnanswered = ({ fault }: NewestImport) => unanswered.some((one) => one === fault);

const keyOf = (dateType: SettlementDateType, day: string) => `${dateType} ${day}`;

type OfDay = (dateType: SettlementDateType, day: string) => NewestImport | undefined;

/** The attempts at some days. */
export interface Imports {
  newest: OfDay;
  /** The newest attempt that Toss answered; else the newest. */
  verdict: OfDay;
}

/** @param span first and last day */
export function* readImports(span: { from: string; to: string }): Unit<Imports> {
  const last = new Map<string, NewestImport>();
  const verdicts = new Map<string, NewestImport>();
  for (const row of yield* newest.all(span)) {
    const key = keyOf(row.dateType, row.day);
    const before = isUnanswered(row) ? yield* answered.first(row) : undefined;
    last.set(key, row);
    verdicts.set(key, before ?? row);
  }
  return {
    newest: (dateType, day) => last.get(keyOf(dateType, day)),
    verdict: (dateType, day) => verdicts.get(keyOf(dateType, day)),
  };
}

const imported = prepared((given: { day: string }) =>
  db
    .selectFrom('settlement_import')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('date_type', 'in', [...settlementDateTypes])
    .where('day', '=', given.day)
    .where('fault', 'is', null),
);

/** How often a day was imported. */
export const countImports = function* (day: string): Unit<number> {
  return (yield* imported.first({ day }))?.count ?? 0;
};

const lastAsked = prepared(() =>
  db.selectFrom('settlement_import').select('asked_at').orderBy('id', 'desc').limit(1),
);

/** Whether a rate or the rule was entered after the newest import began. */
export function* isContractNewer(): Unit<boolean> {
  const asked = (yield* lastAsked.first({}))?.asked_at ?? '';
  const entered = [...(yield* enteredRates()), yield* enteredRule()];
  return entered.some((one) => one !== undefined && one.at > asked);
}

/** The desk asks by itself for the days of the last week; older ones only where somebody does. */
const askedInTime = sql<boolean>`day >= date(asked_at, '+9 hours', ${sql.lit(`-${String(DAYS_BACK)} days`)})`;

/** In the order of the index: the first rows nearly always fit. */
const firstOf = (dateType: SettlementDateType, inTime: boolean) =>
  prepared(() => {
    const days = db
      .selectFrom('settlement_import')
      .select('day')
      .where('date_type', '=', dateType)
      .orderBy('day')
      .limit(1);
    return inTime ? days.where(askedInTime) : days;
  });

const firstInTime = settlementDateTypes.map((dateType) => firstOf(dateType, true));
const firstAtAll = settlementDateTypes.map((dateType) => firstOf(dateType, false));

/** The first day that the desk asked for by itself; else the first that anybody asked for. */
export function* firstImportedDay(): Unit<string | null> {
  for (const firsts of [firstInTime, firstAtAll]) {
    const days: string[] = [];
    for (const first of firsts) {
      const day = (yield* first.first({}))?.day;
      if (day !== undefined) days.push(day);
    }
    const [day] = days.toSorted();
    if (day !== undefined) return day;
  }
  return null;
}
