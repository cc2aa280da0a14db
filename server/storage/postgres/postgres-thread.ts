/**
 * The thread that holds connections to PostgreSQL for one other thread, which waits for each answer
 * (see `connection.ts`). It opens what it is told to open and never reconnects by itself: after a
 * lost COMMIT answer the desk has to look first.
 */
import type { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import pg from 'pg';
import { isWarning, SHOW_WARNINGS } from './is-warning.ts';
import type { Asked, ThreadData, Told, ToldError } from './thread-messages.ts';

/** Types of PostgreSQL by their number: int8, int2, int4, float4, float8, numeric. */
const numberTypes: readonly number[] = [20, 21, 23, 700, 701, 1700];
const BOOLEAN = 16;

/** Values as SQLite gives them: numbers, texts and `null`. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (type: number) => {
    if (numberTypes.includes(type)) return Number;
    if (type === BOOLEAN) return (text: string) => Number(text === 't');
    return (text: string) => text;
  },
};

/** One per statement of a text. */
type Answer = pg.QueryResult<Record<string, unknown>>;

interface Open {
  client: pg.Client;
  warnings: string[];
  lost: Error | null;
}

const connections = new Map<number, Open>();

/** Shorter than anybody waits for an answer. */
const CONNECT_MS = 2500;

async function open(number: number, url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    types,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  });
  const connection: Open = { client, warnings: [], lost: null };
  client.on('notice', (notice) => {
    if (isWarning(notice)) connection.warnings.push(notice.message ?? '');
  });
  client.on('error', (error) => {
    connection.lost = error;
  });
  client.on('end', () => {
    connection.lost ??= new Error('The connection has ended');
  });
  // Before it is connected, so that whoever gives up waiting can end it.
  connections.set(number, connection);
  await client.connect();
  await client.query(SHOW_WARNINGS);
}

function end(number: number): void {
  const open = connections.get(number);
  connections.delete(number);
  // The answer to a polite end may never come.
  (
    open?.client as unknown as { connection: { stream: Socket } } | undefined
  )?.connection.stream.destroy();
}

async function query(asked: Asked & { is: 'query' }): Promise<Told> {
  const open = connections.get(asked.connection);
  if (open === undefined) throw new Error('The connection is not open');
  if (open.lost !== null) throw open.lost;
  const { text, parameters, name } = asked;
  const answers: unknown = await open.client.query({
    text,
    ...(parameters !== undefined && { values: [...parameters] }),
    ...(name !== undefined && { name }),
    ...(asked.rows === 'arrays' && { rowMode: 'array' }),
  } as pg.QueryConfig);
  const last = (Array.isArray(answers) ? answers.at(-1) : answers) as Answer | undefined;
  const warnings = open.warnings.splice(0);
  const { rows = [], rowCount, command = '' } = last ?? {};
  return { id: asked.id, rows, changes: rowCount ?? 0, command, warnings };
}

/** SQLSTATEs with which the server ends a session: it stops, or nothing came for too long. */
const ENDS_SESSION = /^(?:08|57P|25P03)/;

/** @param lost the connection's own error, if it has ended */
function toldError(error: unknown, lost: boolean): ToldError {
  const { message, code, constraint } = error as {
    message?: string;
    code?: string;
    constraint?: string;
  };
  const isOfServer = error instanceof pg.DatabaseError;
  return {
    message: message ?? String(error),
    ...(isOfServer && code !== undefined && { code }),
    ...(isOfServer && constraint !== undefined && { constraint }),
    isLost: lost || !isOfServer || ENDS_SESSION.test(code ?? ''),
  };
}

async function answer(asked: Asked): Promise<Told> {
  try {
    switch (asked.is) {
      case 'open':
        await open(asked.connection, asked.url);
        return { id: asked.id, rows: [], changes: 0, command: '', warnings: [] };
      case 'query':
        return await query(asked);
      case 'end':
        end(asked.connection);
        return { id: asked.id, rows: [], changes: 0, command: '', warnings: [] };
    }
  } catch (error) {
    const isLost = (connections.get(asked.connection)?.lost ?? null) !== null;
    return { id: asked.id, error: toldError(error, isLost) };
  }
}

const { signal, port } = workerData as ThreadData;
const answered = new Int32Array(signal);

port.on('message', (asked: Asked) => {
  void answer(asked).then((told) => {
    port.postMessage(told);
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
});
