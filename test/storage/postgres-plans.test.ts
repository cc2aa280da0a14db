/**
 * The frequent reads on PostgreSQL are answered by an index as well. The planner of a small
 * database prefers to scan it and to sort, so both are made expensive: what is left of them has no
 * index that helps, however large the database is.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { seedPayments } from '../../server/demo/seed-payments.ts';
import { createDeskTime } from '../../server/storage/desk-time.ts';
import { createFileCheck } from '../../server/storage/file-check.ts';
import { PostgresConnection, slowBounds } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { readerOn, runUnit } from '../../server/storage/run-unit.ts';
import type { Storage } from '../../server/storage/storage.ts';
import type { Query } from '../../server/storage/unit.ts';
import { insertRow } from '../support/open-test-storage.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';
import { readsInOrder, readsOfFew } from './frequent-reads.ts';

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Node[];
}

/** Tables that hold a few rows in any shop. */
const SMALL = ['bulk_run', 'setting', 'payment_tally'];

class ExplainingConnection extends PostgresConnection {
  readonly plans: { text: string; plan: Node }[] = [];

  override execute(query: Query): unknown {
    const text = typeof query.sql === 'string' ? query.sql : query.sql.postgres;
    const explained = { ...query, sql: `EXPLAIN (FORMAT JSON) ${text}`, take: 'value' } as const;
    const [{ Plan: plan }] = JSON.parse(String(super.execute(explained))) as [{ Plan: Node }];
    this.plans.push({ text, plan });
    return super.execute(query);
  }
}

const nodesOf = (plan: Node): Node[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** What a node reads in full: where a limit stands above, reading ends with it. */
const readInFull = (node: Node): Node[] =>
  node['Node Type'] === 'Limit' ? [] : [node, ...(node.Plans ?? []).flatMap(readInFull)];

/** A limit bounds what is below it, unless that is sorted first. */
const isSortOfAll = (node: Node) =>
  node['Node Type'] === 'Sort' &&
  readInFull(node).some(({ 'Relation Name': table }) => table !== undefined);

describeOnPostgres('on PostgreSQL', () => {
  let database: TestDatabase;
  let connection: ExplainingConnection;
  let storage: Storage;
  beforeAll(() => {
    database = createTestDatabase(migratePostgres);
    connection = new ExplainingConnection(database.url, slowBounds);
    const filling = new PostgresConnection(database.url, slowBounds);
    const nowMs = Date.parse('2026-03-02T04:05:06Z');
    filling.script('BEGIN');
    for (const { payment, refunds } of seedPayments({ payments: 50, seed: 'plans', nowMs })) {
      runUnit(filling, insertRow('payment', payment));
      for (const refund of refunds) runUnit(filling, insertRow('payment_refund', refund));
    }
    filling.commit();
    filling.close();
    connection.script(
      `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`,
    );
    const read = readerOn(connection);
    storage = {
      ...{ name: connection.name, clock: systemClock, time: createDeskTime(systemClock, read) },
      ...{ check: createFileCheck('sound'), read },
      transact: () => Promise.reject(new Error('This only reads')),
      subscribe: () => () => undefined,
      snapshot: () => ({ read, close: () => undefined }),
      close: () => undefined,
    };
  });
  afterAll(() => {
    connection.close();
    database.drop();
  });

  /** Indexes of few rows, by what they leave out. */
  const partial = () =>
    new Set(
      (
        connection.script(`SELECT indexrelid::regclass::text AS name FROM pg_index
          WHERE indpred IS NOT NULL`) as { name: string }[]
      ).map(({ name }) => name),
    );

  /** The nodes that read a whole table, or an index from end to end. */
  function scansIn(plan: Node): Node[] {
    const few = partial();
    const isEndless = ({ 'Index Name': index, 'Index Cond': condition }: Node) =>
      index !== undefined && condition === undefined && !few.has(index);
    return [
      ...nodesOf(plan).filter(
        ({ 'Node Type': type, 'Relation Name': table = '' }) =>
          type === 'Seq Scan' && !SMALL.includes(table),
      ),
      ...readInFull(plan).filter(isEndless),
    ];
  }

  /** @returns the wrong nodes of all plans, with their statements */
  function faults(read: (storage: Storage) => unknown, wrongIn: (plan: Node) => Node[]): string[] {
    connection.plans.length = 0;
    read(storage);
    expect(connection.plans.length).toBeGreaterThan(0);
    return [...connection.plans].flatMap(({ text, plan }) =>
      wrongIn(plan).map((node) => {
        const on = node['Index Name'] ?? node['Relation Name'] ?? '';
        return `${node['Node Type']} ${on} of ${text}`;
      }),
    );
  }

  it.each(readsInOrder)('%s: no scan and no sorting', (_name, read) => {
    connection.script('SET enable_sort = off');
    const wrongIn = (plan: Node) => [...scansIn(plan), ...nodesOf(plan).filter(isSortOfAll)];
    expect(faults(read, wrongIn)).toEqual([]);
  });

  it.each(readsOfFew)('%s: no scan', (_name, read) => {
    connection.script('SET enable_sort = on');
    expect(faults(read, scansIn)).toEqual([]);
  });
});
