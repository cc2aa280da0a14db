import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

import express, { type NextFunction, type Request, type Response } from 'express';

import { failure } from './answer.ts';
import { createCallLog } from './call-log.ts';
import { createCallbacks } from './callbacks.ts';
import { checkoutRoutes } from './checkout-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { createFaultList } from './faults.ts';
import { v1Api } from './merchant-api.ts';
import { merchantRoutes } from './merchant-routes.ts';
import { passTime } from './rules/pass-time.ts';
import { settlementApi } from './settlement/settlement-page.ts';
import { v2Api } from './v2/merchant-api.ts';
import { openWorld, type World } from './world.ts';

export type SandboxSettings = {
  /** 0: any free port. */
  port: number;
  host?: string;
  /** Folder of its storage file; created when missing. */
  dataDir: string;
  /** The shop's name on the checkout page; the real Toss knows it from the contract. */
  shopName?: string;
  log?: (line: string) => void;
  /** Time and random source; replaced by tests only. */
  now?: () => number;
  random?: () => number;
};

/** A running sandbox; `close` drops open connections. */
export type Sandbox = { url: string; port: number; close: () => Promise<void> };

/** Processes what becomes due, with one timer for the earliest of it. */
function createTicker(world: World) {
  let cancelAlarm = (): void => undefined;
  const callbacks = createCallbacks(world, () => tick());
  const tick = (): void => {
    passTime(world);
    callbacks.deliverDue();
    cancelAlarm();
    const nowMs = world.clock.now();
    const dues = [world.storage.nextPaymentDue(), world.storage.nextCallbackAfter(nowMs)];
    const next = Math.min(...dues.map((due) => due ?? Infinity));
    if (next !== Infinity) cancelAlarm = world.clock.at(next, tick);
  };
  return { tick, closeCallbacks: callbacks.close };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function buildApp(
  world: World,
  tick: () => void,
  settings: SandboxSettings,
  checkoutBase: () => string,
) {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_req, res, next) => {
    res.setHeader('Date', new Date(world.clock.now()).toUTCString());
    next();
  });
  const faults = createFaultList();
  const calls = createCallLog();
  const deps = { world, faults, calls, tick };
  app.use('/api/v1', merchantRoutes({ ...deps, checkoutBase, api: v1Api }));
  app.use('/api/v2', merchantRoutes({ ...deps, checkoutBase, api: v2Api }));
  app.use('/pay/api/v2', merchantRoutes({ ...deps, checkoutBase, api: settlementApi }));
  app.use('/sandbox', controlRoutes(deps));
  app.use('/payfront', checkoutRoutes({ world, tick, shopName: settings.shopName ?? '토스몰' }));
  app.use((_req, res) => {
    const answer = failure('COMMON_NOT_FOUND');
    res.status(answer.httpStatus).json(answer.body);
  });
  app.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    const status = error instanceof Error && 'status' in error ? error.status : 500;
    // An unreadable request is the caller's fault: too long, compressed or cut off.
    const isCallers = typeof status === 'number' && status >= 400 && status < 500;
    if (!isCallers) {
      settings.log?.(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    if (res.headersSent) {
      next(error);
      return;
    }
    const answer = failure(isCallers ? 'COMMON_INVALID_PARAMETER' : 'COMMON_SYSTEM_ERROR');
    res.status(isCallers ? answer.httpStatus : 500).json(answer.body);
  });
  return app;
}

/**
 * Starts a Toss Pay server of our own: merchant API v1 and v2, checkout page, callbacks and control
 * API over one SQLite file. Fails when the port is taken.
 */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  mkdirSync(settings.dataDir, { recursive: true });
  const world = openWorld({
    file: join(settings.dataDir, 'toss.db'),
    now: settings.now,
    random: settings.random,
  });
  const host = settings.host ?? '127.0.0.1';
  const { tick, closeCallbacks } = createTicker(world);
  let url = '';
  const server = createServer(buildApp(world, tick, settings, () => url));
  let port: number;
  try {
    port = await listen(server, settings.port, host);
  } catch (error) {
    world.clock.close();
    world.storage.close();
    throw error;
  }
  url = `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  tick();
  let closing: Promise<void> | undefined;
  const closeOnce = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    world.clock.close();
    await Promise.all([ended, closeCallbacks()]);
    world.storage.close();
  };
  return { url, port, close: () => (closing ??= closeOnce()) };
}
