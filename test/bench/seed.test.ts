/** The seeded shop: realistic, reproducible, and never mixed with real payments. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seedPayments, type SeedPayment } from '../../server/demo/seed-payments.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { payStatuses } from '../../shared/payment.ts';

const ROOT = join(import.meta.dirname, '../..');
const nowMs = Date.parse('2026-03-02T04:05:06Z');
const shopOf = (payments: number, seed = 'a seed') => [...seedPayments({ payments, seed, nowMs })];

describe('a seeded shop', () => {
  const shop = shopOf(4000);
  const rows = shop.map(({ payment }) => payment);
  const countOf = (fits: (one: SeedPayment) => boolean) => shop.filter(fits).length;

  it('is the same for the same seed and time', () => {
    expect(shopOf(200)).toEqual(shopOf(200));
    expect(shopOf(200)).not.toEqual(shopOf(200, 'another'));
  });

  it('has as many payments as asked for, however few', () => {
    for (const count of [1, 6, 7, 333]) expect(shopOf(count)).toHaveLength(count);
    expect(shop).toHaveLength(4000);
  });

  it('has payments in all nine states, most of them paid', () => {
    expect([...new Set(rows.map(({ status }) => status))].sort()).toEqual([...payStatuses].sort());
    const done = ['PAY_COMPLETE', 'SETTLEMENT_COMPLETE'];
    expect(countOf(({ payment }) => done.includes(payment.status))).toBeGreaterThan(2800);
    expect(countOf(({ payment }) => payment.status === 'PAY_CANCEL')).toBeGreaterThan(200);
    expect(countOf(({ refunds }) => refunds.length > 0)).toBeGreaterThan(200);
    expect(countOf(({ refunds }) => refunds.length > 1)).toBeGreaterThan(10);
  });

  it('adds up: tax parts to the amount, refunds to what was refunded', () => {
    for (const { payment, refunds } of shop) {
      const { taxable, vat, tax_free, service_fee } = payment;
      expect(taxable + vat + tax_free + service_fee).toBe(payment.amount);
      expect(refunds.reduce((sum, { amount }) => sum + amount, 0)).toBe(payment.refunded);
      expect(payment.refunded).toBeLessThanOrEqual(payment.amount);
    }
    for (const part of ['tax_free', 'service_fee'] as const) {
      expect(countOf(({ payment }) => payment[part] > 0)).toBeGreaterThan(50);
    }
  });

  it('has its times in order, over two years until now', () => {
    for (const row of rows) {
      const { created_at, completed_at, canceled_at, changed_at } = row;
      const times = [created_at, completed_at ?? canceled_at ?? created_at, changed_at];
      expect(times).toEqual(times.toSorted());
      expect(changed_at <= new Date(nowMs).toISOString()).toBe(true);
    }
    expect(rows[0]!.created_at.slice(0, 7)).toBe('2024-03');
  });

  it('has order numbers that Toss takes, some of them used twice', () => {
    for (const { order_no } of rows) expect(order_no).toMatch(/^[A-Za-z0-9_\-:.^@]{1,50}$/);
    expect(new Set(rows.map(({ order_no }) => order_no)).size).toBeLessThan(rows.length);
    expect(new Set(rows.map(({ pay_token }) => pay_token)).size).toBe(rows.length);
  });

  it('has descriptions that Toss takes, in two languages and many words', () => {
    const texts = rows.map(({ product_desc }) => product_desc);
    for (const text of texts) expect(text).toMatch(/^[^\\"']{1,255}$/);
    expect(texts.some((text) => /^[\x20-\x7e]+$/.test(text))).toBe(true);
    expect(new Set(texts).size).toBeGreaterThan(500);
  });
});

describe('npm run seed', () => {
  const dir = mkdtempSync(join(tmpdir(), 'changgu-seed-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  const seed = (args: string[], env: Record<string, string> = {}) => {
    const command = [join(ROOT, 'server/commands/seed.ts'), ...args];
    const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/tsx'), command, {
      cwd: dir,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };

  it('fills an empty folder, and refuses one that has payments', () => {
    const data = join(dir, 'data');
    expect(seed(['--payments', '50', '--data', data]).output).toContain('50건을 넣었어요');
    const connection = openConnection(join(data, 'sandbox.db'), { readonly: true });
    expect(connection.prepare('SELECT count(*) FROM payment').pluck().get()).toBe(50);
    expect(connection.pragma('foreign_key_check')).toEqual([]);
    connection.close();
    const again = seed(['--payments', '50', '--data', data]);
    expect(again.status).toBe(1);
    expect(again.output).toContain('There are payments already');
  });

  it('refuses a desk with a live key', () => {
    const refused = seed(['--payments', '50'], {
      DATA_DIR: join(dir, 'live'),
      TOSS_API_KEY: 'sk_live_0123456789',
      PUBLIC_URL: 'https://desk.example.com',
      AUTH_SECRET: 'x'.repeat(32),
    });
    expect(refused.status).toBe(1);
    expect(refused.output).toContain('never put beside real ones');
  });

  it.each([[[]], [['--payments', '0']], [['--payments', '1', '--until', 'soon']]])(
    'says how it is called where it is called with %j',
    (args) => {
      const wrong = seed(args);
      expect(wrong.status).toBe(2);
      expect(wrong.output).toContain('npm run seed -- --payments N');
    },
  );
});
