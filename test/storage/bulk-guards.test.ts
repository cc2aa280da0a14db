/** What the database itself refuses of bulk refunds, whatever code runs. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bulkHash, chosenBulkRows, recordBulkRun } from '../../server/storage/bulk-runs.ts';
import { bulkMoves, bulkStates, type BulkState } from '../../shared/bulk-refund.ts';
import { plantPayment, openOn, type TestStorage } from '../support/open-test-storage.ts';
import { broken, describeOnEachEngine } from '../support/each-engine.ts';
import { type RawDatabase } from '../support/raw-database.ts';

describeOnEachEngine((engine) => {
  let test: TestStorage;
  /** A connection beside the desk's: the database itself has to refuse. */
  let db: RawDatabase;

  beforeAll(() => {
    test = openOn(engine);
    db = test.db;
  });
  afterAll(() => test.close());
  let id: string;

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
    const hash = bulkHash(db.unit(chosenBulkRows(id)));
    db.run('UPDATE bulk_run SET body_hash = ? WHERE id = ?', hash, id);
  };
  const move = (to: BulkState) =>
    db.run(`UPDATE bulk_run SET state = '${to}'${columns[to]} WHERE id = ?`, id);

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
        expect(db.value('SELECT state FROM bulk_run WHERE id = ?', id)).toBe(to);
      } else {
        expect(() => move(to)).toThrow(/no such move|check constraint/i);
      }
    });

    it('starts as a draft, and stays one until its rows are fixed', () => {
      const born = `INSERT INTO bulk_run (id, state, name, created_at, requested_by,
      requested_by_name, body_hash) VALUES ('x', 'running', 'n', '${AT}', 'a', 'A', NULL)`;
      expect(() => db.run(born)).toThrow('begins as a draft');
      expect(() => move('running')).toThrow(broken.check);
    });

    it('is approved by another person, in time', () => {
      confirm();
      move('proposed');
      const run = (by: string | null, at: string) =>
        db.run(
          `UPDATE bulk_run SET state = 'running', started_at = ?, approved_by = ? WHERE id = ?`,
          at,
          by,
          id,
        );
      expect(() => run(null, AT)).toThrow('needs its approver');
      expect(() => run('maker', AT)).toThrow(broken.check);
      expect(() => run('second', '2026-11-28T03:00:00.000Z')).toThrow('in time');
      run('second', AT);
      expect(() => run('third', AT)).toThrow('is fixed');
    });

    it.each(['body_hash', 'requested_by', 'name', 'note'])('can’t change its %s', (column) => {
      confirm();
      move('running');
      const change = `UPDATE bulk_run SET ${column} = ? WHERE id = ?`;
      expect(() => db.run(change, '0'.repeat(64), id)).toThrow('is fixed');
    });

    it('can’t be deleted once it was confirmed, only before', () => {
      const forget = 'DELETE FROM bulk_run WHERE id = ?';
      const rows = () => db.value('SELECT count(*) FROM bulk_row WHERE run_id = ?', id);
      confirm();
      expect(() => db.run(forget, id)).toThrow('is kept');
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
      const change = `UPDATE bulk_row SET ${column} = ? WHERE run_id = ? AND position = 0`;
      expect(() => db.run(change, value, id)).toThrow('what it asks for is fixed');
    });

    it('can be chosen while the run is a draft, and not after', () => {
      const choose = (included: number) =>
        db.run('UPDATE bulk_row SET included = ? WHERE run_id = ? AND position = 1', included, id);
      choose(1);
      choose(0);
      confirm();
      move('running');
      expect(() => choose(1)).toThrow('the choice is over');
    });

    it('can’t be added or deleted once the run is confirmed', () => {
      confirm();
      move('running');
      const copy = `INSERT INTO bulk_row SELECT run_id, 7, order_no, NULL, amount, taxable, vat, tax_free,
      service_fee, reason, seen_refunded, 'refused', findings, 0, 'new', NULL, NULL
      FROM bulk_row WHERE run_id = ? AND position = 0`;
      expect(() => db.run(copy, id)).toThrow('the list is complete');
      expect(() => db.run('DELETE FROM bulk_row WHERE run_id = ?', id)).toThrow('is kept');
    });

    it('is refused once', () => {
      const refuse = 'UPDATE bulk_row SET refusal_code = ? WHERE run_id = ?';
      db.run(refuse, 'stale-view', id);
      expect(() => db.run(refuse, null, id)).toThrow('stays refused');
    });

    it('shares its operation with no other row, and its payment with no other chosen one', () => {
      const add = (values: string) => () =>
        db.run(`INSERT INTO bulk_row SELECT run_id, 7, order_no, pay_token, amount, taxable, vat,
        tax_free, service_fee, reason, seen_refunded, verdict, findings, included, ${values}
        FROM bulk_row WHERE run_id = '${id}' AND position = 0`);
      expect(add('operation_id, NULL, NULL')).toThrow(broken.unique);
      expect(add(`'${randomUUID()}', NULL, NULL`)).toThrow(broken.unique);
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
      const [first, ...rest] = db.unit(chosenBulkRows(id));
      if (first === undefined) throw new Error('The run has no row');
      const hash = bulkHash([first, ...rest]);
      expect(bulkHash([{ ...first, ...change }, ...rest])).not.toBe(hash);
      expect(bulkHash([{ ...first, position: 7 }, ...rest])).toBe(hash);
    }));
});
