/**
 * A desk on PostgreSQL: it waits for the lead, serves while it has it, and waits again. Meanwhile
 * it sends what it is asked on to the desk that leads. Each lead opens the desk anew from the
 * database, so nothing of an earlier one is left in memory.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import { openAuditKey } from './audit/audit-key.ts';
import { systemClock, systemRandom, type Clock } from './clock.ts';
import { ConfigError } from './config.ts';
import {
  closeServer,
  edgeOf,
  listenOn,
  startDesk,
  urlOf,
  type Desk,
  type DeskOptions,
  type Door,
} from './desk.ts';
import { createHttpServer } from './http/http-server.ts';
import { openPushKey } from './push/push-key.ts';
import { keyFrom } from './seal-text.ts';
import { openHighWater } from './storage/high-water.ts';
import { PostgresConnection, slowBounds } from './storage/postgres/connection.ts';
import { checkServer } from './storage/postgres/check-server.ts';
import {
  migratePostgres,
  newestPostgresSchema,
  schemaOfPostgres,
} from './storage/postgres/migrate.ts';
import { checkCandidate } from './lead/check-candidate.ts';
import { believeForwards, forwardTo } from './lead/forward.ts';
import { holdLead } from './lead/hold-lead.ts';
import { openLeadRow, type Candidate } from './lead/lead-row.ts';
import { leadTimes, type LeadTimes } from './lead/lead-times.ts';
import { serveTerms } from './lead/serve-terms.ts';
import { watchLead } from './lead/wait-for-lead.ts';
import { withConnection } from './storage/with-connection.ts';
import { waitingApp } from './lead/waiting-app.ts';

export interface LeadDeskOptions extends Omit<DeskOptions, 'lead' | 'door'> {
  databaseUrl: string;
  /** Where the other desks reach this one; by default where it listens. */
  ownUrl: string | null;
  times?: LeadTimes;
}

/**
 * The keys that all desks of a shop share. A desk with others could not read what the leader before
 * it sealed, and nobody could check its signatures.
 */
export function fingerprintOfKeys(authSecret: string, dataDir: string): string {
  return createHash('sha256')
    .update(keyFrom(authSecret, 'fingerprint'))
    .update(openAuditKey(dataDir).publicKey)
    .update(openPushKey(dataDir).publicKey)
    .digest('base64url');
}

const onConnection = <Result>(url: string, work: (connection: PostgresConnection) => Result) =>
  withConnection(new PostgresConnection(url, slowBounds), work);

/**
 * @param allowAsync serve although the database may lose what it has confirmed
 * @throws ConfigError with all that is wrong with the database
 */
function checkDatabase(
  { config, log, databaseUrl, clock }: LeadDeskOptions,
  own: Candidate,
  allowAsync = config.allowAsync,
): void {
  onConnection(databaseUrl, (connection) => {
    const server = checkServer(connection, { clock: clock ?? systemClock, allowAsync });
    const bad = [...server.bad, ...checkCandidate(connection, own)];
    if (bad.length > 0) throw new ConfigError(bad);
    for (const notice of server.notices) log.warn(notice);
    const { mayLose } = server;
    if (mayLose.length > 0) log.warn({ mayLose }, 'PostgreSQL may lose what it has confirmed');
  });
}

/** @param term that this desk leads by; `null`: it doesn't, and only makes the first schema */
function migrate(databaseUrl: string, term: number | null): void {
  onConnection(databaseUrl, (connection) => {
    const found = schemaOfPostgres(connection);
    const isDue = term === null ? found === 0 : found < newestPostgresSchema;
    if (isDue) migratePostgres(connection, term);
  });
}

/** For answers that are under way when a desk ends. */
const LAST_ANSWERS_MS = 1000;

/** One port for the whole life of the desk, led or not. */
function sharedDoor(waiting: RequestListener, clock: Clock, port: () => number) {
  let app: RequestListener = waiting;
  /** Answers of the app that are under way. */
  const open = new Set<ServerResponse>();
  const listener: RequestListener = (request, response) => {
    if (app !== waiting) {
      open.add(response);
      response.once('close', () => open.delete(response));
    }
    app(request, response);
  };
  const door: Door = {
    open: (led) => {
      app = led;
      return Promise.resolve(port());
    },
    close: async (drained) => {
      app = waiting;
      await drained;
      const ended = Promise.all([...open].map((response) => once(response, 'close')));
      // Who asked is told that the lead was lost, rather than nothing.
      await Promise.race([ended, clock.sleep(LAST_ANSWERS_MS)]);
      for (const response of open) response.destroy();
    },
  };
  return { listener, door };
}

/**
 * Starts a desk on PostgreSQL. A new database gets its schema at once, an older one when this desk
 * leads: until then an older build may be leading.
 * @throws ConfigError with all that is wrong with the server
 * @throws Error when it can't be reached, or the port is taken
 */
export async function startLeadDesk(options: LeadDeskOptions): Promise<Desk> {
  const { config, log, databaseUrl, times = leadTimes } = options;
  const { clock = systemClock, random = systemRandom } = options;
  mkdirSync(config.dataDir, { recursive: true });
  const candidate: Candidate = {
    url: '',
    keys: fingerprintOfKeys(config.authSecret, config.dataDir),
    books: config.databaseFile,
    schemas: { from: newestPostgresSchema, to: newestPostgresSchema },
  };
  checkDatabase(options, candidate);
  migrate(databaseUrl, null);
  const row = openLeadRow(databaseUrl, () => clock.nowMs());
  const watch = watchLead({
    ...{ row, candidate, clock, log, times },
    // Read anew each time: the desk raises it while it leads.
    noteEvents: ({ booksId, newestEvent }) => {
      const highWater = openHighWater(config.dataDir, booksId);
      highWater.raise(newestEvent);
      return newestEvent < highWater.value();
    },
    looked: () => forward.endOld(),
  });
  const forward = forwardTo(() => watch.leader(), config.authSecret, log);
  let port = config.port;
  const waiting = waitingApp({ config, clock, random, log, forward: forward.handler });
  const { listener, door } = sharedDoor(waiting, clock, () => port);
  const server = createHttpServer(
    believeForwards(listener, config.authSecret),
    // Other desks send on what many people ask.
    { ...edgeOf(config, { clock, random, log }), proxied: true },
    options.bounds?.server,
  );
  port = await listenOn(server, config);
  candidate.url = options.ownUrl ?? urlOf(config, port);

  const terms = serveTerms({
    ...{ watch, clock, log, times },
    hold: (term, lost) => holdLead({ row, clock, log, times }, term, lost),
    open: (term, onLost) => {
      // Since the start another server may have become the primary, and stand alone. The shop goes
      // on, and managers are told what may be lost until a standby is there again.
      checkDatabase(options, candidate, true);
      migrate(databaseUrl, term);
      return startDesk({ ...options, lead: { url: databaseUrl, term, onLost }, door });
    },
  });
  return {
    url: urlOf(config, port),
    port,
    begun: terms.begun,
    adopt: async (orderNos) => terms.desk().adopt(orderNos),
    createPayment: async (body, storefront) => terms.desk().createPayment(body, storefront),
    close: async () => {
      await closeServer(server, terms.stop());
      row.close();
    },
  };
}
