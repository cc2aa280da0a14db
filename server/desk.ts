/** Wires the desk together: storage → recovery → routes → listening → draining. */
import { mkdirSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import path from 'node:path';
import type { Registry } from 'prom-client';
import type { CreatePaymentBody } from '../shared/api.ts';
import { daysOfMonth } from '../shared/kst.ts';
import type { Payment } from '../shared/payment.ts';
import { buildApp } from './app.ts';
import { createAccessRecorder, type AccessRecorder } from './access-records/access-recorder.ts';
import { accessRoutes } from './access-records/access-routes.ts';
import { openAudit, type Audit } from './audit/open-audit.ts';
import { createBatches } from './batches.ts';
import { bulkRoutes } from './bulk-refunds/bulk-routes.ts';
import { createBulkRunner } from './bulk-refunds/bulk-runner.ts';
import { callbackRouter } from './callbacks/callback-router.ts';
import { createCallbackConfirmer } from './callbacks/confirm-callbacks.ts';
import { createCallbackKeeper } from './callbacks/batch-callbacks.ts';
import { checkoutRouter, createReturnLine } from './checkout/checkout-router.ts';
import { systemClock, systemRandom, type Clock, type Random } from './clock.ts';
import type { Config } from './config.ts';
import { dayCloseRoutes } from './day-close/day-close-routes.ts';
import { periodRoutes } from './day-close/period-routes.ts';
import type { Deps } from './deps.ts';
import { createCallRecorder, type CallRecorder } from './developer/call-recorder.ts';
import { developerRoutes } from './developer/developer-routes.ts';
import { exportRoutes } from './exports/export-routes.ts';
import { addFigures, createMetrics } from './http/metrics.ts';
import type { ClientErrorDeps } from './http/client-errors.ts';
import { createHttpServer, type ServerLimits } from './http/http-server.ts';
import type { Limits } from './http/rate-limits.ts';
import { leadFigures } from './lead/lead-figures.ts';
import { sendWhileLeading } from './lead/send-while-leading.ts';
import { liveRouter, type Live } from './live/live-router.ts';
import { watchRoutes } from './live/watch-routes.ts';
import type { Logger } from './log.ts';
import { openNotices, type NoticeBounds, type NoticeParts } from './notices/open-notices.ts';
import { operationRoutes } from './operations/operation-routes.ts';
import { createReconciler } from './operations/reconciler.ts';
import { createStatusReads } from './operations/status-reads.ts';
import { createWorker } from './operations/worker.ts';
import { openOverview } from './overview/overview-routes.ts';
import { createPayment } from './payments/create-payment.ts';
import { createAdopter } from './payments/adopter.ts';
import { listRoutes } from './payments/list-routes.ts';
import { paymentRoutes } from './payments/payment-routes.ts';
import { createPoller } from './payments/poller.ts';
import { receiptRoutes } from './payments/receipts.ts';
import { refundCautions } from './payments/refund-cautions.ts';
import { refundFormRoutes } from './payments/refund-form-routes.ts';
import { createRefundLeases } from './payments/refund-leases.ts';
import { openPush, type PushBounds } from './push/open-push.ts';
import { createRetention } from './retention/retention.ts';
import { createSettlementImporter } from './settlement/importer.ts';
import { settlementOfMonth } from './settlement/read-days.ts';
import { settlementRoutes } from './settlement/settlement-routes.ts';
import { settingsRoutes } from './settings/settings-routes.ts';
import { openShopSettings, type ShopSettingsStore } from './settings/shop-settings.ts';
import { openStaff, type Staff } from './staff/open-staff.ts';
import { dropExpiredCallbacks } from './storage/callbacks.ts';
import { eventFeed, newestEventSeq } from './storage/events.ts';
import { leaveCleanStop, takeCleanStop } from './storage/clean-stop.ts';
import { databaseBytes } from './storage/copy-database.ts';
import { lockDesk, type DeskLock } from './storage/lock.ts';
import { openHighWater, type HighWater } from './storage/high-water.ts';
import { indexSomeMetadata, isMetadataUnindexed } from './storage/index-metadata.ts';
import {
  openPostgresStorage,
  type PostgresStorageParts,
} from './storage/postgres/postgres-storage.ts';
import { quarantineRestored } from './storage/restore.ts';
import { findMark } from './storage/restore-mark.ts';
import { schemaOf } from './storage/migrate.ts';
import { switchOutbox } from './storage/outbox.ts';
import { openSlowReads, type SlowReads } from './storage/slow-reads/slow-reads.ts';
import { copiesBeside, openStorage, type Storage } from './storage/storage.ts';
import { createOutboundBudget } from './toss/outbound-budget.ts';
import { createToss, type TossOptions } from './toss/toss.ts';
import { createTransport, type Transport } from './toss/transport.ts';
import { readTrust } from './trust/read-trust.ts';
import { trustRoutes } from './trust/trust-routes.ts';
import { deskFigures } from './upkeep/desk-figures.ts';
import { createNightlyCopies, type NightlyCopies } from './upkeep/nightly-copies.ts';
import { timeCommits } from './upkeep/time-commits.ts';
import { createTossCalls, type TossCalls } from './upkeep/toss-calls.ts';
import { viewRoutes } from './views/view-routes.ts';
import { openWebhooks, type WebhookBounds } from './webhooks/open-webhooks.ts';

/** Toss may block an address that bursts. A fifth of the rate is reserved for money calls. */
function outboundOf(perSecond: number) {
  return { perSecond, burst: 2 * perSecond, keptForMoney: Math.ceil(perSecond / 5) };
}

/** Replaces the default limits: tests and benchmarks send everything from one address. */
export interface DeskBounds {
  requests?: Limits;
  server?: ServerLimits;
  outbound?: ReturnType<typeof outboundOf>;
  webhooks?: WebhookBounds;
  push?: PushBounds;
  notices?: NoticeBounds;
  /** After a clean stop a data file of so many bytes or more is checked beside serving. */
  checkBesideFrom?: number;
}

/** A smaller file is checked first: that takes no time that anybody notices. */
const CHECK_BESIDE_FROM = 64 * 1024 * 1024;

/** Draining waits for the time-out of a money call plus this, then the process may end. */
const DRAIN_GRACE_MS = 5000;

const HOUR_MS = 60 * 60 * 1000;

export interface DeskOptions {
  config: Config;
  log: Logger;
  version: string;
  /** Folder of the built client; `null` serves no pages. */
  clientDir: string | null;
  /** Validate every response against the contract; on in tests. */
  checkAnswers?: boolean;
  bounds?: DeskBounds;
  clock?: Clock;
  random?: Random;
  /** The desk stores on PostgreSQL, where it took the lead; otherwise in a SQLite file. */
  lead?: DeskLead;
  /** Where requests come in; otherwise a port of its own. */
  door?: Door;
}

/** The lead that a desk took on PostgreSQL. */
export type DeskLead = Pick<PostgresStorageParts, 'url' | 'term' | 'onLost'>;

/** A running desk. */
export interface Desk {
  url: string;
  port: number;
  /** Whether it takes work; `false`: its data file is damaged, or it was stopped before. */
  begun: Promise<boolean>;
  /** Looks up orderNos in the background and adopts their payments. */
  adopt(orderNos: readonly string[]): Promise<string>;
  /** Creates a payment as a storefront does. @throws AppError as over HTTP */
  createPayment(body: CreatePaymentBody, storefront: string): Promise<Payment>;
  /**
   * Stops accepting work, waits for the end of the file's check and for calls in flight to Toss,
   * and closes the files.
   */
  close(): Promise<void>;
}

/** Where requests come in. */
export interface Door {
  /** From now on requests go to `app`. @returns the port */
  open(app: RequestListener): Promise<number>;
  /** No further request goes to the app, and what is left of them ends once `drained` has ended. */
  close(drained: Promise<unknown>): Promise<void>;
}

/** @returns the port @throws Error when it is taken */
export function listenOn(server: Server, { port, host }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Takes no new connection, and ends those that are left once `drained` has ended. */
export async function closeServer(server: Server, drained: Promise<unknown>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  await drained;
  server.closeAllConnections();
  await closed;
}

/** A port of the desk's own, open while it serves. */
function ownDoor({ config, bounds }: DeskOptions, deps: Omit<ClientErrorDeps, 'publicUrl'>): Door {
  let server: Server | null = null;
  return {
    open: (app) => {
      server = createHttpServer(app, edgeOf(config, deps), bounds?.server);
      return listenOn(server, config);
    },
    close: async (drained) => {
      if (server !== null) await closeServer(server, drained);
    },
  };
}

export function urlOf({ host }: Config, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function openDeps(
  options: DeskOptions,
  { storage, highWater, calls, guarded }: Files,
  parts: { staff: Staff; settings: ShopSettingsStore; tossCalls: TossCalls },
): Deps {
  const { staff, settings, tossCalls } = parts;
  const { config, log } = options;
  const { clock } = storage;
  const random = options.random ?? systemRandom;
  const outbound = options.bounds?.outbound ?? outboundOf(config.tossCallsASecond);
  const line: TossOptions = {
    baseUrl: config.tossBaseUrl,
    apiKey: config.apiKey,
    timeoutMs: config.tossTimeoutMs,
    version: config.tossApiVersion,
    clock,
    onExchange: (exchange) => tossCalls.note(exchange),
  };
  return {
    storage,
    clock,
    random,
    log,
    toss: createToss(line, calls.listen(guarded(createTransport(line)))),
    statusReads: createStatusReads(),
    budget: tossCalls.timeTurns(createOutboundBudget({ clock, ...outbound }), clock),
    limits: {
      settleMs: config.settleMs,
      tossTimeoutMs: config.tossTimeoutMs,
      reconcileScale: config.reconcileScale,
      pollScale: config.pollScale,
    },
    rules: () => settings.rules(),
    activeManagerIds: () => staff.accounts.activeManagerIds(),
    findStaff: (id) => staff.accounts.findById(id),
    tokenRefunds: config.tokenRefunds,
    highWater,
    bootId: random.uuid(),
  };
}

const settlementOf = ({ settlementImport: isOn, mode }: Config) => ({ isOn, mode });

interface BackgroundParts extends NoticeParts {
  /** Whether the shop allows amounts in a push. */
  pushAmounts: () => boolean;
}

/** The background workers. */
function createBackground(deps: Deps, { config, bounds }: DeskOptions, parts: BackgroundParts) {
  const worker = createWorker(deps);
  const bulkRunner = createBulkRunner({ deps, worker });
  const reconciler = createReconciler(deps, worker);
  const poller = createPoller(deps);
  const adopter = createAdopter(deps);
  const confirmer = createCallbackConfirmer(deps, config.adoptCallbacks);
  const keeper = createCallbackKeeper(deps.storage);
  const dropper = createBatches(deps, {
    batch: () => dropExpiredCallbacks(deps.storage),
    failed: 'callbacks at their term could not be deleted',
    everyMs: HOUR_MS,
  });
  const indexing = createBatches(deps, {
    batch: () =>
      deps.storage.read(isMetadataUnindexed()) && deps.storage.transact(indexSomeMetadata),
    failed: 'metadata could not be indexed: tried at the next start',
    everyMs: null,
  });
  const webhooks = openWebhooks(config, deps, bounds?.webhooks);
  const push = openPush(config, deps, parts.pushAmounts, bounds?.push);
  const notices = openNotices(config, deps, parts, bounds?.notices);
  const settlement = createSettlementImporter(deps, settlementOf(config));
  return {
    worker,
    bulkRunner,
    reconciler,
    poller,
    adopter,
    confirmer,
    keeper,
    webhooks,
    push,
    notices,
    settlement,
    returnLine: createReturnLine(),
    start: () => {
      bulkRunner.wake();
      reconciler.start();
      poller.start();
      adopter.start();
      confirmer.start();
      dropper.start();
      indexing.start();
      webhooks.start();
      push.start();
      notices.start();
      settlement.start();
    },
    /** Stops taking new work and waits for work in flight; no call to Toss is aborted. */
    drain: async () => {
      await bulkRunner.stop();
      const ends = [worker.drain(), reconciler.stop(), poller.stop(), adopter.stop()];
      ends.push(confirmer.stop(), dropper.stop(), indexing.stop(), webhooks.stop());
      ends.push(settlement.stop(), push.stop(), notices.stop());
      await Promise.all(ends);
      await deps.toss.close();
    },
  };
}

/** What the routes need beside `Deps`. */
interface DeskParts {
  background: Background;
  staff: Staff;
  settings: ShopSettingsStore;
  live: Live;
  audit: Audit;
  access: AccessRecorder;
  calls: CallRecorder;
  slowReads: SlowReads;
  overview: ReturnType<typeof openOverview>;
  metrics: Registry;
  ready: () => boolean;
}

function buildDesk(options: DeskOptions, deps: Deps, parts: DeskParts) {
  const { config } = options;
  const { background, staff, settings, live } = parts;
  const shop = () => settings.current().settings;
  const facts = { ...config, keyLast4: config.apiKey.last4 };
  const leases = createRefundLeases(deps.clock, (payToken) => live.announceLease(payToken));
  return buildApp({
    config,
    shopName: () => shop().shopName,
    clock: deps.clock,
    random: deps.random,
    log: deps.log,
    version: options.version,
    ready: parts.ready,
    fileState: () => deps.storage.check.state(),
    authenticate: staff.authenticate,
    signIn: staff.signIn,
    routes: [
      ...staff.routes,
      ...settingsRoutes(settings, facts),
      ...listRoutes(deps, parts.slowReads),
      ...paymentRoutes(deps, {
        urls: config,
        adopter: background.adopter,
        leaseOf: (payToken) => leases.of(payToken),
      }),
      ...refundFormRoutes(deps, leases),
      ...operationRoutes(deps, background.worker, background.reconciler, (...asked) =>
        refundCautions(deps, ...asked),
      ),
      ...bulkRoutes(deps, background.bulkRunner),
      ...receiptRoutes(deps, { mode: config.mode, shop }),
      ...parts.audit.routes,
      ...accessRoutes(deps.storage, parts.access),
      ...exportRoutes(deps.storage),
      ...dayCloseRoutes(deps.storage, { mode: config.mode, shop }),
      ...periodRoutes({
        storage: deps.storage,
        slowReads: parts.slowReads,
        head: { mode: config.mode, shop },
        settlementOf: (month) =>
          deps.storage.read(settlementOfMonth(daysOfMonth(month), deps.clock.nowMs())),
      }),
      ...settlementRoutes({
        ...{ storage: deps.storage, importer: background.settlement },
        ...settlementOf(config),
      }),
      ...parts.overview.routes,
      ...viewRoutes(deps.storage, deps.random),
      ...background.webhooks.routes,
      ...background.push.routes,
      ...background.notices.routes,
      ...trustRoutes(() => readTrust(options.version)),
      ...developerRoutes(deps.storage, parts.calls, facts),
      ...watchRoutes(background.poller),
    ],
    apiRouters: [live.router],
    publicRouters: [
      callbackRouter(deps, background, config.callbackFrom),
      checkoutRouter(deps, background.returnLine, () => shop().shopName),
    ],
    clientDir: options.clientDir,
    metrics: parts.metrics,
    noteShown: parts.access.note,
    newestEvent: () => deps.storage.read(newestEventSeq()),
    ...(options.checkAnswers === undefined ? {} : { checkAnswers: options.checkAnswers }),
    ...(options.bounds?.requests && { limits: options.bounds.requests }),
  });
}

type Background = ReturnType<typeof createBackground>;

interface Files {
  lock: DeskLock;
  storage: Storage;
  /** `null` on PostgreSQL. */
  file: DataFile | null;
  highWater: HighWater;
  calls: CallRecorder;
  slowReads: SlowReads;
  /** Their name in `high-water`. */
  booksId: string;
  /** The transport with what this database must allow before a call about money leaves. */
  guarded: (transport: Transport) => Transport;
  /** Runs work over all rows, for which PostgreSQL is waited for without the usual bounds. */
  patiently: <Result>(work: (storage: Storage) => Promise<Result>) => Promise<Result>;
}

/** The desk's SQLite file. */
interface DataFile {
  path: string;
  schema: number;
}

type Database = Omit<Files, 'lock' | 'highWater' | 'calls'>;

function openFile({ config, log, bounds }: DeskOptions, clock: Clock): Database {
  const file = path.join(config.dataDir, config.databaseFile);
  const wasStoppedCleanly = takeCleanStop(file);
  const isLarge = databaseBytes(file).data >= (bounds?.checkBesideFrom ?? CHECK_BESIDE_FROM);
  const checkLater = wasStoppedCleanly && isLarge;
  const storage = openStorage(file, clock, config.backupDir ?? undefined, log, checkLater);
  const schema = schemaOf(storage.reader);
  return {
    ...{ storage, file: { path: file, schema }, slowReads: openSlowReads({ file }) },
    booksId: config.databaseFile,
    guarded: (transport) => transport,
    patiently: (work) => work(storage),
  };
}

function openPostgres(lead: DeskLead, { log }: DeskOptions, clock: Clock): Database {
  const parts = { ...lead, clock, log };
  const storage = openPostgresStorage({ ...parts, keepsAsking: true });
  return {
    ...{ storage, file: null, slowReads: openSlowReads({ url: lead.url }) },
    booksId: storage.booksId,
    guarded: (transport) => sendWhileLeading(transport, () => storage.stillLeads()),
    patiently: async (work) => {
      const patient = openPostgresStorage({ ...parts, isPatient: true });
      try {
        return await work(patient);
      } finally {
        patient.close();
      }
    },
  };
}

/** Opens the database and the files of the data folder; releases the lock on failure. */
function openFiles(options: DeskOptions, clock: Clock): Files {
  const { config, log, lead } = options;
  mkdirSync(config.dataDir, { recursive: true });
  const lock = lockDesk(config.dataDir);
  let storage: Storage | null = null;
  try {
    const database = lead ? openPostgres(lead, options, clock) : openFile(options, clock);
    ({ storage } = database);
    const highWater = openHighWater(config.dataDir, database.booksId);
    const calls = createCallRecorder({
      file: path.join(config.dataDir, config.databaseFile.replace(/\.db$/, '.calls.db')),
      read: storage.read,
      clock,
      log,
    });
    return { ...database, lock, highWater, calls };
  } catch (error) {
    storage?.close();
    lock.release();
    throw error;
  }
}

/**
 * Starts a desk. What an earlier process was sending keeps its payment locked until its bytes can't
 * leave any more; then the reconciler makes it `unknown`. After a clean stop a large data file is
 * checked while the desk serves; until then it only reads.
 * @throws Error when the data folder is in use, the database can't be trusted, or the port is taken
 */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const clock = options.clock ?? systemClock;
  const metrics = createMetrics();
  const opened = openFiles(options, clock);
  const files = { ...opened, storage: timeCommits(metrics, opened.storage) };
  try {
    return await serve(options, files, metrics);
  } catch (error) {
    files.calls.close();
    files.storage.close();
    files.lock.release();
    throw error;
  }
}

/** Runs before the workers start: switches the outbox, and quarantines a restored backup. */
async function recover(
  { storage, highWater, patiently }: Pick<Files, 'storage' | 'highWater' | 'patiently'>,
  log: Logger,
  eventsOut: boolean,
): Promise<void> {
  await switchOutbox(storage, eventsOut);
  const known = highWater.value();
  const isMarked = storage.read(findMark())?.kind === 'copy';
  if (!isMarked && storage.read(newestEventSeq()) >= known) return;
  const restored = await patiently((patient) => quarantineRestored(patient, known));
  if (restored === null) return;
  highWater.raise(storage.read(newestEventSeq()));
  log.warn(restored, 'a restored backup: everything is checked against Toss before it is used');
}

/** Checks the file beside serving. @returns whether it is sound */
async function checkBeside({ storage, slowReads }: Files, log: Logger): Promise<boolean> {
  let fault: string | null;
  try {
    fault = await slowReads.run('check', null);
  } catch (error) {
    // A file that can't be checked is not trusted either.
    fault = error instanceof Error ? error.message : String(error);
  }
  storage.check.end(fault === null ? 'sound' : 'damaged');
  if (fault !== null) {
    log.error({ fault }, 'THE DATA FILE IS DAMAGED: it is only read from, no money is moved');
  }
  return fault === null;
}

/** What a desk does by itself, once its file is sound. */
interface Work {
  prepare: () => Promise<void>;
  parts: readonly ({ start(): void } | null)[];
}

/**
 * Begins work after the check, unless a stop was asked for meanwhile.
 * @param check `null` if the work is prepared already
 * @returns whether it has begun
 */
async function begin(
  check: Promise<boolean> | null,
  isStopping: () => boolean,
  work: Work,
): Promise<boolean> {
  if (check !== null) {
    if (!(await check) || isStopping()) return false;
    await work.prepare();
    if (isStopping()) return false;
  }
  for (const part of work.parts) part?.start();
  return true;
}

/** @param isClean the file is sound; without the mark the next start checks all of it first */
async function closeFiles(files: Files, log: Logger, isClean: boolean): Promise<void> {
  const { lock, storage, file, calls, slowReads } = files;
  calls.close();
  await slowReads.close();
  storage.close();
  try {
    if (isClean && file !== null) leaveCleanStop(file.path);
  } catch (error) {
    log.warn({ err: error }, 'the mark of a clean stop could not be written');
  }
  lock.release();
}

function openLive(storage: Storage, { authenticate }: Staff, log: Logger): Live {
  const { clock } = storage;
  return liveRouter({ events: eventFeed(storage), authenticate, clock, log });
}

function openRetention(
  config: Config,
  deps: Deps,
  { file, settings }: { file: DataFile | null; settings: ShopSettingsStore },
) {
  const { storage, log, toss } = deps;
  const copies = file && {
    folder: config.backupDir ?? copiesBeside(file.path),
    of: path.basename(file.path),
  };
  return createRetention({
    ...{ storage, log, copies },
    terms: () => settings.current().settings,
    tossSkewMs: () => toss.skewMs(),
  });
}

/** `null` without a folder for them, and on PostgreSQL, of which the operator makes copies. */
function openCopies(
  { config, log }: DeskOptions,
  { file, storage: { clock } }: Files,
): NightlyCopies | null {
  const folder = config.backupDir;
  if (folder === null || file === null) return null;
  return createNightlyCopies({ file: file.path, schema: file.schema, folder, clock, log });
}

function openFigures(
  { config, log, lead }: DeskOptions,
  { storage, toss, budget }: Deps,
  parts: {
    metrics: Registry;
    tossCalls: TossCalls;
    copies: NightlyCopies | null;
    live: Live;
    background: Background;
    files: Files;
    staff: Staff;
    overview: DeskParts['overview'];
  },
): void {
  const { metrics, tossCalls, copies, live, staff, overview } = parts;
  const { worker, keeper, confirmer, returnLine, webhooks, push } = parts.background;
  const outLines = [webhooks.line, ...push.lines];
  const workLines = [worker.line, keeper.line, ...confirmer.lines, returnLine, ...outLines];
  const fileLines = [parts.files.slowReads.line, parts.files.calls.line, overview.line];
  const figures = deskFigures({
    storage,
    file: parts.files.file?.path ?? null,
    dataDir: config.dataDir,
    backupDir: config.backupDir,
    copies,
    toss,
    budget,
    lines: [...workLines, ...fileLines, staff.passwordLine, live.replays],
    openStreams: () => live.openStreams(),
    streamLag: () => live.lag(),
  });
  const ofLead = leadFigures(storage, lead?.term ?? null);
  const others = [...tossCalls.figures(storage.clock), ...webhooks.figures, ...ofLead];
  addFigures(metrics, [...figures, ...others], (figure, error) =>
    log.warn({ err: error, figure }, 'a figure could not be read'),
  );
}

/** What the HTTP server of a desk needs to know. */
export function edgeOf(config: Config, parts: Pick<Deps, 'clock' | 'random' | 'log'>) {
  return {
    ...parts,
    publicUrl: config.publicUrl,
    proxied: config.trustProxy !== false,
    longestAnswerMs: 3 * config.tossTimeoutMs,
  };
}

async function serve(options: DeskOptions, files: Files, metrics: Registry): Promise<Desk> {
  const { storage, calls, slowReads } = files;
  const { config, log, version } = options;
  const random = options.random ?? systemRandom;
  const settings = openShopSettings(storage, config);
  const shopName = () => settings.current().settings.shopName;
  const staff = openStaff({
    ...{ storage, config, version, clock: storage.clock, random, log },
    ...{ rules: () => settings.rules(), shopName },
  });
  const tossCalls = createTossCalls(metrics);
  const deps = openDeps(options, files, { staff, settings, tossCalls });
  const prepare = async () => {
    await recover(files, log, config.eventsOut);
    await staff.begin();
  };
  const wasChecked = storage.check.state() === 'sound';
  if (wasChecked) await prepare();

  const pushAmounts = () => settings.current().settings.pushAmounts;
  const background = createBackground(deps, options, { slowReads, shopName, pushAmounts });
  const live = openLive(storage, staff, log);
  const copies = openCopies(options, files);
  const audit = openAudit({ storage, dataDir: config.dataDir, log });
  const access = createAccessRecorder({ storage, log });
  const retention = openRetention(config, deps, { file: files.file, settings });
  const overview = openOverview(storage);
  const measured = { metrics, tossCalls, copies, live, background, files, staff, overview };
  openFigures(options, deps, measured);
  let serving = false;
  const parts = {
    ...{ background, staff, settings, live, audit, access, calls, slowReads, overview, metrics },
    ready: () => serving,
  };
  const app = buildDesk(options, deps, parts);
  const door = options.door ?? ownDoor(options, deps);
  const port = await door.open(app);
  serving = true;
  slowReads.warm();
  let stopping = false;
  const work = { prepare, parts: [background, copies, audit, retention] };
  const begun = begin(wasChecked ? null : checkBeside(files, log), () => stopping, work);

  return {
    url: urlOf(config, port),
    port,
    begun,
    adopt: (orderNos) => background.adopter.adopt(orderNos, null),
    createPayment: (body, name) =>
      createPayment(deps, config, body, {
        type: 'token',
        id: name,
        name,
        scopes: ['create'],
        address: null,
      }),
    close: async () => {
      serving = false;
      stopping = true;
      const hasWorked = await begun;
      live.close();
      const drained = Promise.all([background.drain(), copies?.stop(), retention.stop()]);
      const longestMs = config.tossTimeoutMs + DRAIN_GRACE_MS;
      await door.close(Promise.race([drained, deps.clock.sleep(longestMs)]));
      await staff.close();
      await access.close();
      if (hasWorked) await audit.stop();
      await closeFiles(files, log, storage.check.state() === 'sound');
    },
  };
}
