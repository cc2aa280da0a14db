/** The query plans of the statements that a read runs. */
import type { Connection } from '../../server/storage/connection.ts';

/** One line of a plan; those with the same parent are one loop. */
export interface PlanLine {
  parent: number;
  detail: string;
}

export interface Explained {
  sql: string;
  plan: PlanLine[];
}

/** Wraps a connection so that it explains each statement before running it. */
export function explainReads(reader: Connection, into: Explained[]): Connection {
  const explain = (sql: string, parameters: unknown[]) => {
    const plan = reader.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as PlanLine[];
    into.push({ sql, plan });
  };
  return new Proxy(reader, {
    get: (target, name) => {
      if (name !== 'prepare') return Reflect.get(target, name) as unknown;
      return (sql: string) =>
        new Proxy(target.prepare(sql), {
          get: (statement, method, proxy) => {
            const own = Reflect.get(statement, method) as unknown;
            if (typeof own !== 'function') return own;
            return (...parameters: unknown[]): unknown => {
              if (method === 'all' || method === 'get') explain(sql, parameters);
              const result: unknown = Reflect.apply(own, statement, parameters);
              // `raw` and similar methods return the statement itself, for chaining.
              return result === statement ? proxy : result;
            };
          },
        });
    },
  });
}
