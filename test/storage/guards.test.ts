/** Every guard of the schema refuses on both engines, each at least once, with its words. */
import { expect, it } from 'vitest';
import { itemTaxes } from '../../shared/items.ts';
import {
  insertRaw,
  insertRow,
  MOVE_SQL,
  rawOther,
  rawRefund,
  walkTo,
  type RawOperation,
  openOn,
} from '../support/open-test-storage.ts';
import { describeOnEachEngine } from '../support/each-engine.ts';
import { type RawDatabase } from '../support/raw-database.ts';
import { schemaOfSqlite } from '../support/read-schemas.ts';

const OLD = '2019-04-01T03:40:00.000Z';
const YOUNG = new Date().toISOString();
const HASHES = ['0', '1', '2', '3', '4'].map((digit) => digit.repeat(64));
const idOf = (number: number) => String(number).padStart(36, '0');

type Act = (db: RawDatabase) => unknown;
/** Something that is done, or refused with these words. */
type Step = Act | [refusal: string, ...acts: Act[]];

const sql =
  (text: string): Act =>
  (db) =>
    db.run(text);
const insert =
  (table: string, row: object): Act =>
  (db) =>
    db.unit(insertRow(table, row));
/** A change of each column, in the rows of a condition. */
const changes = (table: string, columns: readonly string[], where = '1 = 1') =>
  columns.map((column) => sql(`UPDATE ${table} SET ${column} = ${column} || 'x' WHERE ${where}`));
const operation =
  (row: RawOperation): Act =>
  (db) =>
    db.unit(insertRaw(row));
const walk =
  (number: number, to: Parameters<typeof walkTo>[1]): Act =>
  (db) =>
    db.unit(walkTo(idOf(number), to));
const move =
  (number: number, to: string, cause: string): Act =>
  (db) =>
    db.run(MOVE_SQL, { id: idOf(number), to, cause });

const payment = (payToken: string, over: object = {}) =>
  insert('payment', {
    ...{ pay_token: payToken, order_no: payToken.replace('token', 'order') },
    ...{ status: 'PAY_COMPLETE', amount: 35_000, taxable: 31_818, vat: 3182, tax_free: 0 },
    ...{ service_fee: 0, parts_told: 1, product_desc: '컵', created_at: OLD, completed_at: OLD },
    ...{ changed_at: OLD, observed_at: OLD, observed_by: 'status', asked_at: OLD },
    ...over,
  });
const lines = [
  { name: '컵', quantity: 3, unitPrice: 4000, tax: itemTaxes[0] },
  { name: '쌀', quantity: 1, unitPrice: 23_000, tax: itemTaxes[0] },
];
const items = (list: object[]) => ({ items: JSON.stringify(list) });
const setItems =
  (payToken: string, list: object[]): Act =>
  (db) =>
    db.run('UPDATE payment SET items = ? WHERE pay_token = ?', JSON.stringify(list), payToken);

const ofPayments: Step[] = [
  ...['1', '2', '3', 'over', 'erased'].map((name) => payment(`token-${name}`)),
  payment('token-young', { created_at: YOUNG, completed_at: YOUNG }),
  payment('token-canceled', { status: 'PAY_CANCEL' }),
  payment('token-settled', { status: 'SETTLEMENT_COMPLETE' }),
  ['payment: its items are not its amount', payment('token-x', items(lines.slice(1)))],
  payment('token-items', items(lines)),
  [
    'payment: a canceled payment stays canceled',
    sql("UPDATE payment SET status = 'PAY_COMPLETE' WHERE pay_token = 'token-canceled'"),
  ],
  [
    'payment: a paid payment stays paid',
    sql("UPDATE payment SET status = 'PAY_STANDBY' WHERE pay_token = 'token-1'"),
    sql("UPDATE payment SET status = 'PAY_CANCEL' WHERE pay_token = 'token-settled'"),
  ],
  [
    'payment: a settled payment stays settled',
    sql("UPDATE payment SET status = 'REFUND_SUCCESS' WHERE pay_token = 'token-settled'"),
  ],
  sql("UPDATE payment SET refunded = 500 WHERE pay_token = 'token-1'"),
  [
    'payment: the refunded total shrinks only with its refunds',
    sql("UPDATE payment SET refunded = 499 WHERE pay_token = 'token-1'"),
  ],
  sql("UPDATE payment SET refunded = 0 WHERE pay_token = 'token-1'"),
  [
    'payment: its token, order number and amount are fixed',
    ...changes('payment', ['pay_token', 'order_no']),
    sql('UPDATE payment SET amount = amount + 1, vat = vat + 1'),
  ],
  ['payment: rows are kept', sql('DELETE FROM payment')],
  ['payment: its description is fixed', ...changes('payment', ['product_desc'])],
  ['payment: its transfers add up to another sum', sql('UPDATE payment SET transferred = 5')],
  ['payment: its items are fixed', setItems('token-items', lines.toReversed())],
  [
    'payment: its items are not its amount',
    setItems('token-2', [{ name: '컵', quantity: 1, unitPrice: 4000 }]),
  ],
];

const token = (id: string, over: object = {}) =>
  insert('service_token', {
    ...{ id, name: id, hash: id.padEnd(64, '0'), scopes: 'refund', created_at: OLD },
    ...{ maker_id: 'maker', maker_name: 'M', day_ceiling: 1000, ...over },
  });
const ofStaff: Step[] = [
  token('service'),
  ['service_token: this token exists', token('service'), token('other', { name: 'service' })],
  [
    'service_token: fixed',
    ...changes('service_token', ['id', 'name', 'hash', 'maker_id', 'maker_name']),
    sql("UPDATE service_token SET scopes = 'create,refund'"),
    sql('UPDATE service_token SET day_ceiling = 1001'),
  ],
  ['service_token: rows are kept', sql('DELETE FROM service_token')],
  sql(`INSERT INTO "user" (id, name, email, "createdAt", "updatedAt")
    VALUES ('u', 'U', 'u@x.kr', '${OLD}', '${OLD}')`),
  insert('two_factor', { staff_id: 'u', secret: 's', made_at: OLD, last_step: 7 }),
  ['two_factor: a code counts once', sql('UPDATE two_factor SET last_step = 7')],
  sql("UPDATE two_factor SET last_step = 0, secret = 'new'"),
];

const proposed = (number: number, payToken: string, over: RawOperation = {}) =>
  operation(rawRefund(payToken, { id: idOf(number), state: 'proposed', ...over }));
const ready = (number: number, payToken: string, over: RawOperation = {}) =>
  operation(rawRefund(payToken, { id: idOf(number), ...over }));
const ofTransitions = ['from_state', 'cause', 'to_state'];
const byToken = { requested_by: 'service', token_maker: 'maker' };

const ofOperations: Step[] = [
  [
    'operation: born only as proposed or ready',
    ready(1, 'token-1', { state: 'sending' }),
    ready(1, 'token-1', { cause: 'approved' }),
  ],
  ['operation: stale view', ready(1, 'token-1', { seen_refunded: 1 }), ready(1, 'token-none')],
  [
    'operation: a proposal needs its time to lapse, the rest a time to be ready',
    ready(1, 'token-1', { ready_at: null }),
    proposed(1, 'token-1', { approval_lapses_at: null }),
  ],
  ['operation: over remaining', ready(1, 'token-1', { amount: 36_000, taxable: 36_000, vat: 0 })],
  ['operation: over remaining part', ready(1, 'token-1', { taxable: 0, vat: 4000 })],
  [
    'operation: only a refund has items',
    operation(rawOther('execute', 'token-items', items([{ line: 1, quantity: 1 }]))),
  ],
  [
    'operation: its items are not its amount',
    ready(1, 'token-items', items([{ line: 1, quantity: 2 }])),
  ],
  [
    'operation: more of an item than is left of it',
    ready(1, 'token-items', items([1, 1, -1].map((quantity) => ({ line: 1, quantity })))),
  ],
  [
    'operation: it names who made the token that asks',
    ready(1, 'token-1', { requested_by: 'service' }),
    ready(1, 'token-1', { token_maker: 'maker' }),
  ],
  [
    'operation: a token asks for refunds only, if it may, until it is revoked',
    operation(rawOther('execute', 'token-1', byToken)),
  ],
  ready(1, 'token-1'),
  ['operation: this id exists', ready(1, 'token-2')],
  ['operation: illegal transition', move(1, 'succeeded', 'answered-ok')],
  [
    'operation: only sending counts an attempt',
    sql("UPDATE operation SET state = 'sending', cause = 'claimed'"),
    sql("UPDATE operation SET state = 'declined', cause = 'withdrawn', attempts = 1"),
  ],
  ['operation: rows are kept', sql('DELETE FROM operation')],
  [
    'operation: frozen column',
    ...changes('operation', ['id', 'pay_token', 'reason', 'body', 'requested_by']),
    sql("UPDATE operation SET note = 'x'"),
    sql("UPDATE operation SET items = '[]'"),
    sql("UPDATE operation SET token_maker = 'x'"),
    sql('UPDATE operation SET seen_refunded = 1'),
  ],
  proposed(2, 'token-2', byToken),
  [
    'operation: an approval needs its approver, in time',
    sql(`UPDATE operation SET state = 'ready', cause = 'approved' WHERE id = '${idOf(2)}'`),
  ],
  [
    'operation: only an approval names the approver',
    sql("UPDATE operation SET approved_by = 'staff-2'"),
  ],
  [
    'operation: who made the token decides nothing that it asked for',
    sql(`UPDATE operation SET state = 'ready', cause = 'approved', approved_by = 'maker'
      WHERE id = '${idOf(2)}'`),
  ],
  walk(1, 'needs_review'),
  [
    'operation: it ends on the word of another person than the requester',
    sql(`UPDATE operation SET state = 'failed', cause = 'resolved-failed', resolved_by = 'staff-1'
      WHERE id = '${idOf(1)}'`),
  ],
  move(1, 'succeeded', 'resolved-succeeded'),
  [
    'operation: it ends on the word of another person than the requester',
    sql(`UPDATE operation SET state = 'succeeded', resolved_by = NULL WHERE id = '${idOf(1)}'`),
  ],
  [
    'operation_transition: fixed',
    insert('operation_transition', { from_state: 'a', cause: 'b', to_state: 'c' }),
    ...changes('operation_transition', ofTransitions),
    sql('DELETE FROM operation_transition'),
  ],
  insert('payment_refund', {
    ...{ pay_token: 'token-1', refund_no: idOf(1), amount: 4000, first_seen_at: OLD },
    ...{ origin: 'desk', operation_id: idOf(1) },
  }),
  insert('refund_name', {
    ...{ pay_token: 'token-1', refund_no: idOf(1), version: 'v2', name: 'n' },
  }),
  [
    'payment_refund: its number, amount and operation are fixed',
    ...changes('payment_refund', ['pay_token', 'refund_no', 'first_seen_at', 'reason']),
    sql('UPDATE payment_refund SET amount = 1'),
    sql("UPDATE payment_refund SET operation_id = NULL, origin = 'outside'"),
  ],
  ['payment_refund: rows are kept', sql('DELETE FROM payment_refund')],
  ['refund_name: fixed', ...changes('refund_name', ['pay_token', 'refund_no', 'name'])],
  ['refund_name: kept as long as its refund', sql('DELETE FROM refund_name')],
];

const appendOnly = (table: string, columns: readonly string[]): Step => [
  `${table}: append only`,
  ...changes(table, columns),
  sql(`DELETE FROM ${table}`),
];
const event = (over: object) =>
  insert('event', {
    ...{ at: OLD, type: 'payment', what: 'seen', source: 'desk', pay_token: 'token-1', ...over },
  });
const eventColumns = ['at', 'what', 'pay_token', 'detail', 'answer_text', 'staff_name', 'state'];
const audit = (seq: number, at: string) =>
  insert('audit', {
    ...{ seq, at, actor_type: 'desk', action: 'a', detail: '{}' },
    ...{ prev_hash: HASHES[seq - 1], hash: HASHES[seq] },
  });
const checkpoint = (seq: number) =>
  insert('audit_checkpoint', { seq, hash: HASHES[seq], at: OLD, signature: 's' });
const month = (kind: string) =>
  insert('month_entry', {
    ...{ month: '2026-11', kind, at: OLD, staff_id: 's', staff_name: 'S', figures: '{}' },
    ...{ figures_at: OLD, figures_hash: HASHES[0], reason: kind === 'signed' ? null : 'r' },
  });
const callback = (body: string, expires: string | null) =>
  insert('callback', {
    ...{ received_at: OLD, content_type: 't', body_hash: body, body, pay_token: 'token-1' },
    ...{ expires_at: expires, named: 1 },
  });

const ofRecords: Step[] = [
  event({ state: 's', detail: 'd', answer_text: 'a', staff_name: 'S' }),
  appendOnly('event', eventColumns),
  insert('act_ahead', { seq: 1, seen_no: 1 }),
  ['act_ahead: append only', sql('UPDATE act_ahead SET seen_no = 2'), sql('DELETE FROM act_ahead')],
  ['audit: a row follows the last one', audit(2, OLD), audit(0, OLD)],
  ...[1, 2, 3].map((seq) => audit(seq, OLD)),
  ['audit: a row follows the last one', audit(3, OLD)],
  audit(4, YOUNG),
  ['audit: append only', ...changes('audit', ['at', 'action', 'detail', 'hash'])],
  ['audit_checkpoint: there is no such row', checkpoint(0)],
  checkpoint(2),
  ['audit_checkpoint: append only', ...changes('audit_checkpoint', ['hash', 'at', 'signature'])],
  ['audit_checkpoint: append only', sql('DELETE FROM audit_checkpoint')],
  ['audit: rows are kept for two years', sql('DELETE FROM audit WHERE seq = 4')],
  ['audit: only what a checkpoint has signed may go', sql('DELETE FROM audit WHERE seq = 3')],
  ['audit: only the oldest row may go, and never the last', sql('DELETE FROM audit WHERE seq = 2')],
  sql('DELETE FROM audit WHERE seq = 1'),
  ...[YOUNG, OLD].map((at) =>
    insert('access_record', {
      ...{ at, actor_type: 'staff', actor_id: 'a', actor_name: 'A', kind: 'k', pay_tokens: '[]' },
    }),
  ),
  ['access_record: append only', ...changes('access_record', ['at', 'actor_id', 'pay_tokens'])],
  [
    'access_record: rows are kept for a year',
    sql(`DELETE FROM access_record WHERE at = '${YOUNG}'`),
  ],
  sql(`DELETE FROM access_record WHERE at = '${OLD}'`),
  ['month_entry: a month is signed or open', month('reopened')],
  month('signed'),
  ['month_entry: a month is signed or open', month('signed')],
  appendOnly('month_entry', ['month', 'figures', 'staff_id']),
  callback('kept', null),
  callback('forged', YOUNG),
  [
    'callback: what came in is fixed',
    ...changes('callback', ['body', 'body_hash', 'received_at', 'pay_token']),
    sql('UPDATE callback SET named = 0'),
    sql("UPDATE callback SET expires_at = 'x' WHERE expires_at IS NULL"),
    sql("UPDATE callback SET body = '' WHERE expires_at IS NULL"),
  ],
  ['callback: rows are kept', sql('DELETE FROM callback WHERE expires_at IS NULL')],
  sql("UPDATE callback SET body = '' WHERE expires_at IS NOT NULL"),
  sql('DELETE FROM callback WHERE expires_at IS NOT NULL'),
  insert('outgoing_event', { id: 'i', at: OLD, type: 't', subject: 's', body: '{}' }),
  ['outgoing_event: what is told is fixed', ...changes('outgoing_event', ['id', 'body'])],
];

const transfer = (id: string, over: object = {}) =>
  insert('bank_transfer', {
    ...{ id, pay_token: 'token-3', amount: 1000, paid_on: '2026-11-26', bank: 'b', reference: 'r' },
    ...{ ground: 'buyer-left', second_person: 'needed', recorded_at: OLD, recorded_by: 'one' },
    ...{ recorded_by_name: 'One', ...over },
  });
const act = (refund: string, what: string, staff: string) =>
  insert('bank_transfer_act', {
    ...{ refund_id: refund, act: what, at: OLD, staff_id: staff, staff_name: staff },
  });
const askToTakeBack = (staff: string) =>
  insert('bank_transfer_take_back', {
    ...{ refund_id: 't1', at: OLD, lapses_at: YOUNG, staff_id: staff, staff_name: staff, sole: 0 },
  });
const overGiven = (won: number) =>
  insert('over_given_acknowledged', {
    ...{ pay_token: 'token-over', over_won: won, at: OLD, staff_id: 's', staff_name: 'S' },
  });
const EVIDENCE = 'the evidence of a bank transfer is kept for a year';

const ofTransfers: Step[] = [
  ['bank_transfer: more than was paid', transfer('t0', { amount: 35_001 })],
  transfer('t1'),
  ['bank_transfer: more than was paid', transfer('t0', { amount: 34_001 })],
  ['bank_transfer_act: nobody else has to confirm it', act('t1', 'confirmed', 'one')],
  ['bank_transfer_take_back: nobody confirmed it, or it was taken back', askToTakeBack('one')],
  act('t1', 'confirmed', 'two'),
  ['bank_transfer_act: another manager has to ask for it before', act('t1', 'taken-back', 'two')],
  askToTakeBack('two'),
  ['bank_transfer_act: another manager has to ask for it before', act('t1', 'taken-back', 'two')],
  act('t1', 'taken-back', 'three'),
  ['bank_transfer_act: it was taken back', act('t1', 'taken-back', 'three')],
  ['bank_transfer_take_back: nobody confirmed it, or it was taken back', askToTakeBack('one')],
  appendOnly('bank_transfer', ['id', 'paid_on', 'bank', 'reference', 'recorded_by']),
  appendOnly('bank_transfer_act', ['refund_id', 'at', 'staff_id', 'staff_name']),
  appendOnly('bank_transfer_take_back', ['at', 'lapses_at', 'staff_id']),
  transfer('t2', { pay_token: 'token-over', amount: 35_000, second_person: 'not-needed' }),
  sql("UPDATE payment SET refunded = 1000 WHERE pay_token = 'token-over'"),
  ['over_given_acknowledged: another sum was given back too much', overGiven(999)],
  overGiven(1000),
  appendOnly('over_given_acknowledged', ['pay_token', 'staff_id', 'at']),
];

const run = (id: string, over: object = {}) =>
  insert('bulk_run', {
    ...{ id, state: 'draft', name: 'n', created_at: OLD, requested_by: 'maker' },
    ...{ requested_by_name: 'M', ...over },
  });
const row = (position: number, payToken: string, over: object = {}) =>
  insert('bulk_row', {
    ...{ run_id: 'run', position, pay_token: payToken, amount: 1000, reason: 'r', findings: '[]' },
    ...{ seen_refunded: 0, verdict: 'ready', included: 1, operation_id: idOf(100 + position) },
    ...over,
  });
const setRun = (set: string, id = 'run') => sql(`UPDATE bulk_run SET ${set} WHERE id = '${id}'`);
const STOPPED = `state = 'stopped', ended_at = '${OLD}'`;
const ERASED = `erased_at = '${OLD}'`;

const ofBulkRuns: Step[] = [
  ['bulk_run: it begins as a draft', run('run', { state: 'proposed', body_hash: HASHES[1] })],
  run('run'),
  row(0, 'token-2', { refusal_code: 'c' }),
  row(1, 'token-3', { included: 0 }),
  ['bulk_run: no such move', setRun("state = 'done'"), setRun("state = 'paused'")],
  setRun(`state = 'proposed', approval_lapses_at = '2020', body_hash = '${HASHES[1] ?? ''}'`),
  [
    'bulk_run: a proposed run needs its approver, in time',
    setRun("state = 'running', started_at = '2019'"),
    setRun("state = 'running', started_at = '2020', approved_by = 'two'"),
  ],
  ['bulk_run: it is not over', setRun(ERASED)],
  [
    'bulk_run: who asked for what is fixed',
    ...changes('bulk_run', ['id', 'requested_by', 'name', 'body_hash']),
    setRun("note = 'x'"),
  ],
  ['bulk_run: what was confirmed is kept', sql('DELETE FROM bulk_run')],
  ['bulk_row: the list is complete', row(2, 'token-1')],
  ['bulk_row: the choice is over', sql('UPDATE bulk_row SET included = 1 - included')],
  [
    'bulk_row: what it asks for is fixed',
    ...changes('bulk_row', ['run_id', 'pay_token', 'reason', 'operation_id']),
    sql('UPDATE bulk_row SET position = position + 7'),
    sql('UPDATE bulk_row SET amount = 2'),
  ],
  ['bulk_row: a refused row stays refused', sql('UPDATE bulk_row SET refusal_code = NULL')],
  ['bulk_row: what was confirmed is kept', sql('DELETE FROM bulk_row')],
  setRun(STOPPED),
  ['bulk_run: a payment of it is not erased', setRun(ERASED)],
  run('young', { created_at: YOUNG }),
  ['bulk_run: what is known of a buyer is kept for a year', setRun(ERASED, 'young')],
  sql("DELETE FROM bulk_run WHERE id = 'young'"),
  run('empty'),
  setRun(`${STOPPED}, ${ERASED}`, 'empty'),
  ['bulk_run: what was erased stays erased', setRun('erased_at = NULL', 'empty')],
];

const settlementLine = {
  ...{ import_id: 1, transaction_id: 't', type: 'PAY', version: 1, pay_token: 'p', order_no: 'o' },
  ...{ method: 'CARD', amount: 1, fee: 1, vat: 1, settle_day: '2026-11-26', sign_was_wrong: 0 },
  ...{ is_gone: 0, is_newest: 0, state: 'matched', fee_state: 'fits' },
};
const by = { at: OLD, staff_id: 's', staff_name: 'S' };
const rate = { method: 'CARD', rate_bp: 1, valid_from: '2026-11-26' };

const ofSettlement: Step[] = [
  insert('settlement_import', { date_type: 'DUE', day: '2026-11-26', asked_at: OLD, lines: 1 }),
  appendOnly('settlement_import', ['asked_at']),
  insert('settlement_line', settlementLine),
  [
    'settlement_line: what Toss told is fixed',
    ...changes('settlement_line', ['transaction_id', 'type', 'pay_token', 'order_no', 'method']),
    sql('UPDATE settlement_line SET is_newest = 1'),
    sql('UPDATE settlement_line SET fee = 2'),
  ],
  sql("UPDATE settlement_line SET state = 'amount-differs', own_fee = 2"),
  ['settlement_line: append only', sql('DELETE FROM settlement_line')],
  insert('settlement_deposit', { day: '2026-11-26', won: 1, source: 'typed', ...by }),
  appendOnly('settlement_deposit', ['at', 'staff_id']),
  insert('settlement_bank_line', { deposit_id: 1, won: 1, time: '10:00' }),
  appendOnly('settlement_bank_line', ['time']),
  insert('settlement_rate', { ...rate, ...by }),
  appendOnly('settlement_rate', ['method', 'at']),
  insert('settlement_fee_back', { rule: 'none', ...by }),
  appendOnly('settlement_fee_back', ['at', 'staff_id']),
];

/** While a payment is erased its guards let texts go, and nothing else. */
const ofErasing: Step[] = [
  [
    'erasing: what is known of a buyer is kept for a year',
    insert('erasing', { pay_token: 'token-young', at: OLD }),
  ],
  [
    'erasing: an operation on the payment is open',
    insert('erasing', { pay_token: 'token-2', at: OLD }),
  ],
  event({ pay_token: 'token-erased', what: 'bank-transfer-recorded', at: YOUNG, detail: 'd' }),
  event({ pay_token: 'token-erased', detail: 'old' }),
  transfer('young', { pay_token: 'token-erased', recorded_at: YOUNG }),
  ...['token-1', 'token-3', 'token-items', 'token-erased', 'token-over'].map((payToken) =>
    insert('erasing', { pay_token: payToken, at: OLD }),
  ),
  setItems(
    'token-items',
    lines.map((line) => ({ ...line, name: '•' })),
  ),
  [
    'payment: erasing changes only the names of its items',
    setItems('token-items', lines.toReversed()),
  ],
  sql(`UPDATE payment SET product_desc = '', metadata = NULL, erased_at = '${OLD}'
    WHERE pay_token IN ('token-items', 'token-erased')`),
  [
    'payment: what was erased stays erased',
    sql('UPDATE payment SET erased_at = NULL WHERE erased_at IS NOT NULL'),
    sql("UPDATE payment SET metadata = 'x' WHERE erased_at IS NOT NULL"),
    sql("UPDATE payment SET slip_url = 'x' WHERE erased_at IS NOT NULL"),
    setItems('token-erased', lines),
  ],
  sql("UPDATE event SET detail = NULL WHERE detail = 'old'"),
  [
    'event: append only',
    ...changes('event', ['what', 'pay_token'], "pay_token = 'token-erased' AND what = 'seen'"),
    sql('DELETE FROM event'),
  ],
  [
    EVIDENCE,
    sql("UPDATE event SET detail = NULL WHERE what = 'bank-transfer-recorded'"),
    sql("UPDATE bank_transfer SET reference = '' WHERE id = 'young'"),
  ],
  sql("UPDATE bank_transfer SET reference = '', note = 'erased' WHERE id = 't1'"),
  sql("UPDATE bank_transfer_act SET note = 'erased'"),
  sql("UPDATE bank_transfer_take_back SET note = 'erased'"),
  sql("UPDATE over_given_acknowledged SET note = 'erased'"),
  ...['bank_transfer', 'bank_transfer_act', 'bank_transfer_take_back'].map((table): Step => {
    const column = table === 'bank_transfer' ? 'recorded_by' : 'staff_id';
    return [`${table}: append only`, sql(`UPDATE ${table} SET ${column} = 'x'`)];
  }),
  sql("UPDATE callback SET body = '' WHERE pay_token = 'token-1'"),
  sql("UPDATE payment_refund SET reason = 'erased'"),
  sql(`UPDATE operation SET note = 'erased' WHERE id = '${idOf(1)}'`),
  ['operation: frozen column', sql("UPDATE operation SET requested_by = 'x'")],
  sql("UPDATE bulk_row SET reason = '' WHERE pay_token = 'token-3'"),
  event({ pay_token: 'token-erased', at: YOUNG, detail: 'late' }),
  sql('DELETE FROM erasing'),
];

const story: Step[] = [
  ...ofPayments,
  ...ofStaff,
  ...ofOperations,
  ...ofRecords,
  ...ofTransfers,
  ...ofBulkRuns,
  ...ofSettlement,
  ...ofErasing,
];

const refusalOf = (db: RawDatabase, act: Act) => {
  try {
    act(db);
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** What went otherwise than the step says. */
function told(db: RawDatabase, step: Step, index: number): string[] {
  const [words, ...acts] = typeof step === 'function' ? ['done', step] : step;
  return acts
    .map((act) => refusalOf(db, act))
    .filter((answer) => answer !== words)
    .map((answer) => `${String(index)}, ${words}: ${answer}`);
}

describeOnEachEngine((engine) => {
  it('each guard refuses, with its words', () => {
    const test = openOn(engine);
    try {
      expect(story.flatMap((step, index) => told(test.db, step, index))).toEqual([]);
      expect(test.db.all('SELECT * FROM late_text')).toEqual([
        { pay_token: 'token-erased', at: YOUNG },
      ]);
    } finally {
      test.close();
    }
  });
});

it('the story has every refusal of the schema', () => {
  const test = openOn('sqlite');
  const { triggers } = schemaOfSqlite(test);
  test.close();
  const refusals = new Set(story.flatMap((step) => (typeof step === 'function' ? [] : [step[0]])));
  const known = new Set(Object.values(triggers).flatMap(({ messages }) => messages));
  expect([...refusals].toSorted()).toEqual([...known].toSorted());
});
