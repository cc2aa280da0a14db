/** This build upgrades a database of an earlier release without loss. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { Database } from '../../server/sqlite.ts';
import { erasePayment, paymentsToErase } from '../../server/storage/erasure.ts';
import { openStorage } from '../../server/storage/storage.ts';
import { transitions } from '../../shared/operation.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import { prepare } from '../../server/storage/statement.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
/** Release 0.1.0 has schema 2; the other file is of a build between 0.1.0 and 0.2.0. */
const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.db.gz'));

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-upgrade-'));
  file = join(dir, 'changgu.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

type Row = Record<string, unknown>;

/** Values of a release that have another name now. */
const verdictNow: Record<string, string> = {
  rejected: 'refused',
  'rejected-by-state': 'refused',
  'refused-to-confirm': 'refused',
  'maybe-done': 'said-done',
  'ok-other-number': 'said-done',
};

/** All rows of the desk's tables, by table. */
function rowsIn(path: string): Map<string, Row[]> {
  const db = new Database(path, { readonly: true });
  const names = db
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table'
       AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'payment_text%'`,
    )
    .pluck()
    .all() as string[];
  const rows = new Map(
    names.map((name) => [name, db.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all() as Row[]]),
  );
  db.close();
  return rows;
}

describe.each(files)('%s', (name) => {
  it('opens, keeps every row and every remaining column, and passes the integrity check', () => {
    writeFileSync(file, gunzipSync(readFileSync(join(FIXTURES, name))));
    const before = rowsIn(file);
    openStorage(file, systemClock).close();
    const after = rowsIn(file);
    for (const [table, rows] of before) {
      // The sums are counted anew from the payments; `operating/upgrade` compares them.
      if (table === 'operation_transition' || table === 'payment_tally') continue;
      const kept = after.get(table) ?? [];
      for (const row of rows) {
        if ('verdict' in row) row['verdict'] = verdictNow[String(row['verdict'])] ?? row['verdict'];
      }
      const columns = Object.keys(rows[0] ?? {}).filter((column) => column in (kept[0] ?? {}));
      const only = (all: Row[]) =>
        all.map((row) => columns.map((column) => [column, row[column]] as const));
      expect(only(kept), table).toEqual(only(rows));
    }
    const db = new Database(file);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.close();
  });

  it('keeps the callbacks from before for good, and gives later ones a term', () => {
    writeFileSync(file, gunzipSync(readFileSync(join(FIXTURES, name))));
    const insert = (columns: string, values: string) =>
      `INSERT INTO callback (received_at, content_type, body_hash, pay_token, body${columns})
       VALUES ('2000-01-01T00:00:00.000Z', 'x', 'hash${columns}', 'nobody', 'old'${values})`;
    const old = new Database(file);
    old.prepare(insert('', '')).run();
    old.close();
    openStorage(file, systemClock).close();
    const upgraded = new Database(file);
    const remove = upgraded.prepare('DELETE FROM callback WHERE body_hash LIKE ?');
    expect(() => remove.run('hash')).toThrow('rows are kept');
    upgraded.prepare(insert(', expires_at', ", '2000-01-08T00:00:00.000Z'")).run();
    expect(remove.run('hash,%').changes).toBe(1);
    upgraded.close();
  });

  it('lets buyers’ data of that release be erased once their term is over', async () => {
    writeFileSync(file, gunzipSync(readFileSync(join(FIXTURES, name))));
    const old = new Database(file);
    const past = '2019-04-01T03:40:00.000Z';
    old
      .prepare('UPDATE payment SET created_at = ?, completed_at = ?, metadata = ?')
      .run(...[past, past, '박지훈']);
    old.close();
    const storage = openStorage(file, systemClock);
    const given = { before: '2020-01-01T00:00:00.000Z', limit: 1000 };
    const due = storage.read(paymentsToErase(given));
    expect(due.length).toBeGreaterThan(10);
    await storage.transact(function* () {
      const { before } = given;
      for (const { payToken } of due) yield* erasePayment(payToken, { at: before, before });
      yield* prepare("INSERT INTO payment_text (payment_text) VALUES ('integrity-check')").run();
    });
    const left = storage.reader
      .prepare('SELECT count(*) FROM payment WHERE metadata IS NOT NULL AND erased_at IS NOT NULL')
      .pluck();
    expect([left.get(), storage.read(paymentsToErase(given))]).toEqual([0, []]);
    storage.close();
  });

  it('has the transitions of this build', () => {
    writeFileSync(file, gunzipSync(readFileSync(join(FIXTURES, name))));
    openStorage(file, systemClock).close();
    const moves = (rowsIn(file).get('operation_transition') ?? []).map(
      (row) => `${String(row['from_state'])} ${String(row['cause'])} ${String(row['to_state'])}`,
    );
    const expected = transitions.map(({ from, cause, to }) => `${from} ${cause} ${to}`);
    expect(moves.toSorted()).toEqual(expected.toSorted());
  });

  it('contains an operation of each state and a payment of each status', () => {
    writeFileSync(file, gunzipSync(readFileSync(join(FIXTURES, name))));
    const rows = rowsIn(file);
    const found = (table: string, column: string) =>
      new Set((rows.get(table) ?? []).map((row) => row[column])).size;
    expect([found('operation', 'state'), found('payment', 'status')]).toEqual([12, 9]);
    expect(found('event', 'seq')).toBeGreaterThan(20);
  });
});

/** What 0.1.0 did not have yet. */
describe('schema-7.db.gz', () => {
  const name = 'schema-7.db.gz';

  it('keeps acknowledgements, and adds none', () => {
    writeFileSync(file, gunzipSync(readFileSync(join(FIXTURES, name))));
    const old = new Database(file);
    const [early, late] = old
      .prepare(
        `SELECT pay_token FROM operation WHERE ended_at IS NOT NULL
         GROUP BY pay_token ORDER BY pay_token LIMIT 2`,
      )
      .pluck()
      .all();
    const look = old.prepare('UPDATE payment SET acknowledged_at = ? WHERE pay_token = ?');
    look.run('2000-06-01T00:00:00.000Z', early);
    look.run('2100-06-01T00:00:00.000Z', late);
    const refund = old.prepare(
      `INSERT INTO payment_refund (pay_token, refund_no, amount, first_seen_at, origin)
       VALUES (?, ?, 1, ?, 'outside')`,
    );
    refund.run(early, 'seen', '2000-01-01T00:00:00.000Z');
    refund.run(early, 'new', '2000-12-01T00:00:00.000Z');
    old.close();
    openStorage(file, systemClock).close();
    const upgraded = new Database(file, { readonly: true });
    const acknowledged = (payToken: unknown) =>
      upgraded
        .prepare(
          `SELECT DISTINCT acknowledged FROM operation
           WHERE pay_token = ? AND ended_at IS NOT NULL`,
        )
        .pluck()
        .all(payToken);
    expect([acknowledged(early), acknowledged(late)]).toEqual([[0], [1]]);
    const refunds = upgraded.prepare(
      `SELECT refund_no, acknowledged_no FROM payment_refund
       WHERE refund_no IN ('seen', 'new') ORDER BY refund_no`,
    );
    expect(refunds.raw().all()).toEqual([
      ['new', null],
      ['seen', 0],
    ]);
    upgraded.close();
  });

  it('keeps every bulk run with its rows, and lets one pause at Toss’s limit', () => {
    writeFileSync(file, gunzipSync(readFileSync(join(FIXTURES, name))));
    const old = new Database(file);
    const [first, second] = old.prepare('SELECT pay_token FROM payment LIMIT 2').pluck().all();
    for (const id of ['kept', 'running']) {
      old
        .prepare(
          `INSERT INTO bulk_run (id, state, name, created_at, requested_by, requested_by_name)
           VALUES (?, 'draft', '행사', '2026-11-01T00:00:00.000Z', 'a', 'A')`,
        )
        .run(id);
      for (const [position, payToken] of [first, second].entries()) {
        old
          .prepare(
            `INSERT INTO bulk_row (run_id, position, pay_token, amount, reason, seen_refunded,
               verdict, findings, included, operation_id)
             VALUES (?, ?, ?, 1000, 'x', 0, 'ready', '[]', 1, ?)`,
          )
          .run(id, position, payToken, `${id}-${String(position)}`);
      }
    }
    const confirm = `UPDATE bulk_run SET body_hash = '${'0'.repeat(64)}'`;
    old.exec(`${confirm}, state = 'running', started_at = 'x' WHERE id IN ('kept', 'running');
      UPDATE bulk_run SET state = 'done', ended_at = 'y' WHERE id = 'kept'`);
    const bulk = function* () {
      return [
        (yield* prepare('SELECT * FROM bulk_run ORDER BY id').all()) as Row[],
        (yield* prepare('SELECT * FROM bulk_row ORDER BY run_id, position').all()) as Row[],
      ];
    };
    const [runs = [], rows] = runUnit(old, bulk());
    old.close();
    openStorage(file, systemClock).close();
    const upgraded = new Database(file);
    expect(runUnit(upgraded, bulk())).toEqual([
      runs.map((row) => ({ ...row, erased_at: null })),
      rows,
    ]);
    const pause = upgraded.prepare(
      `UPDATE bulk_run SET state = 'paused', paused_because = ? WHERE id = 'running'`,
    );
    expect(() => pause.run('no cause')).toThrow('CHECK constraint');
    pause.run('toss-limit');
    upgraded.pragma('foreign_keys = ON');
    const kept = [`DELETE FROM bulk_row`, `DELETE FROM bulk_run WHERE id = 'kept'`];
    for (const sql of kept) expect(() => upgraded.exec(sql)).toThrow('is kept');
    upgraded.close();
  });
});
