/** What triggers keep, sums of payments and numbers of rows, is the same on both engines. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { payStatuses } from '../../shared/payment.ts';
import { insertRow, openOn, type TestStorage } from '../support/open-test-storage.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { seededRandom } from '../shared/seeded-random.ts';

describeOnPostgres('kept by triggers', () => {
  let engines: TestStorage[] = [];
  beforeAll(() => {
    engines = [openOn('sqlite'), openOn('postgres')];
  });
  afterAll(() => {
    for (const engine of engines) engine.close();
  });

  const onBoth = (sql: string, ...parameters: unknown[]) => {
    for (const { db } of engines) db.run(sql, ...parameters);
  };
  const insertOnBoth = (table: string, row: object) => {
    for (const { db } of engines) db.unit(insertRow(table, row));
  };
  /** The rows, as text, in an order of their own. */
  const rowsOf = (table: string) =>
    engines.map(({ db }) =>
      db
        .all(`SELECT * FROM ${table}`)
        .map((row) => JSON.stringify(row))
        .toSorted(),
    );

  it('the sums of payments, over random changes', () => {
    const { below, oneIn, pick } = seededRandom('tally');
    const time = () => new Date(Date.UTC(2026, 10, 26, 12) + below(4 * 86_400_000)).toISOString();
    const facts = () => {
      const [taxable, vat] = [oneIn(4) ? 0 : below(9000), oneIn(4) ? 0 : below(900)];
      const [taxFree, fee] = [oneIn(2) ? 0 : below(500), oneIn(3) ? below(50) : 0];
      return { taxable, vat, tax_free: taxFree, service_fee: fee };
    };
    const changes = () => ({
      ...{ pay_method: pick([null, 'CARD', 'TOSS_MONEY']), own_taxable: below(500) },
      ...{ own_vat: below(50), own_tax_free: below(20), own_service_fee: below(5) },
      ...{ drift: pick([null, 'missing', 'contradiction']), changed_at: time() },
      ...{ completed_at: oneIn(3) ? null : time() },
    });
    for (let number = 0; number < 60; number += 1) {
      const parts = facts();
      const amount = Object.values(parts).reduce((sum, part) => sum + part, 0);
      const payToken = `t${String(number)}`;
      insertOnBoth('payment', {
        ...{ pay_token: payToken, order_no: payToken, status: pick(payStatuses), amount },
        ...{ ...parts, parts_told: 1, product_desc: '컵', created_at: time() },
        ...{ observed_at: time(), observed_by: 'status', asked_at: time() },
        ...{ refunded: oneIn(2) ? 0 : below(amount + 1), ...changes() },
      });
    }
    const [one] = rowsOf('payment_tally');
    for (let round = 0; round < 400; round += 1) {
      const change = changes();
      const sets = Object.keys(change).map((name) => `${name} = @${name}`);
      const payToken = `t${String(below(60))}`;
      onBoth(`UPDATE payment SET ${sets.join(', ')} WHERE pay_token = @payToken`, {
        ...change,
        payToken,
      });
      onBoth('UPDATE payment SET refunded = amount WHERE pay_token = ?', `t${String(below(60))}`);
    }
    const [ofSqlite, ofPostgres] = rowsOf('payment_tally');
    expect(ofPostgres).toEqual(ofSqlite);
    expect(ofSqlite).not.toEqual(one);
    expect(ofSqlite?.length).toBeGreaterThan(100);
  });

  const mail = (entry: number, over: object = {}) => ({
    ...{ kind: 'day', subject: 's', entry_id: entry, email: 'a@x.kr', state: 'sent' },
    ...{ attempts: 0, made_at: 'now', ...over },
  });

  it('numbers of rows, also after a refusal, a deletion and a given number', () => {
    insertOnBoth('sheet_mail', mail(1));
    for (const { db } of engines) {
      expect(() => db.unit(insertRow('sheet_mail', mail(2, { state: 'lost' })))).toThrow();
    }
    insertOnBoth('sheet_mail', mail(2));
    for (const { db } of engines) db.undone(() => db.unit(insertRow('sheet_mail', mail(3))));
    insertOnBoth('sheet_mail', mail(3));
    onBoth('DELETE FROM sheet_mail WHERE entry_id = 3');
    insertOnBoth('sheet_mail', mail(4));
    insertOnBoth('sheet_mail', mail(5, { id: 20 }));
    insertOnBoth('sheet_mail', mail(6, { id: 10 }));
    insertOnBoth('sheet_mail', mail(7));
    onBoth(
      `INSERT INTO sheet_mail (kind, subject, entry_id, email, state, attempts, made_at)
       VALUES ('day', 's', 7, 'a@x.kr', 'sent', 0, 'now'), ('day', 's', 8, 'a@x.kr', 'sent', 0, 'now')
       ON CONFLICT DO NOTHING`,
    );
    insertOnBoth('sheet_mail', mail(9));
    const [ofSqlite, ofPostgres] = rowsOf('sheet_mail');
    expect(ofPostgres).toEqual(ofSqlite);
    const [counters, ofCounters] = rowsOf("sqlite_sequence WHERE name <> 'event'");
    expect(ofCounters).toEqual(counters);
  });

  it('a moved counter counts on from there', () => {
    const row = { id: 'i', at: 'now', type: 't', subject: 's', body: '{}' };
    insertOnBoth('outgoing_event', row);
    onBoth("UPDATE sqlite_sequence SET seq = 41 WHERE name = 'outgoing_event'");
    insertOnBoth('outgoing_event', row);
    for (const { db } of engines) expect(db.value('SELECT max(seq) FROM outgoing_event')).toBe(42);
  });
});
