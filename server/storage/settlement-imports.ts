/** Which days of the settlement were asked for, and how that ended. */
import { settlementDateTypes, type SettlementDateType } from '../../shared/settlement.ts';
import type { Connection } from './connection.ts';
import type { SettlementImportRow } from './schema.ts';
import { enteredRates, enteredRule } from './settlement-figures.ts';
import { db, prepared } from './statement.ts';

export interface NewestImport {
  dateType: SettlementDateType;
  day: string;
  askedAt: string;
  fault: SettlementImportRow['fault'];
  page: number | null;
}

/** Attempts without an answer say nothing about the day. */
const unanswered = ['no-answer', 'too-early'] as const;

const newestOf = (isAnswered: boolean) =>
  prepared((given: { from: string; to: string }) =>
    db
      .selectFrom('settlement_import as import')
      .select(['date_type as dateType', 'day', 'asked_at as askedAt', 'fault', 'page'])
      .where('date_type', 'in', [...settlementDateTypes])
      .where('day', '>=', given.from)
      .where('day', '<=', given.to)
      .where('id', '=', (inner) => {
        const later = inner
          .selectFrom('settlement_import as later')
          .select(({ fn }) => fn.max('later.id').as('id'))
          .whereRef('later.date_type', '=', 'import.date_type')
          .whereRef('later.day', '=', 'import.day');
        if (!isAnswered) return later;
        return later.where((where) =>
          where.or([
            where('later.fault', 'is', null),
            where('later.fault', 'not in', [...unanswered]),
          ]),
        );
      }),
  );

const newest = newestOf(false);
const answered = newestOf(true);

const keyOf = (dateType: SettlementDateType, day: string) => `${dateType} ${day}`;

const byKey = (rows: readonly NewestImport[]): ReadonlyMap<string, NewestImport> =>
  new Map(rows.map((row) => [keyOf(row.dateType, row.day), row]));

/** The attempts at some days. */
export class Imports {
  readonly #newest: ReadonlyMap<string, NewestImport>;
  readonly #answered: ReadonlyMap<string, NewestImport>;

  /** @param span first and last day */
  constructor(connection: Connection, span: { from: string; to: string }) {
    this.#newest = byKey(newest.all(connection, span));
    this.#answered = byKey(answered.all(connection, span));
  }

  newest(dateType: SettlementDateType, day: string): NewestImport | undefined {
    return this.#newest.get(keyOf(dateType, day));
  }

  /** The newest attempt that Toss answered; else the newest. */
  verdict(dateType: SettlementDateType, day: string): NewestImport | undefined {
    return this.#answered.get(keyOf(dateType, day)) ?? this.newest(dateType, day);
  }
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
export const countImports = (connection: Connection, day: string): number =>
  imported.first(connection, { day })?.count ?? 0;

const lastAsked = prepared(() =>
  db.selectFrom('settlement_import').select('asked_at').orderBy('id', 'desc').limit(1),
);

/** Whether a rate or the rule was entered after the newest import began. */
export function isContractNewer(connection: Connection): boolean {
  const asked = lastAsked.first(connection, {})?.asked_at ?? '';
  const entered = [...enteredRates(connection), enteredRule(connection)];
  return entered.some((one) => one !== undefined && one.at > asked);
}

const first = prepared(() =>
  db.selectFrom('settlement_import').select(({ fn }) => fn.min<string | null>('day').as('day')),
);

/** The first day that was ever asked for. */
export const firstImportedDay = (connection: Connection) =>
  first.first(connection, {})?.day ?? null;
