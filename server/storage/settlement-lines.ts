/** Records imported days of the settlement, and what their lines are beside the books. */
import type { Insertable, Selectable } from 'kysely';
import type { ImportFault, SettlementDateType } from '../../shared/settlement.ts';
import type {
  SettlementDayRow,
  SettlementImportRow,
  SettlementLineRow,
  SettlementMatch,
} from './schema.ts';
import { matchLine, readContract, type Contract } from './settlement-match.ts';
import { countImports } from './settlement-imports.ts';
import { dropFound, hasTrades, noteMissing } from './settlement-missing.ts';
import { db, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

export type SettlementLine = Selectable<SettlementLineRow>;

/** A line as Toss told it. */
export interface ToldLine {
  transactionId: string;
  type: string;
  payToken: string;
  orderNo: string;
  method: string;
  amount: number;
  fee: number;
  vat: number;
  settleDay: string;
  dueDay: string | null;
  settledAt: string | null;
  signWasWrong: boolean;
}

export interface AskedDay {
  dateType: SettlementDateType;
  day: string;
  /** ISO UTC: before the first page was asked for. */
  askedAt: string;
}

export interface DayTold extends AskedDay {
  lines: readonly ToldLine[];
  /** Whether what this day lacks is missing; `false` where it may still come. */
  provesAbsence: boolean;
}

const appendImport = prepared((row: Insertable<SettlementImportRow>) =>
  db.insertInto('settlement_import').values({
    date_type: row.date_type,
    day: row.day,
    asked_at: row.asked_at,
    fault: row.fault,
    page: row.page,
    lines: row.lines,
  }),
);

const lastImport = prepared(() =>
  db.selectFrom('settlement_import').select(({ fn }) => fn.max<number>('id').as('id')),
);

const newestLine = prepared((given: { transactionId: string; type: string }) =>
  db
    .selectFrom('settlement_line')
    .selectAll()
    .where('transaction_id', '=', given.transactionId)
    .where('type', '=', given.type)
    .where('is_newest', '=', 1),
);

const linesOfDay = prepared((given: { day: string }) =>
  db
    .selectFrom('settlement_line')
    .selectAll()
    .where('day', '=', given.day)
    .where('is_newest', '=', 1),
);

const linesOfTrade = prepared((given: { day: string }) =>
  db
    .selectFrom('settlement_line')
    .selectAll()
    .where('settle_day', '=', given.day)
    .where('is_newest', '=', 1),
);

const retire = prepared((given: { id: number }) =>
  db.updateTable('settlement_line').set({ is_newest: 0 }).where('id', '=', given.id),
);

type NewLine = Omit<SettlementLine, 'id' | 'day' | 'is_newest'>;

const insertLine = prepared((row: NewLine) =>
  db.insertInto('settlement_line').values({
    import_id: row.import_id,
    transaction_id: row.transaction_id,
    type: row.type,
    version: row.version,
    pay_token: row.pay_token,
    order_no: row.order_no,
    method: row.method,
    amount: row.amount,
    fee: row.fee,
    vat: row.vat,
    settle_day: row.settle_day,
    due_day: row.due_day,
    settled_at: row.settled_at,
    sign_was_wrong: row.sign_was_wrong,
    is_gone: row.is_gone,
    is_newest: 1,
    state: row.state,
    refund_no: row.refund_no,
    fee_state: row.fee_state,
    own_fee: row.own_fee,
    own_vat: row.own_vat,
    rate_bp: row.rate_bp,
    rule: row.rule,
  }),
);

const setMatch = prepared((given: SettlementMatch & { id: number }) =>
  db
    .updateTable('settlement_line')
    .set({
      state: given.state,
      refund_no: given.refund_no,
      fee_state: given.fee_state,
      own_fee: given.own_fee,
      own_vat: given.own_vat,
      rate_bp: given.rate_bp,
      rule: given.rule,
    })
    .where('id', '=', given.id),
);

const matchColumns = [
  ...(['state', 'refund_no', 'fee_state', 'own_fee', 'own_vat', 'rate_bp', 'rule'] as const),
];

/** Matches lines again. @returns the days on which something has changed */
function* rematch(lines: readonly SettlementLine[], contract: Contract) {
  const days = new Set<string>();
  for (const line of lines) {
    const match = yield* matchLine(line, contract);
    if (matchColumns.every((name) => match[name] === line[name])) continue;
    yield* setMatch.run({ id: line.id, ...match });
    days.add(line.day);
  }
  return days;
}

type Facts = Omit<NewLine, 'import_id' | 'version' | keyof SettlementMatch>;

const factsOf = (told: ToldLine): Facts => ({
  transaction_id: told.transactionId,
  type: told.type,
  pay_token: told.payToken,
  order_no: told.orderNo,
  method: told.method,
  amount: told.amount,
  fee: told.fee,
  vat: told.vat,
  settle_day: told.settleDay,
  due_day: told.dueDay,
  settled_at: told.settledAt,
  sign_was_wrong: told.signWasWrong ? 1 : 0,
  is_gone: 0,
});

const isSame = (line: SettlementLine, facts: Facts) =>
  (Object.keys(facts) as (keyof Facts)[]).every((name) => line[name] === facts[name]);

const countsOfDay = prepared((given: { day: string }) =>
  db
    .selectFrom('settlement_line')
    .select(({ fn }) => [
      fn.countAll<number>().as('lines'),
      fn.sum<number | null>('amount').as('amount'),
      fn.sum<number | null>('fee').as('fee'),
      fn.sum<number | null>('vat').as('vat'),
    ])
    .select((select) => [
      select.fn
        .sum<number | null>(
          select
            .case()
            .when('due_day', 'is not', null)
            .then(select('amount', '+', select('fee', '+', select.ref('vat'))))
            .else(0)
            .end(),
        )
        .as('due_won'),
      ...(['amount-differs', 'not-in-books', 'unknown-type'] as const).map((state) =>
        select.fn
          .sum<number | null>(select.case().when('state', '=', state).then(1).else(0).end())
          .as(state),
      ),
      select.fn
        .sum<number | null>(select.case().when('fee_state', '=', 'differs').then(1).else(0).end())
        .as('fee_differs'),
    ])
    .where('day', '=', given.day)
    .where('is_newest', '=', 1)
    .where('is_gone', '=', 0),
);

const sumColumns = [
  ...(['lines', 'amount', 'fee', 'vat', 'due_won', 'amount_differs'] as const),
  ...(['not_in_books', 'unknown_type', 'fee_differs'] as const),
];

const putDay = prepared((row: SettlementDayRow) =>
  db
    .insertInto('settlement_day')
    .values({
      day: row.day,
      lines: row.lines,
      amount: row.amount,
      fee: row.fee,
      vat: row.vat,
      due_won: row.due_won,
      amount_differs: row.amount_differs,
      not_in_books: row.not_in_books,
      unknown_type: row.unknown_type,
      fee_differs: row.fee_differs,
    })
    .onConflict((conflict) =>
      conflict
        .column('day')
        .doUpdateSet((set) =>
          Object.fromEntries(sumColumns.map((name) => [name, set.ref(`excluded.${name}`)])),
        ),
    ),
);

function* sumUp(days: Iterable<string>): Unit<void> {
  for (const day of days) {
    const row = yield* countsOfDay.first({ day });
    yield* putDay.run({
      day,
      lines: row?.lines ?? 0,
      amount: row?.amount ?? 0,
      fee: row?.fee ?? 0,
      vat: row?.vat ?? 0,
      due_won: row?.due_won ?? 0,
      amount_differs: row?.['amount-differs'] ?? 0,
      not_in_books: row?.['not-in-books'] ?? 0,
      unknown_type: row?.['unknown-type'] ?? 0,
      fee_differs: row?.fee_differs ?? 0,
    });
  }
}

const keyOf = (transactionId: string, type: string) => `${type} ${transactionId}`;

const otherOrder = prepared((given: { payToken: string; orderNo: string }) =>
  db
    .selectFrom('payment')
    .select('pay_token')
    .where('pay_token', '=', given.payToken)
    .where('order_no', '<>', given.orderNo),
);

const known = prepared((given: { payToken: string }) =>
  db.selectFrom('payment').select('pay_token').where('pay_token', '=', given.payToken),
);

/** Whether the books know no payment that lines name, though they have payments of that day. */
function* areAllForeign({ day, lines }: DayTold): Unit<boolean> {
  const named = lines.filter(({ payToken }) => payToken !== '');
  if (named.length === 0) return false;
  for (const { payToken } of named) {
    if ((yield* known.first({ payToken })) !== undefined) return false;
  }
  return yield* hasTrades(day);
}

/** Why the lines of a day can't be the shop's, or not all of them. */
function* faultOf(told: DayTold): Unit<ImportFault | null> {
  for (const { payToken, orderNo } of told.lines) {
    if ((yield* otherOrder.first({ payToken, orderNo })) !== undefined) return 'other-shop';
  }
  if (told.dateType === 'SETTLE') return (yield* areAllForeign(told)) ? 'other-shop' : null;
  const listed = new Set(told.lines.map((line) => keyOf(line.transactionId, line.type)));
  const lacks = (yield* linesOfDay.all({ day: told.day })).some(
    (line) =>
      line.due_day !== null &&
      line.is_gone === 0 &&
      !listed.has(keyOf(line.transaction_id, line.type)),
  );
  return lacks ? 'lacks-lines' : null;
}

/** Records that a day could not be imported; its former lines stay. */
export function* recordFault(asked: AskedDay, fault: ImportFault, page: number | null): Unit<void> {
  const { dateType, day, askedAt } = asked;
  yield* appendImport.run({
    ...{ date_type: dateType, day, asked_at: askedAt, fault, page, lines: 0 },
  });
}

function* append(line: Facts, importId: number, contract: Contract) {
  const former = yield* newestLine.first({
    transactionId: line.transaction_id,
    type: line.type,
  });
  if (former !== undefined) {
    // Unchanged, but the refunds in the books may have changed since.
    if (isSame(former, line)) return [...(yield* rematch([former], contract))];
    yield* retire.run({ id: former.id });
  }
  const match = yield* matchLine(line, contract);
  const version = (former?.version ?? 0) + 1;
  yield* insertLine.run({ ...line, ...match, import_id: importId, version });
  const day = line.due_day ?? line.settle_day;
  return former === undefined ? [day] : [day, former.day];
}

const toMatch = prepared((given: { after: number; most: number }) =>
  db
    .selectFrom('settlement_line')
    .selectAll()
    .where('is_newest', '=', 1)
    .where('is_gone', '=', 0)
    .where('state', '<>', 'matched')
    .where('id', '>', given.after)
    .orderBy('id')
    .limit(given.most),
);

/**
 * Records a day whose lines are complete: new ones, new versions of changed ones, and for a trade
 * day those that Toss no longer lists.
 * @returns why nothing of it was recorded; `null`: it was
 */
export function* recordDay(told: DayTold): Unit<ImportFault | null> {
  const fault = yield* faultOf(told);
  if (fault !== null) {
    yield* recordFault(told, fault, null);
    return fault;
  }
  const { dateType, day, askedAt, lines } = told;
  yield* appendImport.run({
    ...{ date_type: dateType, day, asked_at: askedAt },
    ...{ fault: null, page: null, lines: lines.length },
  });
  const importId = (yield* lastImport.first({}))?.id ?? 0;
  const contract = yield* readContract();
  const days = new Set<string>([day]);
  const note = (changed: readonly string[]) => changed.forEach((one) => days.add(one));
  // Payments first: a refund's line is matched beside those of its payment.
  for (const line of lines) note(yield* append(factsOf(line), importId, contract));
  if (dateType === 'SETTLE') {
    const listed = new Set(lines.map((line) => keyOf(line.transactionId, line.type)));
    for (const line of yield* linesOfTrade.all({ day })) {
      if (line.is_gone === 1 || listed.has(keyOf(line.transaction_id, line.type))) continue;
      note(yield* append({ ...goneOf(line), is_gone: 1 }, importId, contract));
    }
    yield* noteMissing(day, told.provesAbsence);
  }
  yield* sumUp(days);
  return null;
}

function goneOf(line: SettlementLine): Facts {
  const {
    id: _id,
    day: _day,
    is_newest: _newest,
    import_id: _import,
    version: _version,
    ...rest
  } = line;
  return rest;
}

/**
 * Matches again some of what did not match: the books may have learnt of it since.
 * @returns the last line tried; `null`: there are no more
 */
export function* matchAgain(after: number, most: number): Unit<number | null> {
  const lines = yield* toMatch.all({ after, most });
  yield* sumUp(yield* rematch(lines, yield* readContract()));
  const last = lines.at(-1);
  if (last === undefined) yield* dropFound();
  return last?.id ?? null;
}

const linesAfter = prepared((given: { after: number; most: number }) =>
  db
    .selectFrom('settlement_line')
    .selectAll()
    .where('id', '>', given.after)
    .where('is_newest', '=', 1)
    .orderBy('id')
    .limit(given.most),
);

/**
 * Checks some lines against the contract anew, after a rate or the rule has changed.
 * @returns the last line checked; `null`: there are no more
 */
export function* checkFees(after: number, most: number): Unit<number | null> {
  const lines = yield* linesAfter.all({ after, most });
  yield* sumUp(yield* rematch(lines, yield* readContract()));
  return lines.at(-1)?.id ?? null;
}

const unreadBy = (column: 'day' | 'settle_day') =>
  prepared((given: { day: string }) =>
    db
      .selectFrom('settlement_line')
      .select('pay_token')
      .where(column, '=', given.day)
      .where('is_newest', '=', 1)
      .where('is_gone', '=', 0)
      .where('state', '=', 'not-in-books')
      .where('pay_token', '<>', '')
      .orderBy('id'),
  );

const unreadOfDay = unreadBy('day');
const unreadOfTrade = unreadBy('settle_day');

/**
 * Some payments that lines name and the books lack, or whose refunds they lack. Each import of the
 * day takes the next ones in turn, because Toss may deny the first ones every time.
 */
export function* payTokensToRead(importedDay: string, most: number): Unit<string[]> {
  const lines = [
    ...(yield* unreadOfDay.all({ day: importedDay })),
    ...(yield* unreadOfTrade.all({ day: importedDay })),
  ];
  const tokens = [...new Set(lines.map((line) => line.pay_token))];
  if (tokens.length <= most) return tokens;
  const first = ((yield* countImports(importedDay)) * most) % tokens.length;
  return [...tokens.slice(first), ...tokens.slice(0, first)].slice(0, most);
}
