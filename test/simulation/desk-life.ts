/**
 * One process of the desk, from its start to its death: the product's own parts, put together as
 * server/desk.ts does, with every await watched.
 */
import { createCallbackConfirmer } from '../../server/callbacks/confirm-callbacks.ts';
import type { Clock } from '../../server/clock.ts';
import type { Deps } from '../../server/deps.ts';
import type { Route } from '../../server/http/endpoint.ts';
import type { Logger } from '../../server/log.ts';
import { createAskOrder } from '../../server/operations/ask-order.ts';
import { operationRoutes } from '../../server/operations/operation-routes.ts';
import { createReconciler } from '../../server/operations/reconciler.ts';
import { createWorker } from '../../server/operations/worker.ts';
import { createAdopter } from '../../server/payments/adopter.ts';
import { paymentRoutes } from '../../server/payments/payment-routes.ts';
import { createPoller } from '../../server/payments/poller.ts';
import { newestEventSeq } from '../../server/storage/events.ts';
import type { HighWater } from '../../server/storage/high-water.ts';
import { interruptForeignSends } from '../../server/storage/operations.ts';
import { quarantineRestored } from '../../server/storage/restore.ts';
import { storageOver, type Storage } from '../../server/storage/storage.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import { createOutboundBudget } from '../../server/toss/outbound-budget.ts';
import { createToss, type Toss, type Transport } from '../../server/toss/toss.ts';
import { shopRules } from '../support/shop-rules.ts';
import type { CrashPoints } from './crash.ts';
import { clockOver, type LazyTicks } from './simulated-time.ts';
import type { Stage } from './stage.ts';

/** As in server/desk.ts. */
const OUTBOUND = { perSecond: 10, burst: 20, keptForMoney: 2 };
const urls = { publicUrl: 'https://desk.example' };

/** What a process is given by the machine that it runs on. */
export interface Machine {
  readonly stage: Stage;
  readonly crash: CrashPoints;
  readonly log: Logger;
  readonly highWater: HighWater;
  transportFor(life: DeskLife): Transport;
  activeManagerIds(): readonly string[];
  /** When what looks every second has something to find. */
  duesOf(who: 'poller' | 'reconciler'): LazyTicks;
  /** The process is dead from here on. */
  died(life: DeskLife, point: string): void;
  /** Until when, by true time, the process stands still. */
  frozenUntilMs(): number;
}

export class DeskLife {
  readonly bootId: string;
  readonly clock: Clock;
  readonly routes = new Map<string, Route>();
  /** Payments of which this process has had a good read. */
  readonly readSinceBoot = new Set<string>();
  dead = false;
  ready = false;
  readonly #machine: Machine;
  readonly #deps: Deps;
  #confirm: (payToken: string) => void = () => undefined;

  constructor(machine: Machine) {
    const { stage } = machine;
    this.#machine = machine;
    this.bootId = stage.rng.uuid();
    const ring = (call: () => void) => {
      this.whenAwake(call);
    };
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
      askOrder: createAskOrder(clock, storage),
      budget: this.#watchedBudget(),
      limits: stage.profile.limits,
      rules: () => shopRules(stage.profile.rules),
      activeManagerIds: () => machine.activeManagerIds(),
      highWater: this.#watchedHighWater(),
      bootId: this.bootId,
    };
  }

  get deps(): Deps {
    return this.#deps;
  }

  /** Runs when the process is awake; never when it is dead. */
  whenAwake(call: () => void): void {
    if (this.dead) return;
    const { stage } = this.#machine;
    const waitMs = this.#machine.frozenUntilMs() - stage.time.nowMs;
    if (waitMs <= 0) call();
    else {
      stage.time.after(waitMs, () => {
        this.whenAwake(call);
      });
    }
  }

  /** A callback of Toss's has been kept. */
  confirm(payToken: string): void {
    this.#confirm(payToken);
  }

  /** Runs one watched step; what dies in it, or has died meanwhile, never comes back. */
  #watched<T>(step: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.dead) return;
      step().then(
        (value) => {
          if (!this.dead) resolve(value);
        },
        (error: unknown) => {
          if (!this.dead) reject(error instanceof Error ? error : new Error(String(error)));
        },
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
    const { stage, crash } = this.#machine;
    const { writer, reader } = stage.database;
    const inner = storageOver({ file: ':memory:', clock: this.clock, writer, reader });
    return {
      ...inner,
      transact: (work) =>
        this.#watched(async () => {
          crash.enterUnit(work);
          const result = await inner.transact(work);
          crash.leaveUnit();
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
      },
      transport,
    );
    return {
      ...inner,
      send: (kind, body) => this.#call('send', () => inner.send(kind, body)),
      status: async (by) => {
        const answer = await this.#call('status', () => inner.status(by));
        if (answer.kind === 'read' && answer.good) this.readSinceBoot.add(answer.read.payToken);
        return answer;
      },
    };
  }

  #call<T>(name: string, call: () => Promise<T>): Promise<T> {
    const { stage, crash } = this.#machine;
    return this.#watched(async () => {
      crash.cross(`${name}:before`);
      const answer = call();
      if (crash.cross(`${name}:in-flight`)) {
        stage.time.after(stage.rng.int(0, 90), () => {
          this.die(`${name}:in-flight`);
        });
      }
      const value = await answer;
      crash.cross(`${name}:after`);
      return value;
    });
  }

  #watchedBudget(): Deps['budget'] {
    const { crash } = this.#machine;
    const inner = createOutboundBudget({ clock: this.clock, ...OUTBOUND });
    return {
      ...inner,
      take: (priority) =>
        this.#watched(async () => {
          crash.cross('budget:before');
          await inner.take(priority);
          crash.cross('budget:after');
        }),
    };
  }

  #watchedHighWater(): Deps['highWater'] {
    const { highWater, crash } = this.#machine;
    return {
      raise: (seq) => {
        crash.cross('high-water:before');
        highWater.raise(seq);
        crash.cross('high-water:after');
      },
    };
  }

  /** As `recover` in server/desk.ts: before anything else may act. */
  async #recover(): Promise<void> {
    const { storage, log } = this.#deps;
    const { highWater } = this.#machine;
    const interrupted = await interruptForeignSends(storage, this.bootId);
    if (interrupted > 0) log.warn({ interrupted }, 'operations with an unknown outcome were found');
    const restored = await quarantineRestored(storage, highWater.value());
    if (restored === null) return;
    highWater.raise(newestEventSeq(storage.reader));
    log.warn(restored, 'a restored backup: everything is checked against Toss before it is used');
  }

  /** Starts as server/desk.ts does. Rejects when the disk fails: then the process ends. */
  async start(): Promise<void> {
    await this.#recover();
    const deps = this.#deps;
    const { stage } = this.#machine;
    const ring = (call: () => void) => {
      this.whenAwake(call);
    };
    const ticking = (who: 'poller' | 'reconciler'): Deps => {
      return { ...deps, clock: clockOver(stage.time, ring, this.#machine.duesOf(who)) };
    };
    const worker = createWorker(deps);
    const reconciler = createReconciler(ticking('reconciler'), worker);
    const poller = createPoller(ticking('poller'));
    const adopter = createAdopter(deps);
    const confirmer = createCallbackConfirmer(deps, true);
    const routes = [
      ...paymentRoutes(deps, { urls, adopter, leaseOf: () => null }),
      ...operationRoutes(deps, worker, reconciler),
    ];
    for (const route of routes) this.routes.set(route.key, route);
    this.#confirm = (payToken) => {
      confirmer.enqueue(payToken);
    };
    this.ready = true;
    worker.resume();
    reconciler.start();
    poller.start();
    confirmer.start();
  }
}
