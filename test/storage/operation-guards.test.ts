import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openStates,
  operationStates,
  transitionCauses,
  transitions,
} from '../../shared/operation.ts';
import {
  bodyOf,
  insertRaw,
  MOVE_SQL,
  plantPayment,
  rawOther,
  rawRefund,
  walkTo,
  type RawOperation,
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

  /** SQLite's verbs of which one could delete the row in the way. */
  const hasReplace = engine === 'sqlite';
  const insertVerbs = hasReplace ? ['INSERT', 'INSERT OR REPLACE', 'REPLACE'] : ['INSERT'];
  const updateVerbs = hasReplace ? ['UPDATE', 'UPDATE OR REPLACE'] : ['UPDATE'];
  const plant = (facts = {}) => plantPayment(test.storage, facts);
  const insert = (row: RawOperation, verb?: string) => db.unit(insertRaw(row, verb));
  const stateOf = (id: unknown) => db.value('SELECT state FROM operation WHERE id = ?', id);

  describe('a new operation', () => {
    it.each(['ready', 'proposed'])('may be %s', async (state) => {
      insert(rawRefund(await plant(), { state }));
    });

    it.each(operationStates.filter((state) => state !== 'ready' && state !== 'proposed'))(
      'can’t be %s',
      async (state) => {
        const row = rawRefund(await plant(), { state });
        expect(() => insert(row)).toThrow('born only as proposed or ready');
      },
    );

    it.each([
      ['attempts', 1],
      ['sent_at', '2026-01-01T00:00:00.000Z'],
      ['ended_at', '2026-01-01T00:00:00.000Z'],
      ['approved_by', 'staff-2'],
      ['resolved_by', 'staff-2'],
      ['late', 1],
      ['cause', 'answered-ok'],
    ])('can’t have %s', async (name, value) => {
      const row = rawRefund(await plant(), { [name]: value });
      expect(() => insert(row)).toThrow('born only as proposed or ready');
    });

    it('needs a known payment', () =>
      expect(() => insert(rawRefund('token-nobody-knows'))).toThrow('stale view'));

    it('refuses an id that exists, also by REPLACE, and keeps the old row', async () => {
      const [payToken, other] = [await plant(), await plant()];
      const row = insert(rawRefund(payToken));
      for (const verb of insertVerbs) {
        const again = rawRefund(other, { id: row['id'] ?? '', amount: 4000 });
        expect(() => insert(again, verb)).toThrow('this id exists');
      }
      expect(db.value('SELECT pay_token FROM operation WHERE id = ?', row['id'])).toBe(payToken);
    });

    it('refuses a second open operation', async () => {
      const payToken = await plant();
      const first = insert(rawRefund(payToken));
      expect(() => insert(rawRefund(payToken, { amount: 100, taxable: 90, vat: 10 }))).toThrow(
        broken.unique,
      );
      expect(stateOf(first['id'])).toBe('ready');
    });

    it.runIf(hasReplace)(
      'refuses INSERT OR REPLACE of a second one, which would delete the first',
      async () => {
        const payToken = await plant();
        const first = insert(rawRefund(payToken));
        expect(() =>
          insert(rawRefund(payToken, { amount: 100, taxable: 90, vat: 10 }), 'INSERT OR REPLACE'),
        ).toThrow('rows are kept');
        expect(stateOf(first['id'])).toBe('ready');
      },
    );

    it('refuses another kind beside an open one', async () => {
      const payToken = await plant();
      insert(rawRefund(payToken));
      expect(() => insert(rawOther('execute', payToken))).toThrow(broken.unique);
      expect(() => insert(rawOther('cancel', payToken))).toThrow(broken.unique);
    });

    it.each(openStates)('refuses a second one beside one in %s', async (state) => {
      const payToken = await plant();
      const { id } = insert(rawRefund(payToken, { state: 'proposed' }));
      db.unit(walkTo(String(id), state));
      expect(() => insert(rawRefund(payToken))).toThrow(broken.unique);
    });

    it('refuses to reopen an ended one beside an open one, also by UPDATE OR REPLACE', async () => {
      const payToken = await plant();
      const first = insert(rawRefund(payToken));
      db.unit(walkTo(String(first['id']), 'absent'));
      db.run(
        "UPDATE operation SET state = 'given_up', cause = 'gave-up' WHERE id = ?",
        first['id'],
      );
      const second = insert(rawRefund(payToken));
      expect(stateOf(second['id'])).toBe('ready');
      for (const verb of updateVerbs) {
        expect(() =>
          db.run(
            `${verb} operation SET state = 'absent', cause = 'absence-proved' WHERE id = ?`,
            first['id'],
          ),
        ).toThrow('illegal transition');
      }
    });
  });

  describe('a body', () => {
    const spoilt: [string, (body: string, row: RawOperation) => string][] = [
      ['with a doubled key', (body) => body.replace('"amount":4000', '"amount":1,"amount":4000')],
      ['with a doubled key at its end', (body) => body.replace(/}$/, ',"amount":35000}')],
      ['without an amount', (body) => body.replace('"amount":4000,', '')],
      ['with another amount', (body) => body.replace('"amount":4000', '"amount":40000')],
      ['with the amount as text', (body) => body.replace('"amount":4000', '"amount":"4000"')],
      ['with the amount as a fraction', (body) => body.replace('"amount":4000', '"amount":4000.0')],
      [
        'with another number',
        (body) => body.replace(/"refundNo":"[^"]+"/, `"refundNo":"${randomUUID()}"`),
      ],
      ['without a number', (body) => body.replace(/"refundNo":"[^"]+",/, '')],
      ['of another payment', (body) => body.replace(/"payToken":"[^"]+"/, '"payToken":"token-x"')],
      ['with the key in it', (body) => body.replace('{', '{"apiKey":"sk_test_changgu",')],
      ['with a blank', (body) => body.replace('{', '{ ')],
      ['that is empty', () => ''],
      ['that is null text', () => 'null'],
      ['without the tax-free part', (body) => body.replace('"amountTaxFree":0,', '')],
    ];
    it.each(spoilt)('%s is refused', async (_name, breakIt) => {
      const row = rawRefund(await plant());
      const body = db.unit(bodyOf(row));
      const spoiled = breakIt(body, row);
      expect(spoiled).not.toBe(body);
      expect(() => insert({ ...row, body: spoiled })).toThrow(broken.check);
    });

    it('that is NULL is refused', async () => {
      const row = rawRefund(await plant());
      expect(() => insert({ ...row, body: null })).toThrow(broken.notNull);
    });

    it('has every field that Toss requires, in one order, and nothing else', async () => {
      const lastToken = await plant();
      const row = rawRefund(lastToken);
      expect(db.unit(bodyOf(row))).toBe(
        `{"payToken":"${lastToken}","amount":4000,"amountTaxable":3636,"amountTaxFree":0,` +
          `"amountVat":364,"amountServiceFee":0,"refundNo":"${String(row['id'])}","reason":"단순 변심"}`,
      );
      const execute = rawOther('execute', lastToken);
      expect(db.unit(bodyOf(execute))).toBe(
        `{"payToken":"${lastToken}","amount":35000,"orderNo":"${String(execute['order_no'])}"}`,
      );
      expect(db.unit(bodyOf(rawOther('cancel', lastToken)))).toBe(
        `{"payToken":"${lastToken}","reason":"재고 부족"}`,
      );
    });
  });

  describe('the body of v2', () => {
    it('says that it is idempotent, and has no amount for an execute', async () => {
      const payToken = await plant();
      const row = insert(rawRefund(payToken, { api_version: 'v2' }));
      expect(row['body']).toBe(
        `{"payToken":"${payToken}","refundNo":"${String(row['id'])}","idempotent":true,` +
          '"amount":4000,"amountTaxable":3636,"amountTaxFree":0,"amountVat":364,' +
          '"amountServiceFee":0,"reason":"단순 변심"}',
      );
      const execute = insert(rawOther('execute', await plant(), { api_version: 'v2' }));
      const { pay_token: ofExecute, order_no: orderNo } = execute;
      expect(execute['body']).toBe(
        `{"payToken":"${String(ofExecute)}","orderNo":"${String(orderNo)}"}`,
      );
    });

    it('is none for a cancel, nor for an unknown version', async () => {
      const cancel = rawOther('cancel', await plant());
      const body = db.unit(bodyOf(cancel));
      expect(() => insert({ ...cancel, body, api_version: 'v2' })).toThrow(broken.check);
      const row = rawRefund(await plant());
      const ofV1 = db.unit(bodyOf(row));
      for (const version of ['v2', 'v3', null]) {
        expect(() => insert({ ...row, body: ofV1, api_version: version })).toThrow(
          /check constraint|not[- ]null/i,
        );
      }
    });

    it('stays with its version', async () => {
      const { id } = insert(rawRefund(await plant(), { api_version: 'v2' }));
      const change = (which: unknown) =>
        db.run("UPDATE operation SET api_version = 'v1' WHERE id = ?", which);
      expect(() => change(id)).toThrow(/frozen column|check constraint/i);
    });

    it('may have the longer reason', async () => {
      const reason = '가'.repeat(255);
      insert(rawRefund(await plant(), { api_version: 'v2', reason }));
      for (const more of [{ api_version: 'v2', reason: `${reason}가` }, { reason }]) {
        const row = rawRefund(await plant(), more);
        expect(() => insert(row)).toThrow(broken.check);
      }
    });
  });

  describe('no CHECK evaluates to NULL', () => {
    it.each(['taxable', 'vat', 'tax_free', 'service_fee', 'reason', 'seen_refunded'])(
      'a refund without %s is refused',
      async (name) => {
        const row = rawRefund(await plant(), { [name]: null });
        // Without seen_refunded, the guard against a stale view may refuse it first.
        expect(() => insert(row)).toThrow(/check constraint|stale view/i);
      },
    );

    it.each(['kind', 'amount', 'state', 'body_hash', 'fingerprint', 'requested_by', 'created_at'])(
      'a row without %s is refused',
      async (name) => {
        const row = rawRefund(await plant());
        const body = db.unit(bodyOf(row));
        expect(() => insert({ ...row, body, [name]: null })).toThrow(
          /not[- ]null|check constraint|born only|stale view|over remaining/i,
        );
      },
    );

    it.each<[string, RawOperation]>([
      ['parts that do not add up', { taxable: 3000 }],
      ['a negative part', { taxable: 4001, vat: -1 }],
      ['nothing', { amount: 0, taxable: 0, vat: 0 }],
      ['a negative amount', { amount: -1, taxable: 0, vat: -1 }],
      ['an empty reason', { reason: '' }],
      ['a reason of 51 characters', { reason: '가'.repeat(51) }],
      ['an id that is no UUID', { id: 'short' }],
      ['a body hash that is none', { body_hash: 'x' }],
      ['an unknown kind', { kind: 'gift' }],
    ])('one with %s is refused', async (_name, over) => {
      const row = rawRefund(await plant(), over);
      expect(() => insert(row)).toThrow(/check constraint|stale view|not[- ]null/i);
    });

    it('a cancel without a reason or the status that was seen is refused', async () => {
      const payToken = await plant();
      expect(() => insert(rawOther('cancel', payToken, { reason: null }))).toThrow(broken.check);
      expect(() => insert(rawOther('cancel', payToken, { seen_status: null }))).toThrow(
        'stale view',
      );
      expect(() => insert(rawOther('execute', payToken, { taxable: 35_000 }))).toThrow(
        broken.check,
      );
    });

    it('a fraction of a won is refused', async () => {
      const row = rawRefund(await plant());
      const body = db.unit(bodyOf(row));
      expect(() => insert({ ...row, body, amount: 4000.5 })).toThrow(
        /cannot store REAL|type bigint|check constraint|NULL/i,
      );
    });
  });

  describe('the budget of a payment', () => {
    const taxFree = { taxable: 0, vat: 0, taxFree: 1000, serviceFee: 0 };
    const refund = (payToken: string, amount: number, seen: number) =>
      rawRefund(payToken, { amount, taxable: 0, vat: 0, tax_free: amount, seen_refunded: seen });
    const succeed = (id: unknown) => {
      const row = db.get(
        'SELECT pay_token, amount, taxable, vat, tax_free FROM operation WHERE id = ?',
        id,
      ) as Record<string, number | string>;
      db.unit(walkTo(String(id), 'succeeded'));
      db.run(
        `INSERT INTO payment_refund (pay_token, refund_no, amount, first_seen_at, origin, operation_id)
       VALUES (?, ?, ?, '2026-01-01T00:00:00.000Z', 'desk', ?)`,
        row['pay_token'],
        id,
        row['amount'],
        id,
      );
      db.run(
        'UPDATE payment SET refunded = refunded + ? WHERE pay_token = ?',
        row['amount'],
        row['pay_token'],
      );
    };

    it('can be used up to the last won and not beyond', async () => {
      const payToken = await plant({ amount: 1000, parts: taxFree });
      expect(() => insert(refund(payToken, 1001, 0))).toThrow('over remaining');
      succeed(insert(refund(payToken, 600, 0))['id']);
      expect(() => insert(refund(payToken, 401, 600))).toThrow('over remaining');
      succeed(insert(refund(payToken, 400, 600))['id']);
      expect(() => insert(refund(payToken, 1, 1000))).toThrow('over remaining');
    });

    it('holds per part: more VAT than was paid is refused though the total fits', async () => {
      const payToken = await plant({ amount: 1100 });
      expect(() => insert(rawRefund(payToken, { amount: 101, taxable: 0, vat: 101 }))).toThrow(
        'over remaining part',
      );
      expect(() =>
        insert(rawRefund(payToken, { amount: 10, taxable: 0, vat: 0, tax_free: 10 })),
      ).toThrow('over remaining part');
      expect(() =>
        insert(rawRefund(payToken, { amount: 10, taxable: 0, vat: 0, service_fee: 10 })),
      ).toThrow('over remaining part');
      const id = insert(rawRefund(payToken, { amount: 60, taxable: 0, vat: 60 }))['id'];
      succeed(id);
      expect(() =>
        insert(rawRefund(payToken, { amount: 41, taxable: 0, vat: 41, seen_refunded: 60 })),
      ).toThrow('over remaining part');
      insert(rawRefund(payToken, { amount: 40, taxable: 0, vat: 40, seen_refunded: 60 }));
    });

    it.each(['given_up'] as const)('reserves the money of one that is %s', async (state) => {
      const payToken = await plant({ amount: 1000, parts: taxFree });
      const { id } = insert(refund(payToken, 700, 0));
      db.unit(walkTo(String(id), state));
      expect(() => insert(refund(payToken, 301, 0))).toThrow('over remaining');
      insert(refund(payToken, 300, 0));
    });

    it.each(['failed', 'declined'] as const)('frees the money of one that %s', async (state) => {
      const payToken = await plant({ amount: 1000, parts: taxFree });
      const { id } = insert(refund(payToken, 700, 0));
      db.unit(walkTo(String(id), state));
      insert(refund(payToken, 1000, 0));
    });

    it('counts refunds that were made elsewhere', async () => {
      const payToken = await plant({
        amount: 1000,
        parts: taxFree,
        status: 'REFUND_SUCCESS',
        refunds: [{ refundNo: 'console-1', amount: 900, reason: null, at: null, done: true }],
      });
      expect(() => insert(refund(payToken, 101, 900))).toThrow('over remaining');
      insert(refund(payToken, 100, 900));
    });
  });

  describe('a stale view', () => {
    it('of the refunded total is refused', async () => {
      const payToken = await plant();
      expect(() => insert(rawRefund(payToken, { seen_refunded: 1 }))).toThrow('stale view');
    });
    it('of the status is refused for a cancel', async () => {
      const payToken = await plant({ status: 'PAY_STANDBY', completedAt: null });
      expect(() => insert(rawOther('cancel', payToken, { seen_status: 'PAY_APPROVED' }))).toThrow(
        'stale view',
      );
      insert(rawOther('cancel', payToken, { seen_status: 'PAY_STANDBY' }));
    });
    it('of the amount is refused for an execute', async () => {
      const payToken = await plant({ status: 'PAY_APPROVED', completedAt: null });
      expect(() => insert(rawOther('execute', payToken, { amount: 34_999 }))).toThrow('stale view');
    });
    it('of the order number is refused', async () => {
      const payToken = await plant();
      expect(() => insert(rawRefund(payToken, { order_no: 'another' }))).toThrow('stale view');
    });
  });

  describe('transitions', () => {
    it('in the database are exactly those of shared/operation.ts', () => {
      const rows = db.all(
        'SELECT from_state AS "from", cause, to_state AS "to" FROM operation_transition',
      );
      const sorted = (list: readonly object[]) => list.map((row) => JSON.stringify(row)).toSorted();
      expect(sorted(rows as object[])).toEqual(sorted(transitions));
    });

    it('can be neither added, changed nor deleted', () => {
      expect(() =>
        db.run("INSERT INTO operation_transition VALUES ('failed', 'again', 'sending')"),
      ).toThrow('fixed');
      expect(() => db.run("UPDATE operation_transition SET to_state = 'ready'")).toThrow('fixed');
      expect(() => db.run('DELETE FROM operation_transition')).toThrow('fixed');
      if (!hasReplace) return;
      expect(() =>
        db.run("REPLACE INTO operation_transition VALUES ('ready', 'claimed', 'ended')"),
      ).toThrow('fixed');
    });

    it.each(operationStates)(
      'from %s: every pair that the table lacks is refused',
      async (from) => {
        const payToken = await plant();
        const { id } = insert(
          rawRefund(payToken, { state: from === 'proposed' ? 'proposed' : 'ready' }),
        );
        db.unit(walkTo(String(id), from));
        const present = db.get('SELECT state, cause FROM operation WHERE id = ?', id);
        let refused = 0;
        let passed = 0;
        for (const cause of [...transitionCauses, 'requested', 'because', '']) {
          for (const to of [...operationStates, 'done', '']) {
            const isLegal = transitions.some(
              (row) => row.from === from && row.cause === cause && row.to === to,
            );
            const isNoMove = JSON.stringify({ state: to, cause }) === JSON.stringify(present);
            if (isNoMove) continue;
            const move = () => db.run(MOVE_SQL, { to, cause, id });
            if (isLegal) {
              db.undone(move);
              passed += 1;
            } else {
              expect(move, `${from} ${cause} ${to}`).toThrow('illegal transition');
              refused += 1;
            }
          }
        }
        // The way to the state may end with a transition to itself: no pair is counted twice.
        expect(passed).toBe(transitions.filter((row) => row.from === from).length);
        expect(refused).toBeGreaterThan(400);
      },
    );

    it('only `sending` counts an attempt, and always one', async () => {
      const { id } = insert(rawRefund(await plant()));
      const move = (attempts: number) =>
        db.run(
          "UPDATE operation SET state = 'sending', cause = 'claimed', attempts = ? WHERE id = ?",
          attempts,
          id,
        );
      expect(() => move(0)).toThrow('only sending counts an attempt');
      expect(() => move(2)).toThrow('only sending counts an attempt');
      move(1);
      expect(() =>
        db.run(
          "UPDATE operation SET state = 'unknown', cause = 'interrupted', attempts = 2 WHERE id = ?",
          id,
        ),
      ).toThrow('only sending counts an attempt');
    });
  });

  describe('immutable columns', () => {
    it.each<[string, string | number | null]>([
      ['id', randomUUID()],
      ['kind', 'cancel'],
      ['pay_token', 'token-other'],
      ['order_no', 'order-other'],
      ['amount', 1],
      ['taxable', 1],
      ['vat', 1],
      ['tax_free', 1],
      ['service_fee', 1],
      ['reason', 'other'],
      ['note', 'other'],
      ['body', '{}'],
      ['body_hash', 'c'.repeat(64)],
      ['fingerprint', 'c'.repeat(64)],
      ['seen_refunded', 1],
      ['seen_status', 'PAY_COMPLETE'],
      ['requested_by', 'staff-9'],
      ['requested_by_name', 'Somebody'],
      ['created_at', '2020-01-01T00:00:00.000Z'],
    ])('%s of an operation never changes', async (name, value) => {
      const { id } = insert(rawRefund(await plant()));
      expect(() => db.run(`UPDATE operation SET ${name} = ? WHERE id = ?`, value, id)).toThrow(
        'frozen column',
      );
      const isNullAlready = name === 'seen_status' || name === 'note';
      if (isNullAlready) return;
      expect(() => db.run(`UPDATE operation SET ${name} = NULL WHERE id = ?`, id)).toThrow(
        'frozen column',
      );
    });

    it('an operation is never deleted', async () => {
      const { id } = insert(rawRefund(await plant()));
      expect(() => db.run('DELETE FROM operation WHERE id = ?', id)).toThrow('rows are kept');
      expect(() => db.run('DELETE FROM operation')).toThrow('rows are kept');
    });

    it('the requester never approves', async () => {
      const { id } = insert(rawRefund(await plant(), { state: 'proposed' }));
      const approve = (who: string) =>
        db.run(
          "UPDATE operation SET state = 'ready', cause = 'approved', approved_by = ? WHERE id = ?",
          who,
          id,
        );
      expect(() => approve('staff-1')).toThrow(broken.check);
      approve('staff-2');
      expect(() => db.run("UPDATE operation SET approved_by = 'staff-3' WHERE id = ?", id)).toThrow(
        'only an approval names the approver',
      );
    });
  });

  describe('what requires a person', () => {
    const atIso = '2026-01-01T12:00:00.000Z';
    const move = (id: unknown, cause: string, to: string, more = '') =>
      db.run(
        `UPDATE operation SET state = ?, cause = ?, state_since = ?
         ${more === '' ? '' : `, ${more}`} WHERE id = ?`,
        to,
        cause,
        atIso,
        id,
      );
    const proposal = async (over: RawOperation = {}) =>
      insert(rawRefund(await plant(), { state: 'proposed', ...over })).id;

    it('a proposal has a time at which it lapses; what may be sent has a time from which on', async () => {
      const payToken = await plant();
      const terms = 'a proposal needs its time to lapse';
      const unlimited = rawRefund(payToken, { state: 'proposed', approval_lapses_at: null });
      expect(() => insert(unlimited)).toThrow(terms);
      expect(() => insert(rawRefund(payToken, { ready_at: null }))).toThrow(terms);
      const both = rawRefund(payToken, { state: 'proposed', ready_at: atIso });
      expect(() => insert(both)).toThrow(terms);
    });

    it('an approval names its approver and comes in time', async () => {
      const id = await proposal();
      expect(() => move(id, 'approved', 'ready')).toThrow('needs its approver, in time');
      const late = await proposal({ approval_lapses_at: atIso });
      const by = "approved_by = 'staff-2'";
      expect(() => move(late, 'approved', 'ready', by)).toThrow('needs its approver, in time');
      move(id, 'approved', 'ready', by);
    });

    it('only an approval names an approver', async () => {
      const id = await proposal();
      const by = "approved_by = 'staff-2'";
      expect(() => move(id, 'refused', 'declined', by)).toThrow('only an approval names');
    });

    it.each([
      ['needs_review', 'resolved-succeeded', 'succeeded'],
      ['needs_review', 'resolved-failed', 'failed'],
      ['needs_review', 'resolved-given-up', 'given_up'],
      ['given_up', 'released', 'failed'],
    ] as const)('from %s, %s requires another person', async (from, cause, to) => {
      const { id } = insert(rawRefund(await plant()));
      db.unit(walkTo(String(id), from));
      db.run('UPDATE operation SET resolved_by = NULL WHERE id = ?', id);
      const another = 'another person than the requester';
      expect(() => move(id, cause, to)).toThrow(another);
      expect(() => move(id, cause, to, "resolved_by = 'staff-1'")).toThrow(another);
      db.undone(() => move(id, cause, to, "resolved_by = 'staff-1', sole = 1"));
      move(id, cause, to, "resolved_by = 'staff-2'");
    });

    it('one that a person called done is called done once more only by another person', async () => {
      const { id } = insert(rawRefund(await plant()));
      db.unit(walkTo(String(id), 'needs_review'));
      const again = (more: string) => move(id, 'resolved-succeeded', 'succeeded', more);
      again("resolved_by = 'staff-2'");
      const another = 'another person than the requester';
      expect(() => again("resolved_by = 'staff-1'")).toThrow(another);
      expect(() => again('resolved_by = NULL')).toThrow(another);
      again("resolved_by = 'staff-3'");
      again("resolved_by = 'staff-1', sole = 1");
    });
  });
});
