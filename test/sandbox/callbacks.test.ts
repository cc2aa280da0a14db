import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type Sandbox, startSandbox } from '../../server/sandbox/sandbox.ts';
import { sandboxHelpers, TEST_API_KEY } from '../support/start-sandbox.ts';

type Received = { contentType: string; form: Record<string, string> };

let shop: Server;
let shopUrl: string;
let received: Received[];
let answers: number[];
let dataDir: string;
let sandbox: Sandbox;
let toss: ReturnType<typeof sandboxHelpers>;

async function readAll(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}

async function start(): Promise<void> {
  sandbox = await startSandbox({ port: 0, dataDir });
  toss = sandboxHelpers(sandbox.url, TEST_API_KEY);
}

beforeEach(async () => {
  received = [];
  answers = [];
  shop = createServer((req, res) => {
    void readAll(req).then((text) => {
      const form = Object.fromEntries(new URLSearchParams(text));
      received.push({ contentType: req.headers['content-type'] ?? '', form });
      res.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end('ok');
    });
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const address = shop.address();
  shopUrl = `http://127.0.0.1:${String(typeof address === 'object' && address ? address.port : 0)}`;
  dataDir = await mkdtemp(join(tmpdir(), 'changgu-sandbox-'));
  await start();
});

afterEach(async () => {
  await sandbox.close();
  shop.closeAllConnections();
  await new Promise((resolve) => shop.close(resolve));
  await rm(dataDir, { recursive: true, force: true });
});

const until = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 3000, interval: 5 });
const callbackOf = async (payToken: string) =>
  ((await toss.payment(payToken))['callbacks'] as Record<string, unknown>[])[0];

async function pay(fields: Record<string, unknown> = {}) {
  return toss.createPaid({ resultCallback: `${shopUrl}/callback`, ...fields });
}

describe('resultCallback', () => {
  it('posts the documented form after a charge', async () => {
    const { payToken, orderNo } = await pay({ metadata: '{"색":"빨강"}' });
    await until(() => expect(received).toHaveLength(1));
    expect(received[0]?.contentType).toBe('application/x-www-form-urlencoded;charset=UTF-8');
    expect(received[0]?.form).toMatchObject({
      status: 'PAY_SUCCESS',
      payToken,
      orderNo,
      payMethod: 'TOSS_MONEY',
      discountedAmount: '0',
      metadata: '{"색":"빨강"}',
    });
    expect(received[0]?.form['paidTs']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    await until(async () =>
      expect(await callbackOf(payToken)).toMatchObject({ outcome: 'delivered', attempts: 1 }),
    );
  });

  it('comes after execute, not after authentication, without autoExecute', async () => {
    const made = await toss.create({
      autoExecute: false,
      resultCallback: `${shopUrl}/callback`,
    });
    await toss.authenticate(made.payToken);
    expect((await toss.payment(made.payToken))['callbacks']).toEqual([]);
    await toss.call('execute', { payToken: made.payToken });
    await until(() => expect(received).toHaveLength(1));
  });

  it('comes neither without a URL nor for a payment that was stopped', async () => {
    const silent = await toss.create({ autoExecute: false, resultCallback: undefined });
    await toss.authenticate(silent.payToken);
    await toss.call('execute', { payToken: silent.payToken });
    const stopped = await toss.create({ resultCallback: `${shopUrl}/callback` });
    await toss.abandon(stopped.payToken);
    await pay();
    await until(() => expect(received).toHaveLength(1));
    expect((await toss.payment(silent.payToken))['callbacks']).toEqual([]);
    expect((await toss.payment(stopped.payToken))['callbacks']).toEqual([]);
  });

  it('is repeated on anything but 200, four times within ten minutes, then no more', async () => {
    answers = [500, 404, 302, 201, 500, 500];
    const { payToken } = await pay();
    const waits = [10_000, 50_000, 120_000, 180_000];
    for (const [index, wait] of waits.entries()) {
      await until(async () =>
        expect(await callbackOf(payToken)).toMatchObject({ attempts: index + 1 }),
      );
      await toss.advance(wait - 5000);
      expect(received).toHaveLength(index + 1);
      await toss.advance(5000);
    }
    await until(async () =>
      expect(await callbackOf(payToken)).toMatchObject({ outcome: 'given-up', attempts: 5 }),
    );
    await toss.advance(60 * 60_000);
    expect(received).toHaveLength(5);
  });

  it('is not repeated after a 200', async () => {
    answers = [500, 200];
    const { payToken } = await pay();
    await until(async () => expect(await callbackOf(payToken)).toMatchObject({ attempts: 1 }));
    await toss.advance(10_000);
    await until(async () =>
      expect(await callbackOf(payToken)).toMatchObject({ outcome: 'delivered', attempts: 2 }),
    );
  });

  it('is sent by itself in real time too', async () => {
    await toss.options({ chargeProgressMs: 80 });
    await pay();
    await until(() => expect(received).toHaveLength(1));
  });
});

describe('a restart', () => {
  it('continues with callbacks, payments, clock and options', async () => {
    await toss.options({ refundNoReuse: 'taken', chargeProgressMs: 0 });
    await toss.advance(3 * 60 * 60_000);
    answers = [500];
    const paid = await pay();
    const waiting = await toss.create();
    await until(async () => expect(await callbackOf(paid.payToken)).toMatchObject({ attempts: 1 }));
    const before = { books: await toss.books(), now: await toss.now() };
    await sandbox.close();
    await start();
    expect(await toss.books()).toEqual(before.books);
    expect(await toss.now()).toBeGreaterThanOrEqual(before.now);
    expect((await toss.status(waiting.payToken))['payStatus']).toBe('PAY_STANDBY');
    await toss.advance(10_000);
    await until(() => expect(received).toHaveLength(2));
    expect(await (await fetch(`${sandbox.url}/sandbox/options`)).json()).toMatchObject({
      refundNoReuse: 'taken',
    });
  });

  it('closes quickly while a callback hangs and a call is delayed', async () => {
    const hanging = createServer(() => undefined);
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const address = hanging.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { payToken } = await pay({ resultCallback: `http://127.0.0.1:${String(port)}/x` });
    await toss.fault({ call: 'status', fault: 'delay', ms: 60_000 });
    const held = toss.status(payToken).catch(() => 'dropped');
    await until(async () => expect(await toss.calls('status')).toHaveLength(1));
    const start = performance.now();
    await sandbox.close();
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await held).toBe('dropped');
    hanging.closeAllConnections();
    hanging.close();
  });
});
