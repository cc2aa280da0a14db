/**
 * One process of the desk, from start to death: the product's parts, wired as in server/desk.ts,
 * with every await observed.
 */
import { createCallbackConfirmer } from '../../server/callbacks/confirm-callbacks.ts';
import { createBulkRunner } from '../../server/bulk-refunds/bulk-runner.ts';
import { bulkRoutes } from '../../server/bulk-refunds/bulk-routes.ts';
import type { Clock } from '../../server/clock.ts';
import type { Deps, StaffNow } from '../../server/deps.ts';
import type { Route } from '../../server/http/endpoint.ts';
import type { Logger } from '../../server/log.ts';
import { createStatusReads } from '../../server/operations/status-reads.ts';
import { operationRoutes } from '../../server/operations/operation-routes.ts';
import { createReconciler } from '../../server/operations/reconciler.ts';
import { createWorker, type Worker } from '../../server/operations/worker.ts';
import { createAdopter } from '../../server/payments/adopter.ts';
import { paymentRoutes } from '../../server/payments/payment-routes.ts';
import { createPoller } from '../../server/payments/poller.ts';
import { refundFormRoutes } from '../../server/payments/refund-form-routes.ts';
import { createRefundLeases } from '../../server/payments/refund-leases.ts';
import { newestEventSeq } from '../../server/storage/events.ts';
import type { HighWater } from '../../server/storage/high-water.ts';
import { quarantineRestored } from '../../server/storage/restore.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import { createOutboundBudget } from '../../server/toss/outbound-budget.ts';
import { createToss, type Toss, type TossVersion, type Transport } from '../../server/toss/toss.ts';
import { shopRules } from '../support/shop-rules.ts';
import type { CrashPoints } from './crash.ts';
import type { StandStill } from './stand-still.ts';
import type { GotRead } from './other-toss.ts';
import { clockOver, type LazyTicks } from './simulated-time.ts';
import type { Stage } from './stage.ts';
import { unitOf } from '../../server/storage/unit.ts';

/** As in server/desk.ts. */
const OUTBOUND = { perSecond: 10, burst: 20, keptForMoney: 2 };
/** As in server/bulk-refunds/bulk-runner.ts: its polling interval. */
const BULK_LOOKS_MS = 1000;
/** A step of a bulk run takes two turns of the event loop, and the requests it makes take more. */
const BULK_TURNS = 4;
const urls = { publicUrl: 'https://desk.example' };

/** What the machine gives to a process. */
export interface Machine {
  readonly stage: Stage;
  readonly crash: CrashPoints;
  readonly log: Logger;
  readonly highWater: HighWater;
  transportFor(life: DeskLife): Transport;
  activeManagerIds(): readonly string[];
  findStaff(id: string): StaffNow | undefined;
  /** When a part that polls every second has something to find. */
  duesOf(who: 'poller' | 'reconciler' | 'bulk'): LazyTicks;
  readonly standStill: StandStill;
  /** Whether the worker misses the hint about an operation. */
  losesHint(): boolean;
  /** The process is dead from now on. */
  died(life: DeskLife, point: string): void;
  /** Until when the process is suspended, in true time. */
  frozenUntilMs(): number;
}

export class DeskLife {
  readonly bootId: string;
  readonly statusVersion: TossVersion;
  readonly clock: Clock;
  readonly routes = new Map<string, Route>();
  /** Payments of which this process has had a good read. */
  readonly readSinceBoot = new Set<string>();
  /** The newest read that this process has received, per payment. */
  readonly #reads = new Map<string, GotRead>();
  dead = false;
  ready = false;
  /** Toss answered for the other kind of key. */
  gotOtherMode = false;
  /** A spoiled answer was for the other kind of key, and the desk may or may not have read it. */
  mayGetOtherMode = false;
  readonly #machine: Machine;
  readonly #deps: Deps;
  #confirm: (payToken: string) => void = () => undefined;

  constructor(machine: Machine) {
    const { stage } = machine;
    this.#machine = machine;
    this.bootId = stage.rng.uuid();
    this.statusVersion = stage.statusVersion;
    const ring = (call: () => void) => this.whenAwake(call);
    this.clock = clockOver(stage.time, ring);
    const storage = this.#watchedStorage();
    const { clock } = this;
    this.#deps = {
      storage,
      clock,
      random: {
        uuid: () => stage.rng.uuid(),
        secret: () => stage.rng.word(22),
        fraction: () => stage.rng.fraction(),
      },
      log: machine.log,
      toss: this.#watchedToss(machine.transportFor(this)),
      statusReads: createStatusReads(),
      budget: this.#watchedBudget(),
      limits: stage.profile.limits,
      rules: () => shopRules(stage.profile.rules),
      activeManagerIds: () => unitOf(machine.activeManagerIds()),
      findStaff: (id) => unitOf(machine.findStaff(id)),
      tokenRefunds: false,
      highWater: this.#watchedHighWater(),
      bootId: this.bootId,
    };
  }

  get deps(): Deps {
    return this.#deps;
  }

  /** Runs once the process is awake; never once it is dead. */
  whenAwake(call: () => void): void {
    if (this.dead) return;
    const { stage } = this.#machine;
    const waitMs = this.#machine.frozenUntilMs() - stage.time.nowMs;
    if (waitMs <= 0) call();
    else {
      stage.time.after(waitMs, () => this.whenAwake(call));
    }
  }

  #awake(): Promise<void> {
    return new Promise((resolve) => this.whenAwake(resolve));
  }

  got(payToken: string, read: GotRead): void {
    this.#reads.set(payToken, read);
  }

  lastRead(payToken: string): GotRead | undefined {
    return this.#reads.get(payToken);
  }

  /** Called once a callback of Toss has been recorded. */
  confirm(payToken: string): void {
    this.#confirm(payToken);
  }

  /** Runs one observed step; it never returns where the process died in it or meanwhile. */
  #watched<T>(step: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.dead) return;
      step().then(
        (value) => this.whenAwake(() => resolve(value)),
        (error: unknown) =>
          this.whenAwake(() => reject(error instanceof Error ? error : new Error(String(error)))),
      );
    });
  }

  die(point: string): void {
    if (this.dead) return;
    this.dead = true;
    this.ready = false;
    this.#machine.died(this, point);
  }

  #watchedStorage(): Storage {
    const { stage, crash, standStill } = this.#machine;
    const inner = stage.database.storage(this.clock);
    return {
      ...inner,
      transact: (work) =>
        this.#watched(async () => {
          const step = standStill.stepOf(work);
          crash.enterUnit(work);
          const result = await inner.transact(work);
          crash.leaveUnit();
          if (step !== null) standStill.cross(step);
          return result;
        }),
    };
  }

  #watchedToss(transport: Transport): Toss {
    const { stage } = this.#machine;
    const inner = createToss(
      {
        baseUrl: 'https://toss.example',
        apiKey: ApiKey.parse(stage.apiKey),
        timeoutMs: stage.profile.limits.tossTimeoutMs,
        clock: this.clock,
        version: this.statusVersion,
      },
      transport,
    );
    return {
      ...inner,
      send: (operation, mayGo) => this.#call('send', () => inner.send(operation, mayGo)),
      status: async (by, version) => {
        const answer = await this.#call('status', () => inner.status(by, version));
        if (answer.kind === 'read' && answer.good) this.readSinceBoot.add(answer.read.payToken);
        return answer;
      },
    };
  }

  #call<T>(name: string, call: () => Promise<T>): Promise<T> {
    const { stage, crash, standStill } = this.#machine;
    return this.#watched(async () => {
      crash.cross(`${name}:before`);
      // Until the connection is open.
      if (standStill.cross(`${name}:connecting`) > 0) await this.#awake();
      const answer = call();
      if (crash.cross(`${name}:in-flight`)) {
        stage.time.after(stage.rng.int(0, 90), () => this.die(`${name}:in-flight`));
      }
      const value = await answer;
      crash.cross(`${name}:after`);
      standStill.cross(name);
      return value;
    });
  }

  #watchedBudget(): Deps['budget'] {
    const { crash, standStill } = this.#machine;
    const inner = createOutboundBudget({ clock: this.clock, ...OUTBOUND });
    return {
      ...inner,
      take: (priority, leave) =>
        this.#watched(async () => {
          crash.cross('budget:before');
          await inner.take(priority, leave);
          crash.cross('budget:after');
          standStill.cross('budget');
        }),
    };
  }

  #watchedHighWater(): Deps['highWater'] {
    const { highWater, crash, standStill, stage } = this.#machine;
    return {
      raise: (seq) => {
        crash.cross('high-water:before');
        highWater.raise(seq);
        // The time the disk takes to sync; the process is blocked meanwhile.
        stage.time.stall(standStill.cross('high-water'));
        crash.cross('high-water:after');
      },
    };
  }

  /** As `recover` in server/desk.ts: before any other part starts. */
  async #recover(): Promise<void> {
    const { storage, log } = this.#deps;
    const { highWater } = this.#machine;
    const restored = await quarantineRestored(storage, highWater.value());
    if (restored === null) return;
    highWater.raise(storage.read(newestEventSeq()));
    log.warn(restored, 'a restored backup: everything is checked against Toss before it is used');
  }

  /** A worker that misses hints about operations; it finds them on disk. */
  #forgetful(worker: Worker): Worker {
    return {
      ...worker,
      enqueue: (operationId) => {
        if (!this.#machine.losesHint()) worker.enqueue(operationId);
      },
    };
  }

  /** The bulk runner polls every second: here, whenever something was committed. */
  #bulkDeps(): Deps {
    const { stage } = this.#machine;
    const ring = (call: () => void) => this.whenAwake(call);
    const looking = clockOver(stage.time, ring, this.#machine.duesOf('bulk'));
    const { storage } = this.#deps;
    return {
      ...this.#deps,
      clock: {
        ...this.clock,
        after: (ms, call) => (ms === BULK_LOOKS_MS ? looking : this.clock).after(ms, call),
      },
      storage: {
        ...storage,
        transact: (work) => {
          stage.time.giveTurns(BULK_TURNS);
          return storage.transact(work);
        },
      },
    };
  }

  /** Starts as server/desk.ts does. Rejects when the disk fails: then the process ends. */
  async start(): Promise<void> {
    await this.#recover();
    const deps = this.#deps;
    const { stage } = this.#machine;
    const ring = (call: () => void) => this.whenAwake(call);
    const ticking = (who: 'poller' | 'reconciler'): Deps => {
      return { ...deps, clock: clockOver(stage.time, ring, this.#machine.duesOf(who)) };
    };
    const reliable = createWorker(deps);
    const worker = this.#forgetful(reliable);
    const reconciler = createReconciler(ticking('reconciler'), reliable);
    const poller = createPoller(ticking('poller'));
    const adopter = createAdopter(deps);
    const confirmer = createCallbackConfirmer(deps, true);
    const bulkRunner = createBulkRunner({
      deps: this.#bulkDeps(),
      worker,
    });
    const leases = createRefundLeases(this.clock, () => undefined);
    const routes = [
      ...paymentRoutes(deps, { urls, adopter, leaseOf: (payToken) => leases.of(payToken) }),
      ...refundFormRoutes(deps, leases),
      ...operationRoutes(deps, worker, reconciler, () => unitOf([])),
      ...bulkRoutes(deps, bulkRunner),
    ];
    for (const route of routes) this.routes.set(route.key, route);
    this.#confirm = (payToken) => confirmer.enqueue(payToken);
    this.ready = true;
    bulkRunner.wake();
    reconciler.start();
    poller.start();
    confirmer.start();
  }
}
