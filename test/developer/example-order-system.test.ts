/**
 * The order system of docs/example-order-system/: the API's description generates the types that it
 * compiles with, and it runs against the desk over HTTP.
 */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { createProgram, flattenDiagnosticMessageText, getPreEmitDiagnostics } from 'typescript';
import { ModuleKind, ModuleResolutionKind, ScriptTarget } from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeSettings } from '../support/desk-settings.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

const EXAMPLE = join(import.meta.dirname, '../../docs/example-order-system/order-system.ts');
/** Inside the project's folder, so that the compiler finds the packages. */
const CACHE = join(import.meta.dirname, '../../.cache/example-order-system');

interface Order {
  status: string;
  refunded: number;
}
/** As the example exports it: its types need the generated file, which only this test makes. */
interface OrderSystem {
  orders: Map<string, Order>;
  create(orderNo: string, won: number, product: string): Promise<{ payToken: string }>;
  refund(
    payToken: string,
    refund: { id: string; amount: number; seenRefunded: number; accept?: string[] | undefined },
  ): Promise<{ operation?: unknown; cautions?: string[] }>;
  close(): void;
}
interface Example {
  startOrderSystem(at: { desk: string; token: string; secret: string; port: number }): OrderSystem;
}

let desk: RunningDesk;
let folder: string;
beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'run-'));
  desk = await startTestDesk({ env: { EVENTS_OUT: '1', TOKEN_REFUNDS: '1' } });
  await changeSettings(desk, { approvalFromWon: null });
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('creates, hears what became of it, and refunds once', async () => {
  const port = await freePort();
  const hook = `http://127.0.0.1:${String(port)}/`;
  const manager = desk.as('manager');
  const types = ['payment.completed', 'operation.succeeded'];
  const added = await manager.call('POST', '/api/webhooks', { url: hook, types });
  const made = await manager.call('POST', '/api/tokens', {
    ...{ name: 'order system', scopes: ['create', 'refund'], dayCeilingWon: 100_000 },
  });
  // A copy: the example stands outside of what the tests are compiled from.
  const copy = join(folder, 'copy.ts');
  cpSync(EXAMPLE, copy);
  const { startOrderSystem } = (await import(copy)) as Example;
  const { secret } = added.body as { secret: string };
  const token = made.body.text as string;
  const shop = startOrderSystem({ desk: desk.url, token, secret, port });
  try {
    const { payToken } = await shop.create('order-1', 20_000, '머그컵 두 개');
    const until = (what: string, is: (order: Order | undefined) => boolean) =>
      waitUntil(what, () => shop.orders.get(payToken), is);
    await desk.sandbox.authenticate(payToken);
    await manager.call('POST', `/api/payments/${payToken}/refresh`);
    await until('it is told the payment', (order) => order?.status === 'PAY_COMPLETE');

    const first = { id: randomUUID(), amount: 6000, seenRefunded: 0 };
    await shop.refund(payToken, first);
    await until('it is told the refund', (order) => order?.refunded === 6000);
    const again = await shop.refund(payToken, first);
    expect(again.operation).toMatchObject({ id: first.id, state: 'succeeded' });
    const forged = await fetch(hook, { method: 'POST', body: '{}' });
    expect(forged.status).toBe(400);

    const second = { id: randomUUID(), amount: 6000, seenRefunded: 6000 };
    const { cautions } = await shop.refund(payToken, second);
    expect(cautions).toEqual(['order-refunded-lately']);
    await shop.refund(payToken, { ...second, accept: cautions });
    await until('it is told the second refund', (order) => order?.refunded === 12_000);
    const { refunds } = await desk.sandbox.books();
    expect(refunds.filter((line) => line.payToken === payToken)).toHaveLength(2);
    const third = { id: randomUUID(), amount: 9000, seenRefunded: 12_000 };
    await expect(shop.refund(payToken, third)).rejects.toThrow('over-remaining');
  } finally {
    shop.close();
  }
}, 60_000);

/** What the compiler says of the example, compiled against the generated types. */
function faultsOf(change: (source: string) => string): string[] {
  const file = join(folder, 'order-system.ts');
  writeFileSync(file, change(readFileSync(EXAMPLE, 'utf8')));
  const program = createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ScriptTarget.ES2023,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Bundler,
    types: ['node'],
  });
  return getPreEmitDiagnostics(program).map(({ messageText }) =>
    flattenDiagnosticMessageText(messageText, '\n'),
  );
}

// The last: the compiler holds the event loop so long that idle connections are closed meanwhile.
it('compiles with the types that the API’s description generates', async () => {
  const described = await (await desk.fetch('/api/openapi.json')).text();
  writeFileSync(join(folder, 'desk-api.ts'), astToString(await openapiTS(described)));
  expect(faultsOf((source) => source)).toEqual([]);
  const without = faultsOf((source) => source.replace('reason, seenRefunded,', 'reason,'));
  expect(without.join()).toContain('seenRefunded');
}, 60_000);
