/** When data past its term is deleted: never by a wrong clock, nor by a term that is new. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../server/log.ts';
import { createRetention, type Retention } from '../../server/retention/retention.ts';
import { openShopSettings, type ShopSettingsStore } from '../../server/settings/shop-settings.ts';
import { DAY_MS } from '../../shared/kst.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  observeFacts,
  openTestStorage,
  paidFacts,
  type TestStorage,
} from '../support/open-test-storage.ts';

const NOW = '2026-05-01T00:00:00.000Z';
const MINUTE_MS = 60_000;
const manager = { id: 'm', name: '관리자', address: null };

let clock: FakeClock;
let test: TestStorage;
let settings: ShopSettingsStore;
let retention: Retention;
let skewMs: number | null;
let told: string[];
beforeEach(() => {
  clock = createFakeClock(NOW);
  test = openTestStorage(clock);
  settings = openShopSettings(test.storage, {
    ...{ shopName: '가게', approvalFromWon: null, approvalHours: 48 },
    ...{ graceSeconds: 0, stepUpFromWon: 1_000_000 },
  });
  skewMs = 0;
  told = [];
  retention = createRetention({
    storage: test.storage,
    copies: { folder: join(test.dir, 'copies'), of: 'test.db' },
    log: createLogger('info', (line) => told.push(line)),
    terms: () => settings.current().settings,
    tossSkewMs: () => skewMs,
  });
  retention.start();
});
afterEach(async () => {
  await retention.stop();
  test.close();
});

/** Time passes, and the jobs that start meanwhile end. */
async function pass(ms: number): Promise<void> {
  await clock.advance(ms);
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
}

async function plant(year: number): Promise<string> {
  const at = `${String(year)}-04-01T03:40:00.000Z`;
  const facts = paidFacts({ metadata: '박지훈', createdAt: at, completedAt: at });
  await observeFacts(test.storage, facts);
  return facts.payToken;
}

const keepFor = (buyerDataYears: number) => {
  const now = settings.current();
  return settings.replace({ ...now.settings, buyerDataYears }, now.version, manager);
};

const erased = () =>
  test.db.values('SELECT pay_token FROM payment WHERE erased_at IS NOT NULL ORDER BY created_at');

describe('data past its term', () => {
  it('is erased a minute after the start, and then once a day', async () => {
    const first = await plant(2019);
    await pass(MINUTE_MS);
    expect(erased()).toEqual([first]);
    const second = await plant(2020);
    await pass(DAY_MS - 1);
    expect(erased()).toEqual([first]);
    await pass(1);
    expect(erased()).toEqual([first, second]);
  });

  it('is erased also where another job fails', async () => {
    const [poisoned, next] = [await plant(2018), await plant(2019)];
    const when = `OLD.pay_token = '${poisoned}'`;
    test.db.refuse('poison', { change: 'UPDATE ON payment', when, message: 'poisoned' });
    await pass(MINUTE_MS);
    expect(erased()).toEqual([next]);
    expect(told.filter((line) => line.includes(poisoned))).toHaveLength(1);
    expect(told.join()).toContain('SOME BUYERS PAST THEIR TERM COULD NOT BE ERASED');
  });
});

describe('a wrong clock', () => {
  it('erases nothing before Toss has given the time', async () => {
    const old = await plant(2019);
    skewMs = null;
    await pass(DAY_MS);
    expect(erased()).toEqual([]);
    skewMs = 0;
    await pass(MINUTE_MS);
    expect(erased()).toEqual([old]);
  });

  it('erases nothing while it differs from Toss’s by more than an hour', async () => {
    await plant(2019);
    skewMs = -61 * MINUTE_MS;
    await pass(DAY_MS);
    expect(erased()).toEqual([]);
    expect(told.join()).toContain('NOTHING IS ERASED');
    skewMs = -59 * MINUTE_MS;
    await pass(60 * MINUTE_MS);
    expect(erased()).toHaveLength(1);
  });
});

describe('a term', () => {
  it('that was made shorter takes effect after seven days', async () => {
    const [old, young] = [await plant(2020), await plant(2023)];
    await keepFor(1);
    await pass(MINUTE_MS);
    await pass(6 * DAY_MS);
    expect(erased()).toEqual([old]);
    await pass(DAY_MS);
    expect(erased()).toEqual([old, young]);
  });

  it('that was reset in time has erased nothing', async () => {
    await plant(2023);
    await keepFor(1);
    await pass(DAY_MS);
    await keepFor(5);
    await pass(10 * DAY_MS);
    expect(erased()).toEqual([]);
  });

  it('that was made longer takes effect at once', async () => {
    await plant(2020);
    await keepFor(10);
    await pass(DAY_MS);
    expect(erased()).toEqual([]);
  });

  it('of copies from before upgrades is two weeks', async () => {
    const folder = join(test.dir, 'copies');
    mkdirSync(folder);
    const at = (day: string) => join(folder, `test-${day}-120000KST-v11-before-v14.db`);
    for (const day of ['20260416', '20260418']) writeFileSync(at(day), '');
    await pass(MINUTE_MS);
    expect([existsSync(at('20260416')), existsSync(at('20260418'))]).toEqual([false, true]);
  });
});
