import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepCallbacks } from '../../server/storage/callbacks.ts';
import { paidStatuses, payStatuses } from '../../shared/payment.ts';
import {
  insertRaw,
  plantPayment,
  rawRefund,
  openOn,
  type TestStorage,
} from '../support/open-test-storage.ts';
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

  const hasReplace = engine === 'sqlite';
  const plant = (facts = {}) => plantPayment(test.storage, facts);
  const setStatus = (payToken: string, status: string) =>
    db.run('UPDATE payment SET status = ? WHERE pay_token = ?', status, payToken);

  describe('a payment', () => {
    const unpaid = payStatuses.filter((status) => !paidStatuses.includes(status));

    it('that was canceled stays canceled', async () => {
      for (const status of payStatuses.filter((other) => other !== 'PAY_CANCEL')) {
        const payToken = await plant({ status: 'PAY_CANCEL', completedAt: null });
        expect(() => setStatus(payToken, status), status).toThrow('stays canceled');
      }
    });

    it.each(paidStatuses)('in %s never becomes unpaid', async (from) => {
      const payToken = await plant({ status: from });
      for (const to of unpaid) {
        expect(() => setStatus(payToken, to), to).toThrow(/stays paid|stays settled/);
      }
    });

    it.each(['SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'])(
      'in %s never goes back before settlement',
      async (from) => {
        const payToken = await plant({ status: from });
        for (const to of ['PAY_COMPLETE', 'REFUND_PROGRESS', 'REFUND_SUCCESS']) {
          expect(() => setStatus(payToken, to), to).toThrow('stays settled');
        }
      },
    );

    it('may leave a progress state either way', async () => {
      const charging = await plant({ status: 'PAY_PROGRESS', completedAt: null });
      setStatus(charging, 'PAY_APPROVED');
      setStatus(charging, 'PAY_PROGRESS');
      setStatus(charging, 'PAY_COMPLETE');
      setStatus(charging, 'REFUND_PROGRESS');
      setStatus(charging, 'PAY_COMPLETE');
    });

    it('never has less refunded than before', async () => {
      const payToken = await plant();
      const set = (won: number) =>
        db.run('UPDATE payment SET refunded = ? WHERE pay_token = ?', won, payToken);
      set(500);
      expect(() => set(499)).toThrow('shrinks only with its refunds');
      set(500);
    });

    it.each([
      ['pay_token', 'another'],
      ['order_no', 'another'],
      ['amount', 1],
    ])('can’t change its %s', async (name, value) => {
      const payToken = await plant();
      expect(() =>
        db.run(`UPDATE payment SET ${name} = ? WHERE pay_token = ?`, value, payToken),
      ).toThrow(/fixed|check constraint|foreign key/i);
    });

    it('has parts that add up', async () => {
      const payToken = await plant();
      expect(() =>
        db.run('UPDATE payment SET vat = vat + 1 WHERE pay_token = ?', payToken),
      ).toThrow(broken.check);
    });

    it('is never deleted', async () => {
      const payToken = await plant();
      expect(() => db.run('DELETE FROM payment WHERE pay_token = ?', payToken)).toThrow(
        'rows are kept',
      );
    });

    it.runIf(hasReplace)('is not deleted by REPLACE', async () => {
      const payToken = await plant();
      const columns = Object.keys(db.get('SELECT * FROM payment') as object);
      const copy = columns.map((name) => (name === 'status' ? "'PAY_STANDBY'" : name)).join(', ');
      expect(() =>
        db.run(`REPLACE INTO payment SELECT ${copy} FROM payment WHERE pay_token = ?`, payToken),
      ).toThrow('rows are kept');
    });
  });

  describe('a booked refund', () => {
    const refunds = [{ refundNo: 'console-1', amount: 900, reason: null, at: null, done: true }];

    it('is never deleted nor changed', async () => {
      const payToken = await plant({ status: 'REFUND_SUCCESS', refunds });
      const where = 'WHERE pay_token = ?';
      expect(() => db.run(`DELETE FROM payment_refund ${where}`, payToken)).toThrow(
        'rows are kept',
      );
      for (const set of ['amount = 1', "refund_no = 'x'", "pay_token = 'token-000001'"]) {
        expect(() => db.run(`UPDATE payment_refund SET ${set} ${where}`, payToken), set).toThrow(
          'are fixed',
        );
      }
    });

    it('belongs to at most one operation, for ever', async () => {
      const payToken = await plant({ status: 'REFUND_SUCCESS', refunds });
      const { id } = db.unit(insertRaw(rawRefund(payToken, { seen_refunded: 900 })));
      db.run(
        "UPDATE payment_refund SET origin = 'desk', operation_id = ? WHERE pay_token = ?",
        id,
        payToken,
      );
      expect(() =>
        db.run(
          "UPDATE payment_refund SET origin = 'outside', operation_id = NULL WHERE pay_token = ?",
          payToken,
        ),
      ).toThrow('are fixed');
      expect(() =>
        db.run(
          `INSERT INTO payment_refund (pay_token, refund_no, amount, first_seen_at, origin, operation_id)
           VALUES (?, 'another', 1, '2026-01-01T00:00:00.000Z', 'desk', ?)`,
          payToken,
          id,
        ),
      ).toThrow(broken.unique);
    });

    it('is ours if and only if it has an operation', async () => {
      const payToken = await plant();
      expect(() =>
        db.run(
          `INSERT INTO payment_refund (pay_token, refund_no, amount, first_seen_at, origin)
           VALUES (?, 'x', 1, '2026-01-01T00:00:00.000Z', 'desk')`,
          payToken,
        ),
      ).toThrow(broken.check);
    });
  });

  describe('append-only tables', () => {
    it('an event is neither changed, deleted nor replaced', async () => {
      await plant();
      const change = (sql: string) => () => db.run(sql);
      expect(change("UPDATE event SET detail = 'x'")).toThrow('append only');
      expect(change('UPDATE event SET answer_text = NULL')).toThrow('append only');
      expect(change('DELETE FROM event')).toThrow('append only');
      if (!hasReplace) return;
      expect(
        change(
          `REPLACE INTO event (seq, at, type, what, source, pay_token)
         VALUES (1, 'x', 'payment', 'x', 'desk', 'x')`,
        ),
      ).toThrow('append only');
    });

    it('a callback keeps its content', async () => {
      const contentType = 'application/x-www-form-urlencoded';
      const payToken = await plant();
      await keepCallbacks(test.storage, [
        { contentType, body: 'payToken=abc', payToken, named: true },
      ]);
      const change = (sql: string) => () => db.run(sql);
      expect(change("UPDATE callback SET body = 'x'")).toThrow('what came in is fixed');
      expect(change("UPDATE callback SET body_hash = 'x'")).toThrow('what came in is fixed');
      expect(change("UPDATE callback SET received_at = 'x'")).toThrow('what came in is fixed');
      expect(change("UPDATE callback SET pay_token = 'x'")).toThrow('what came in is fixed');
      expect(change("UPDATE callback SET body = ''")).toThrow('what came in is fixed');
      expect(change('UPDATE callback SET bytes = 1')).toThrow('what came in is fixed');
      expect(change('UPDATE callback SET named = 0')).toThrow('what came in is fixed');
      expect(change("UPDATE callback SET expires_at = 'x'")).toThrow('what came in is fixed');
      expect(change('DELETE FROM callback')).toThrow('rows are kept');
      db.run("UPDATE callback SET outcome = 'read', handled_at = 'now'");
      if (!hasReplace) return;
      expect(
        change(
          `REPLACE INTO callback (id, received_at, content_type, body_hash, body)
         VALUES (1, 'x', 'x', 'x', 'x')`,
        ),
      ).toThrow('rows are kept');
    });

    it('a callback about no payment may lose its body and its row, and change in nothing else', async () => {
      const callback = {
        contentType: 'text/plain',
        body: 'forged',
        payToken: 'nobody',
        named: true,
      };
      await keepCallbacks(test.storage, [callback]);
      const where = "WHERE pay_token = 'nobody'";
      const change = (sql: string) => () => db.run(`${sql} ${where}`);
      const sets = ["body = 'x'", "body_hash = 'x'", "received_at = 'x'", 'bytes = 1', 'named = 0'];
      for (const set of sets) {
        expect(change(`UPDATE callback SET ${set}`), set).toThrow('what came in is fixed');
      }
      change("UPDATE callback SET body = ''")();
      change("UPDATE callback SET body = 'forged'")();
      expect(change('DELETE FROM callback')()).toBe(1);
    });

    it('the same callback twice is one row, counted', async () => {
      const callback = {
        contentType: 'text/plain',
        body: 'twice',
        payToken: 'nobody',
        named: false,
      };
      await keepCallbacks(test.storage, [callback]);
      await keepCallbacks(test.storage, [callback]);
      const rows = db.all("SELECT times FROM callback WHERE body = 'twice'");
      expect(rows).toEqual([{ times: 2 }]);
    });
  });
});
