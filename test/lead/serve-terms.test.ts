/** The terms of a desk that is stopped. */
import { expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { serveTerms } from '../../server/lead/serve-terms.ts';
import type { LeadWatch } from '../../server/lead/wait-for-lead.ts';
import { createLogger } from '../../server/log.ts';
import { waitUntil } from '../support/wait-until.ts';

const base = {
  clock: systemClock,
  log: createLogger('silent'),
  times: { lookMs: 1, beatMs: 1, silentMs: 1 },
};
const looks: Pick<LeadWatch, 'leader' | 'follow'> = {
  leader: () => null,
  follow: (ended) => ended.then(() => undefined),
};

it('a lead that is won while the desk stops is given away, and no desk is opened', async () => {
  const did: string[] = [];
  let win = (_term: number | null): void => undefined;
  const terms = serveTerms({
    watch: {
      ...looks,
      win: () =>
        new Promise((resolve) => {
          win = resolve;
        }),
      stop: () => win(7),
    },
    ...base,
    hold: (term) => () => {
      did.push(`gave ${String(term)} away`);
      return Promise.resolve();
    },
    open: () => {
      did.push('opened a desk');
      return Promise.reject(new Error('not expected'));
    },
  });
  await terms.stop();
  expect(did).toEqual(['gave 7 away']);
  expect(await terms.begun).toBe(false);
});

it('a lead that was lost is given away before what the desk was sending has ended', async () => {
  const did: string[] = [];
  let hasEnded = (): void => undefined;
  let lose = (_why: string): void => undefined;
  const ended = new Promise<void>((resolve) => {
    hasEnded = resolve;
  });
  const terms = [7];
  let stop = (_term: null): void => undefined;
  const served = serveTerms({
    watch: {
      ...looks,
      win: () =>
        terms.length > 0
          ? Promise.resolve(terms.pop() ?? null)
          : new Promise((resolve) => {
              stop = resolve;
            }),
      stop: () => stop(null),
    },
    ...base,
    hold: () => () => {
      did.push('gave it away');
      return Promise.resolve();
    },
    open: (_term, lost) => {
      lose = lost;
      return Promise.resolve({ begun: Promise.resolve(true), close: () => ended });
    },
  });
  expect(await served.begun).toBe(true);
  lose('a connection ended');
  await systemClock.sleep(20);
  expect(did).toContain('gave it away');
  hasEnded();
  await systemClock.sleep(20);
  await served.stop();
});

it('what is left of an earlier term does not end a later one', async () => {
  const did: string[] = [];
  const losses: ((why: string) => void)[] = [];
  const terms = [8, 7];
  const served = serveTerms({
    watch: {
      ...looks,
      win: () => Promise.resolve(terms.pop() ?? null),
      stop: () => undefined,
    },
    ...base,
    hold: (term) => () => {
      did.push(`gave ${String(term)} away`);
      return Promise.resolve();
    },
    open: (_term, lost) => {
      losses.push(lost);
      return Promise.resolve({ begun: Promise.resolve(true), close: () => Promise.resolve() });
    },
  });
  const loseFirst = () => losses[0]?.('a connection ended');
  await served.begun;
  loseFirst();
  await waitUntil('the next term is served', () => losses.length === 2);
  loseFirst();
  await systemClock.sleep(20);
  expect(did).toEqual(['gave 7 away']);
  await served.stop();
});
