/** What the database itself refuses of bulk refunds, whatever code runs. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bulkHash, chosenBulkRows, recordBulkRun } from '../../server/storage/bulk-runs.ts';
import { openConnection, type Connection } from '../../server/storage/connection.ts';
import { bulkMoves, bulkStates, type BulkState } from '../../shared/bulk-refund.ts';
import { openTestStorage, plantPayment, type TestStorage } from '../support/open-test-storage.ts';
import { runUnit } from '../../server/storage/run-unit.ts';

let test: TestStorage;
/** A second connection with the desk's settings: the file itself has to refuse. */
let db: Connection;
let id: string;

beforeAll(() => {
  test = openTestStorage();
  db = openConnection(test.file);
});
afterAll(() => {
  db.close();
  test.close();
});

const AT = '2026-11-27T03:00:00.000Z';

beforeEach(async () => {
  id = randomUUID();
  const payToken = await plantPayment(test.storage);
  const row = {
    ...{ orderNo: null, payToken, amount: 1000, parts: null, reason: 'x', seenRefunded: 0 },
    ...{ verdict: 'ready' as const, findings: [] },
  };
  const look = { ...row, payToken: await plantPayment(test.storage), verdict: 'look' as const };
  const rows = [row, look].map((one) => ({ ...one, operationId: randomUUID() }));
  await recordBulkRun(test.storage, {
    ...{ id, name: 'n', note: null, rows },
    requestedBy: { id: 'maker', name: 'Maker' },
  });
});

/** The columns that each state requires. */
const columns: Record<BulkState, string> = {
  draft: '',
  proposed: `, approval_lapses_at = '2026-11-28T03:00:00.000Z'`,
  running: `, paused_because = NULL, started_at = '${AT}', approved_by = 'second'`,
  paused: `, paused_because = 'person'`,
  done: `, ended_at = '${AT}'`,
  stopped: `, paused_because = NULL, ended_at = '${AT}'`,
};
const confirm = () => {
  const hash = bulkHash(runUnit(db, chosenBulkRows(id)));
  db.prepare('UPDATE bulk_run SET body_hash = ? WHERE id = ?').run(hash, id);
};
const move = (to: BulkState) =>
  db.prepare(`UPDATE bulk_run SET state = '${to}'${columns[to]} WHERE id = ?`).run(id);

const way: Record<BulkState, BulkState[]> = {
  draft: [],
  proposed: ['proposed'],
  running: ['running'],
  paused: ['running', 'paused'],
  done: ['running', 'done'],
  stopped: ['stopped'],
};
const everyPair = bulkStates.flatMap((from) => bulkStates.map((to) => [from, to] as const));

describe('a run', () => {
  it.each(everyPair.filter(([from, to]) => from !== to))('%s → %s', (from, to) => {
    confirm();
    for (const step of way[from]) move(step);
    if (bulkMoves[from].includes(to)) {
      move(to);
      expect(db.prepare('SELECT state FROM bulk_run WHERE id = ?').pluck().get(id)).toBe(to);
    } else {
      expect(() => move(to)).toThrow(/no such move|CHECK constraint/);
    }
  });

  it('starts as a draft, and stays one until its rows are fixed', () => {
    const born = `INSERT INTO bulk_run (id, state, name, created_at, requested_by,
      requested_by_name, body_hash) VALUES ('x', 'running', 'n', '${AT}', 'a', 'A', NULL)`;
    expect(() => db.exec(born)).toThrow('begins as a draft');
    expect(() => move('running')).toThrow('CHECK constraint');
  });

  it('is approved by another person, in time', () => {
    confirm();
    move('proposed');
    const run = (by: string | null, at: string) =>
      db
        .prepare(
          `UPDATE bulk_run SET state = 'running', started_at = ?, approved_by = ? WHERE id = ?`,
        )
        .run(at, by, id);
    expect(() => run(null, AT)).toThrow('needs its approver');
    expect(() => run('maker', AT)).toThrow('CHECK constraint');
    expect(() => run('second', '2026-11-28T03:00:00.000Z')).toThrow('in time');
    run('second', AT);
    expect(() => run('third', AT)).toThrow('is fixed');
  });

  it.each(['body_hash', 'requested_by', 'name', 'note'])('can’t change its %s', (column) => {
    confirm();
    move('running');
    const change = db.prepare(`UPDATE bulk_run SET ${column} = ? WHERE id = ?`);
    expect(() => change.run('0'.repeat(64), id)).toThrow('is fixed');
  });

  it('can’t be deleted once it was confirmed, only before', () => {
    const forget = db.prepare('DELETE FROM bulk_run WHERE id = ?');
    const rows = () => db.prepare('SELECT count(*) FROM bulk_row WHERE run_id = ?').pluck().get(id);
    confirm();
    expect(() => forget.run(id)).toThrow('is kept');
    expect(rows()).toBe(2);
  });
});

describe('a row', () => {
  it.each([
    ['amount', 2000],
    ['pay_token', null],
    ['reason', 'another'],
    ['seen_refunded', 1],
    ['verdict', 'look'],
    ['operation_id', 'another'],
  ])('can’t change its %s', (column, value) => {
    const change = db.prepare(
      `UPDATE bulk_row SET ${column} = ? WHERE run_id = ? AND position = 0`,
    );
    expect(() => change.run(value, id)).toThrow('what it asks for is fixed');
  });

  it('can be chosen while the run is a draft, and not after', () => {
    const choose = db.prepare('UPDATE bulk_row SET included = ? WHERE run_id = ? AND position = 1');
    choose.run(1, id);
    choose.run(0, id);
    confirm();
    move('running');
    expect(() => choose.run(1, id)).toThrow('the choice is over');
  });

  it('can’t be added or deleted once the run is confirmed', () => {
    confirm();
    move('running');
    const copy = `INSERT INTO bulk_row SELECT run_id, 7, order_no, NULL, amount, taxable, vat, tax_free,
      service_fee, reason, seen_refunded, 'refused', findings, 0, 'new', NULL, NULL
      FROM bulk_row WHERE run_id = ? AND position = 0`;
    expect(() => db.prepare(copy).run(id)).toThrow('the list is complete');
    expect(() => db.prepare('DELETE FROM bulk_row WHERE run_id = ?').run(id)).toThrow('is kept');
  });

  it('is refused once', () => {
    const refuse = db.prepare('UPDATE bulk_row SET refusal_code = ? WHERE run_id = ?');
    refuse.run('stale-view', id);
    expect(() => refuse.run(null, id)).toThrow('stays refused');
  });

  it('shares its operation with no other row, and its payment with no other chosen one', () => {
    const add = (values: string) => () =>
      db.exec(`INSERT INTO bulk_row SELECT run_id, 7, order_no, pay_token, amount, taxable, vat,
        tax_free, service_fee, reason, seen_refunded, verdict, findings, included, ${values}
        FROM bulk_row WHERE run_id = '${id}' AND position = 0`);
    expect(add('operation_id, NULL, NULL')).toThrow('UNIQUE constraint');
    expect(add(`'${randomUUID()}', NULL, NULL`)).toThrow('UNIQUE constraint');
  });
});

describe('the hash that an approval is bound to', () =>
  it.each([
    { operation_id: 'another' },
    { pay_token: 'another' },
    { amount: 1001 },
    { taxable: 1, vat: 2, tax_free: 3, service_fee: 4 },
    { reason: 'another' },
    { seen_refunded: 1 },
  ])('changes with %o of one row', (change) => {
    const [first, ...rest] = runUnit(db, chosenBulkRows(id));
    if (first === undefined) throw new Error('The run has no row');
    const hash = bulkHash([first, ...rest]);
    expect(bulkHash([{ ...first, ...change }, ...rest])).not.toBe(hash);
    expect(bulkHash([{ ...first, position: 7 }, ...rest])).toBe(hash);
  }));
