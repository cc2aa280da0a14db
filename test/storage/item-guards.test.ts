/** What the database itself refuses about items, whatever code writes to it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
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
import { describeOnEachEngine } from '../support/each-engine.ts';
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

  /** 3 × 4,000 and 1 × 23,000: the 35,000 of a planted payment. */
  const lines = [
    { name: '컵', quantity: 3, unitPrice: 4000, tax: 'taxed' },
    { name: '쌀', quantity: 1, unitPrice: 23_000, tax: 'taxed' },
  ];
  const setItems = (payToken: string, items: object[] | null) =>
    db.run(
      'UPDATE payment SET items = ? WHERE pay_token = ?',
      items === null ? null : JSON.stringify(items),
      payToken,
    );

  async function plant(facts = {}): Promise<string> {
    const payToken = await plantPayment(test.storage, facts);
    setItems(payToken, lines);
    return payToken;
  }

  const refund = (payToken: string, items: object[], over: RawOperation = {}) =>
    db.unit(insertRaw(rawRefund(payToken, { items: JSON.stringify(items), ...over })));
  const cup = (quantity: number) => [{ line: 1, quantity }];

  describe('the items of a payment', () => {
    it('add up to its amount, also when it is inserted', async () => {
      const payToken = await plantPayment(test.storage);
      expect(() => setItems(payToken, lines.slice(1))).toThrow('not its amount');
      expect(() => setItems(payToken, [])).toThrow('not its amount');
      const names = Object.keys(db.get('SELECT * FROM payment') as object);
      const copied = names.filter((name) => name !== 'return_ref');
      const copy = (items: object[]) =>
        db.run(
          `INSERT INTO payment (${copied.join(', ')})
           SELECT ${copied
             .map((name) =>
               name === 'pay_token' ? "pay_token || 'x'" : name === 'items' ? '@items' : name,
             )
             .join(', ')} FROM payment WHERE pay_token = @payToken`,
          { items: JSON.stringify(items), payToken },
        );
      expect(() => copy(lines.slice(1))).toThrow('not its amount');
      expect(copy(lines)).toBe(1);
    });

    it('are fixed', async () => {
      const payToken = await plant();
      const renamed = lines.map((line) => ({ ...line, name: '잔' }));
      expect(() => setItems(payToken, renamed)).toThrow('its items are fixed');
      expect(() => setItems(payToken, lines.toReversed())).toThrow('its items are fixed');
      expect(() => setItems(payToken, null)).toThrow('its items are fixed');
    });

    it('lose only names while the payment is erased', async () => {
      const payToken = await plant();
      db.run('INSERT INTO erasing (pay_token, at) VALUES (?, ?)', payToken, '2026');
      expect(() => setItems(payToken, lines.toReversed())).toThrow('only the names of its items');
      setItems(
        payToken,
        lines.map((line) => ({ ...line, name: '•' })),
      );
      db.run('DELETE FROM erasing');
    });
  });

  describe('the items of an operation', () => {
    it('add up to its amount', async () => {
      const payToken = await plant();
      expect(() => refund(payToken, cup(2))).toThrow('items are not its amount');
      expect(() => refund(payToken, [{ line: 3, quantity: 1 }])).toThrow(
        'items are not its amount',
      );
      refund(payToken, cup(1));
    });

    it('belong to a refund of a payment that has some', async () => {
      const items = JSON.stringify(cup(1));
      const execute = rawOther('execute', await plant(), { items });
      expect(() => db.unit(insertRaw(execute))).toThrow('only a refund has items');
      const bare = await plantPayment(test.storage);
      expect(() => refund(bare, cup(1))).toThrow('items are not its amount');
    });

    it('are no more than what is left of a line, also where it is named twice', async () => {
      const whole = { amount: 16_000, taxable: 14_545, vat: 1455 };
      const payToken = await plant();
      expect(() => refund(payToken, cup(4), whole)).toThrow('more of an item than is left');
      const twice = [...cup(2), ...cup(2)];
      expect(() => refund(payToken, twice, whole)).toThrow('more of an item than is left');
      const minus = [...cup(2), { line: 1, quantity: -1 }];
      expect(() => refund(payToken, minus)).toThrow('more of an item than is left');
    });

    it('count with those of refunds that are not known to have failed', async () => {
      const two = { amount: 8000, taxable: 7273, vat: 727 };
      const payToken = await plant();
      const { id } = refund(payToken, cup(2), { ...two, state: 'proposed' });
      db.unit(walkTo(String(id), 'absent'));
      db.run(MOVE_SQL, { id, to: 'given_up', cause: 'gave-up' });
      expect(() => refund(payToken, cup(2), two)).toThrow('more of an item than is left');
      db.run(MOVE_SQL, { id, to: 'failed', cause: 'released' });
      refund(payToken, cup(2), two);
    });

    it('are frozen', async () => {
      const { id } = refund(await plant(), cup(1));
      expect(() => db.run('UPDATE operation SET items = NULL WHERE id = ?', id)).toThrow(
        'frozen column',
      );
    });
  });
});
