/** Functions of the schema on PostgreSQL answer as SQLite does what they stand for. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  bodyOf,
  rawOther,
  rawRefund,
  openOn,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { seededRandom } from '../shared/seeded-random.ts';

describeOnPostgres('on PostgreSQL', () => {
  let sqlite: TestStorage;
  let postgres: TestStorage;
  beforeAll(() => {
    sqlite = openOn('sqlite');
    postgres = openOn('postgres');
  });
  afterAll(() => {
    sqlite.close();
    postgres.close();
  });

  it('the body of an operation has the same bytes, whatever its texts are', () => {
    const { below, oneIn, pick } = seededRandom('bodies');
    const signs = ['"', '\\', '/', "'", '\n', '\t', '\r', '\b', '\f', '\u0001', '\u001f', '\u007f'];
    const pieces = [...signs, ' ', 'a', '가', '😀', '\u2028', '\ufffd', '\\u0041', 'é', 'e\u0301'];
    const text = () => Array.from({ length: below(12) }, () => pick(pieces)).join('');
    for (let round = 0; round < 300; round += 1) {
      const won = () => (oneIn(10) ? null : below(2 ** 45));
      const row = {
        ...rawRefund(text()),
        ...{ order_no: text(), reason: oneIn(10) ? null : text() },
        ...{ api_version: pick(['v1', 'v2', 'v3']), amount: won(), vat: won(), tax_free: won() },
      };
      for (const made of [row, { ...rawOther('execute', text()), ...row, kind: 'execute' }]) {
        expect(postgres.db.unit(bodyOf(made))).toBe(sqlite.db.unit(bodyOf(made)));
      }
      const cancel = { ...row, kind: 'cancel' };
      expect(postgres.db.unit(bodyOf(cancel))).toBe(sqlite.db.unit(bodyOf(cancel)));
    }
  });

  it.each([
    '',
    '{}',
    '[1]',
    'null',
    '"a"',
    '{"a":}',
    '{a:1}',
    "{'a':1}",
    '[1,]',
    '01',
    ' {} ',
    'x',
  ])('json_valid says of %s what SQLite says', (text) => {
    const question = 'SELECT json_valid(CAST(? AS TEXT))';
    expect(postgres.db.value(question, text)).toBe(sqlite.db.value(question, text));
  });

  it('the day in Seoul is that of SQLite, at each hour of days around which it changes', () => {
    const [first, last] = [Date.UTC(2023, 11, 30), Date.UTC(2024, 2, 3)];
    for (let time = first; time < last; time += 3_599_999) {
      const iso = new Date(time).toISOString();
      expect(postgres.db.value('SELECT seoul_day(?)', iso)).toBe(
        sqlite.db.value("SELECT date(?, '+9 hours')", iso),
      );
    }
  });

  it('a year before is that of SQLite on each day of five years', () => {
    for (let time = Date.UTC(2024, 0, 1); time < Date.UTC(2029, 0, 1); time += 86_400_000) {
      const iso = new Date(time + 123).toISOString();
      expect(postgres.db.value("SELECT years_before(replace(?, 'Z', '')::timestamp, 1)", iso)).toBe(
        sqlite.db.value("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', ?, '-1 years')", iso),
      );
    }
    const now = new Date().toISOString();
    const ago = String(postgres.db.value('SELECT years_ago(1)'));
    expect(Math.abs(Date.parse(now) - Date.parse(ago) - 365.5 * 86_400_000)).toBeLessThan(
      86_400_000,
    );
  });
});
