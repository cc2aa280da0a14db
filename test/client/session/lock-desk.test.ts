import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { lockDesk } from '../../../client/session/lock-desk.ts';
import { http, HttpResponse, refuse, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();

/** What the desk answers to each lock; the last one for all that follow. */
let answers: (() => Response)[];
let asked: number;

beforeEach(() => {
  deskAccess.abandon();
  asked = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  desk.use(
    http.post('/api/auth/lock', () => {
      asked += 1;
      return (answers.length > 1 ? answers.shift() : answers[0])?.() ?? refuse('internal', 500);
    }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  deskAccess.abandon();
});

const locked = () => new HttpResponse(null, { status: 204 });

it('asks again after every refusal that leaves the desk open', async () => {
  answers = [() => refuse('file-damaged', 503), () => refuse('internal', 500), locked];
  lockDesk();
  for (const calls of [1, 2, 3]) {
    await vi.waitFor(() => expect(asked).toBe(calls));
    await vi.advanceTimersByTimeAsync(6000);
  }
  expect(asked).toBe(3);
});

it.each(['screen-locked', 'not-signed-in', 'second-factor-needed'] as const)(
  'is done when the desk says %s',
  async (code) => {
    answers = [() => refuse(code, 401)];
    lockDesk();
    await vi.waitFor(() => expect(asked).toBe(1));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toBe(1);
  },
);
