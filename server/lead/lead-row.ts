/**
 * The row that says which desk leads. Time in it is PostgreSQL's own, so that no desk's clock
 * decides who leads.
 */
import pg from 'pg';
import type { Config } from '../config.ts';
import { isWarning, SHOW_WARNINGS } from '../storage/postgres/is-warning.ts';

/** What a desk tells of itself when it takes the lead. */
export interface Candidate {
  /** Where the other desks reach it. */
  url: string;
  /** Oldest and newest schema that its build can work on. */
  schemas: { from: number; to: number };
  /** Fingerprint of the keys that all desks share. */
  keys: string;
  /** Whose books they are: one database never has those of a test key and of a live one. */
  books: Config['databaseFile'];
}

export interface Lead {
  /** Counts how often the lead was taken; 0: never. */
  term: number;
  url: string | null;
  /** Since its last beat; `null`: it has left. */
  silentMs: number | null;
  /** Of who took it last; `null` before. */
  keys: string | null;
  books: string | null;
  /** The schema of the database. */
  schema: number;
  /** By how much this machine's clock is certainly ahead of PostgreSQL's; negative: behind. */
  aheadMs: number;
  /** The number that was given out last, also where a restore skipped some. */
  newestEvent: number;
  /** The name of the books in `high-water`. */
  booksId: string;
}

export interface LeadRow {
  /** @throws Error when PostgreSQL can't be reached in time */
  look(): Promise<Lead>;
  /**
   * Takes the lead from a desk that was silent for `silentMs` or has left.
   * @returns the new term; `null` when somebody was quicker, or it beats again
   * @throws Error when no standby has confirmed the new term. One that was promoted then would not
   * have it, and two desks could get the same term
   */
  take(seen: Lead, by: Candidate, silentMs: number): Promise<number | null>;
  /** Tells that the desk is there. @returns `aheadMs`; `null` when it has no longer the lead */
  beat(term: number): Promise<number | null>;
  /** Gives the lead away at once. */
  leave(term: number): Promise<void>;
  close(): void;
}

/** Longest wait for PostgreSQL's answer. */
const ANSWER_MS = 2000;

const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms';

const LOOK = `SELECT term, url, keys, books, books_id,
    (extract(epoch FROM clock_timestamp() - beat_at) * 1000)::float8 AS silent_ms,
    (SELECT version FROM desk_schema) AS schema,
    ${NOW_MS},
    (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event') AS newest_event
  FROM desk_lead WHERE id = 1`;

const TAKE = `UPDATE desk_lead SET term = term + 1, url = $2, keys = $3, schema_from = $4,
    schema_to = $5, books = $7, beat_at = clock_timestamp()
  WHERE id = 1 AND term = $1
    AND (beat_at IS NULL OR beat_at <= clock_timestamp() - $6 * interval '1 millisecond')
  RETURNING term`;

const BEAT = `UPDATE desk_lead SET beat_at = clock_timestamp() WHERE id = 1 AND term = $1
  RETURNING ${NOW_MS}`;
const LEAVE = 'UPDATE desk_lead SET beat_at = NULL WHERE id = 1 AND term = $1';

/** PostgreSQL's time was read some time between the question and its answer. */
function aheadOf(readMs: number, askedMs: number, answeredMs: number): number {
  return Math.max(askedMs - readMs, 0) + Math.min(answeredMs - readMs, 0);
}

const newClient = (databaseUrl: string) =>
  new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    statement_timeout: ANSWER_MS,
  });

/**
 * @param databaseUrl connected to at the first question, and again after an error
 * @param nowMs this machine's time, in milliseconds since 1970
 */
export function openLeadRow(databaseUrl: string, nowMs: () => number): LeadRow {
  let client: pg.Client | null = null;
  /** Whether the last answer came with a warning: PostgreSQL gave up waiting for the standby. */
  let isWarned = false;
  const connected = async (): Promise<pg.Client> => {
    if (client !== null) return client;
    const opened = newClient(databaseUrl);
    const forget = () => {
      if (client === opened) client = null;
    };
    opened.on('notice', (notice) => {
      if (isWarning(notice)) isWarned = true;
    });
    opened.on('error', forget);
    opened.on('end', forget);
    await opened.connect();
    await opened.query(SHOW_WARNINGS);
    client = opened;
    return opened;
  };
  const drop = () => {
    client?.end().catch(() => {
      // Its end was wanted.
    });
    client = null;
  };
  /** @returns the first row; `aheadMs` means something only where it has `now_ms` */
  const ask = async (text: string, values: unknown[] = []) => {
    const open = await connected();
    isWarned = false;
    const askedMs = nowMs();
    try {
      const [row] = (await open.query<Record<string, unknown>>(text, values)).rows;
      return { row, aheadMs: aheadOf(Number(row?.['now_ms']), askedMs, nowMs()) };
    } catch (error) {
      // An answer that comes too late must not be taken for the next question's.
      drop();
      throw error;
    }
  };
  return {
    look: async () => {
      const { row, aheadMs } = await ask(LOOK);
      if (row === undefined) throw new Error('The row of the lead is missing');
      const numberOf = (name: string) => Number(row[name]);
      return {
        term: numberOf('term'),
        url: row['url'] as string | null,
        silentMs: row['silent_ms'] as number | null,
        keys: row['keys'] as string | null,
        books: row['books'] as string | null,
        schema: numberOf('schema'),
        aheadMs,
        newestEvent: numberOf('newest_event'),
        booksId: row['books_id'] as string,
      };
    },
    take: async ({ term }, { url, keys, books, schemas }, silentMs) => {
      const by = [url, keys, schemas.from, schemas.to];
      const { row } = await ask(TAKE, [term, ...by, silentMs, books]);
      if (isWarned) throw new Error('no standby is known to have the new term');
      return row === undefined ? null : Number(row['term']);
    },
    beat: async (term) => {
      const { row, aheadMs } = await ask(BEAT, [term]);
      return row === undefined ? null : aheadMs;
    },
    leave: async (term) => void (await ask(LEAVE, [term])),
    close: drop,
  };
}
