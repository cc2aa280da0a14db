/** A desk's HTTP side on a free port: real app, real database, real accounts. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Router } from 'express';
import { buildApp } from '../../server/app.ts';
import { systemClock, systemRandom, type Clock } from '../../server/clock.ts';
import type { MailServer } from '../../server/config.ts';
import type { Route } from '../../server/http/endpoint.ts';
import { createHttpServer, type ServerLimits } from '../../server/http/http-server.ts';
import type { Limits } from '../../server/http/rate-limits.ts';
import { liveRouter, type Live } from '../../server/live/live-router.ts';
import { watchRoutes } from '../../server/live/watch-routes.ts';
import { createLogger } from '../../server/log.ts';
import { settingsRoutes } from '../../server/settings/settings-routes.ts';
import { openShopSettings } from '../../server/settings/shop-settings.ts';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { openStaff, type Staff } from '../../server/staff/open-staff.ts';
import type { SignInLimits } from '../../server/staff/sign-in-limits.ts';
import { appendEvent, eventFeed, newestEventSeq } from '../../server/storage/events.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { databaseIn, openStorageAt } from '../support/database-in.ts';
import { openRawDatabase, type RawDatabase } from '../support/raw-database.ts';

export interface TestDeskOptions {
  dir?: string;
  /** Replaces those of staff, settings and watching. */
  routes?: readonly Route[];
  /** Added to them. */
  moreRoutes?: readonly Route[];
  publicRouters?: readonly Router[];
  ready?: () => boolean;
  clientDir?: string | null;
  metricsToken?: string | null;
  publicUrl?: string;
  trustProxy?: number;
  shopName?: string;
  limits?: Limits;
  serverLimits?: ServerLimits;
  signInLimits?: SignInLimits;
  maxStreams?: number;
  clock?: Clock;
  /** `live`: as the configuration has it with a live key; nothing here calls Toss. */
  mode?: 'test' | 'live';
  secureCookies?: boolean;
  mail?: MailServer;
  authSecret?: string;
}

export interface CallOptions {
  method?: string;
  cookie?: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** `false` sends no Origin, as a foreign program would. */
  ownOrigin?: boolean;
}

export interface TestDesk {
  url: string;
  dir: string;
  /** Path of the file, or the address of the database. */
  database: string;
  /** The database beside the desk, past its code. */
  db: RawDatabase;
  staff: Staff;
  storage: Storage;
  live: Live;
  log: string[];
  watched: { staffId: string; payTokens: string[] }[];
  call(path: string, options?: CallOptions): Promise<Response>;
  /** Signs in to a demo account. @returns its cookie */
  signIn(name: string): Promise<string>;
  addEvent(payToken: string, operationId?: string): Promise<void>;
  /** Adds many payment events in one commit. */
  addEvents(payTokens: string[]): Promise<void>;
  close(options?: { keepFiles?: boolean }): Promise<void>;
}

const AUTH_SECRET = 'test-secret-test-secret-test-secret-1234';

function listen(server: Server): Promise<{ server: Server; url: string }> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({ server, url: `http://127.0.0.1:${String(port)}` });
    });
  });
}

function* append(payToken: string, operationId?: string): Unit<void> {
  yield* appendEvent({
    at: systemClock.nowIso(),
    type: operationId === undefined ? 'payment' : 'operation',
    what: 'created',
    source: 'desk',
    pay_token: payToken,
    operation_id: operationId ?? null,
  });
}

/** The session cookie that a response sets, as a request sends it. */
export function cookieFrom(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

function callRequest(url: string, path: string, options: CallOptions): Promise<Response> {
  const headers = new Headers(options.headers);
  if (options.ownOrigin !== false) headers.set('origin', url);
  if (options.cookie !== undefined) headers.set('cookie', options.cookie);
  if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
  const init: RequestInit = { method: options.method ?? 'GET', headers };
  if (options.body !== undefined) {
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    init.body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
  }
  return fetch(new URL(path, url), init);
}

export async function startTestDesk(options: TestDeskOptions = {}): Promise<TestDesk> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'changgu-server-'));
  const { place: database, drop } = databaseIn(dir, 'sandbox.db');
  const db = openRawDatabase(database);
  const log: string[] = [];
  const logger = createLogger('debug', (line) => log.push(line));
  const clock = options.clock ?? systemClock;
  const storage = openStorageAt(database, clock);
  const config = {
    authSecret: options.authSecret ?? AUTH_SECRET,
    publicUrl: options.publicUrl ?? 'http://127.0.0.1:4000',
    secureCookies: options.secureCookies ?? false,
    demoStaff: true,
    mail: options.mail ?? null,
    shopName: options.shopName ?? '테스트 상점',
    mode: options.mode ?? ('test' as const),
    sandbox: null,
    tokenRefunds: false,
    apiKey: ApiKey.parse('sk_test_changgu_1234'),
    approvalFromWon: null,
    approvalHours: 24,
    graceSeconds: 0,
    stepUpFromWon: 100_000,
    metricsToken: options.metricsToken ?? null,
    trustProxy: options.trustProxy ?? (false as const),
  };
  const base = { clock, random: systemRandom, log: logger, version: '0.0.1' };
  const settings = openShopSettings(storage, config);
  const staff = openStaff({
    ...base,
    storage,
    config,
    rules: () => settings.rules(),
    shopName: () => settings.current().settings.shopName,
    ...(options.signInLimits && { signInLimits: options.signInLimits }),
  });
  await staff.begin();
  const { authenticate } = staff;
  const live = liveRouter({
    events: eventFeed(storage),
    authenticate,
    clock,
    log: logger,
    ...(options.maxStreams !== undefined && { maxStreams: options.maxStreams }),
  });
  const watched: TestDesk['watched'] = [];
  const watch = {
    watch: (staffId: string, payTokens: string[]) => void watched.push({ staffId, payTokens }),
  };
  const facts = { ...config, keyLast4: config.apiKey.last4 };
  const own = [...staff.routes, ...settingsRoutes(settings, facts), ...watchRoutes(watch)];
  const app = buildApp({
    ...base,
    config,
    shopName: () => settings.current().settings.shopName,
    ready: options.ready ?? (() => true),
    fileState: () => storage.check.state(),
    authenticate,
    signIn: staff.signIn,
    routes: [...(options.routes ?? own), ...(options.moreRoutes ?? [])],
    apiRouters: [live.router],
    publicRouters: options.publicRouters ?? [],
    clientDir: options.clientDir ?? null,
    checkAnswers: true,
    newestEvent: () => storage.read(newestEventSeq()),
    ...(options.limits && { limits: options.limits }),
  });
  const { publicUrl } = config;
  const edge = { ...base, publicUrl, proxied: false, longestAnswerMs: 120_000 };
  const { server, url } = await listen(createHttpServer(app, edge, options.serverLimits));
  const call: TestDesk['call'] = (path, given = {}) => callRequest(url, path, given);
  return {
    url,
    dir,
    database,
    db,
    staff,
    storage,
    live,
    log,
    watched,
    call,
    signIn: async (name) => {
      const response = await call('/api/auth/sign-in/email', {
        method: 'POST',
        body: { email: `${name}@demo.shop`, password: DEMO_PASSWORD },
      });
      if (response.status !== 200) throw new Error(`sign-in: ${String(response.status)}`);
      return cookieFrom(response);
    },
    addEvent: (payToken, operationId) => storage.transact(() => append(payToken, operationId)),
    addEvents: (payTokens) =>
      storage.transact(function* () {
        for (const payToken of payTokens) yield* append(payToken);
      }),
    close: async (closing = {}) => {
      live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await staff.close();
      db.close();
      storage.close();
      if (closing.keepFiles === true) return;
      drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
