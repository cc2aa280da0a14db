/** Behind a proxy that passes headers on, a caller sends words in place of an address. */
import { expect, it } from 'vitest';
import { defaultLimits } from '../../server/http/rate-limits.ts';
import { auditOf } from '../staff/browser.ts';
import { startTestDesk } from '../server/start-test-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

it('has no limits of its own for each word', async () => {
  const limits = { ...defaultLimits, strangersPerMinute: 20 };
  const desk = await startTestDesk({ trustProxy: 1, limits });
  const ask = (path: string, from: string, body?: object) =>
    desk.call(path, {
      headers: { 'x-forwarded-for': from },
      ...(body !== undefined && { method: 'POST', body }),
    });
  try {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => ask('/api/nothing', `203.0.113.9, word-${String(n)}`)),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    // Addresses that the proxy reports have limits of their own.
    expect((await ask('/api/nothing', 'word, 203.0.113.9')).status).toBe(404);
    expect((await ask('/api/nothing', '2001:db8::1')).status).toBe(404);
    const told = desk.log.filter((line) => line.includes('what is no address'));
    expect(told).toHaveLength(1);
  } finally {
    await desk.close();
  }
});

it('writes no word into the audit log', async () => {
  const desk = await startTestDesk({ trustProxy: 1 });
  try {
    await desk.call('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'x-forwarded-for': 'the own machine of a manager' },
      body: { email: 'manager@demo.shop', password: 'wrong' },
    });
    const [row] = await waitUntil(
      'recorded',
      () => auditOf(desk, 'sign-in-refused'),
      (rows) => rows.length > 0,
    );
    expect(row?.address).toBe('127.0.0.1');
  } finally {
    await desk.close();
  }
});
