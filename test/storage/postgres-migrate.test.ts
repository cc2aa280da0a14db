import { afterEach, beforeEach, expect, it } from 'vitest';
import { PostgresConnection, slowBounds } from '../../server/storage/postgres/connection.ts';
import {
  migratePostgres,
  newestPostgresSchema,
  schemaOfPostgres,
} from '../../server/storage/postgres/migrate.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import { insertRaw, insertRow, rawRefund } from '../support/open-test-storage.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';

describeOnPostgres('PostgreSQL', () => {
  let database: TestDatabase;
  let one: PostgresConnection;
  let other: PostgresConnection;
  beforeEach(() => {
    database = createTestDatabase();
    one = new PostgresConnection(database.url, slowBounds);
    other = new PostgresConnection(database.url, slowBounds);
    other.script("SET lock_timeout = '200ms'");
  });
  afterEach(() => {
    one.close();
    other.close();
    database.drop();
  });
  const commit = () => one.commit();
  const tables = () => one.script("SELECT relname FROM pg_class WHERE relkind IN ('r', 'i', 'v')");

  it('gets the schema once', () => {
    expect(schemaOfPostgres(one)).toBe(0);
    migratePostgres(one);
    expect(schemaOfPostgres(one)).toBe(newestPostgresSchema);
    const made = tables();
    migratePostgres(one);
    expect(tables()).toEqual(made);
  });

  it('of a newer build is refused and stays as it is', () => {
    migratePostgres(one);
    one.script(`UPDATE desk_schema SET version = ${String(newestPostgresSchema + 1)}`);
    const made = tables();
    expect(() => migratePostgres(one)).toThrow('start the newer build');
    expect(tables()).toEqual(made);
    expect(schemaOfPostgres(one)).toBe(newestPostgresSchema + 1);
  });

  it('is left as it was when a step fails', () => {
    const before = tables();
    const breaking = {
      script: (text: string) => one.script(text),
      commit: () => {
        throw new Error('The connection broke');
      },
    };
    expect(() => migratePostgres(breaking)).toThrow('The connection broke');
    expect(tables()).toEqual(before);
  });

  it('is migrated by one desk at a time', () => {
    let waited = '';
    const script = (text: string) => {
      const rows = one.script(text);
      if (!text.includes('pg_advisory_xact_lock')) return rows;
      try {
        migratePostgres(other);
      } catch (error) {
        waited = String(error);
      }
      return rows;
    };
    migratePostgres({ script, commit });
    expect(waited).toContain('lock timeout');
    migratePostgres(other);
  });

  it('is migrated by the desk that leads alone, and no other takes the lead meanwhile', () => {
    migratePostgres(one);
    one.script("UPDATE desk_lead SET term = 4, beat_at = '2020-01-01'");
    expect(() => migratePostgres(one, 3)).toThrow('Another desk has the lead, by term 4');
    let taking = '';
    const script = (text: string) => {
      const rows = one.script(text);
      if (!text.includes('FOR UPDATE')) return rows;
      try {
        other.script('UPDATE desk_lead SET term = 5');
      } catch (error) {
        taking = String(error);
      }
      return rows;
    };
    migratePostgres({ script, commit }, 4);
    expect(taking).toContain('lock timeout');
    const [lead] = one.script(
      "SELECT term, beat_at > clock_timestamp() - interval '10 seconds' AS beats FROM desk_lead",
    );
    expect(lead).toEqual({ term: 4, beats: 1 });
  });

  it('can be restored by pg_dump, which sets no search path while rows come in', () => {
    migratePostgres(one);
    const checks = one.script(
      "SELECT DISTINCT proname FROM pg_depend JOIN pg_proc ON pg_proc.oid = refobjid WHERE classid IN ('pg_constraint'::regclass, 'pg_class'::regclass) AND refclassid = 'pg_proc'::regclass",
    );
    expect(checks).toEqual([
      { proname: 'json_valid' },
      { proname: 'operation_body' },
      { proname: 'text_pieces' },
    ]);
    one.script("SET search_path = ''");
    const asked = `SELECT public.json_valid('{}'), public.text_pieces('abc'),
      public.operation_body('cancel', 'v1', 'i', 'p', 'o', 1, 1, 1, 1, 1, 'r')`;
    expect(one.script(asked)).toMatchObject([
      { json_valid: 1, operation_body: '{"payToken":"p","reason":"r"}' },
    ]);
  });

  it('lets no two connections at once give back what only one may', () => {
    migratePostgres(one);
    const at = '2020-01-01T00:00:00.000Z';
    const times = { created_at: at, changed_at: at, observed_at: at, asked_at: at };
    const payment = {
      ...{ pay_token: 'token-1', order_no: 'order-1', status: 'PAY_COMPLETE', amount: 4000 },
      ...{ taxable: 3636, vat: 364, tax_free: 0, service_fee: 0, parts_told: 1, ...times },
      ...{ product_desc: 'x', observed_by: 'status' },
    };
    runUnit(one, insertRow('payment', payment));
    const transfer = {
      ...{ id: 't', pay_token: 'token-1', amount: 4000, paid_on: '2026-11-26', bank: 'b' },
      ...{ reference: 'r', ground: 'buyer-left', second_person: 'needed', recorded_at: at },
      ...{ recorded_by: 'one', recorded_by_name: 'One' },
    };
    const refund = (connection: PostgresConnection) =>
      runUnit(connection, insertRaw(rawRefund('token-1')));
    const giveBack = (connection: PostgresConnection) =>
      runUnit(connection, insertRow('bank_transfer', transfer));
    for (const act of [refund, giveBack]) {
      one.script('BEGIN');
      act(one);
      for (const late of [refund, giveBack]) expect(() => late(other)).toThrow('lock timeout');
      one.script('ROLLBACK');
    }
  });
});
