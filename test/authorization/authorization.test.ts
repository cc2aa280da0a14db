import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIVE_TIMES } from '../support/live-desk.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { startTestSandbox, type TestSandbox } from '../support/start-sandbox.ts';
import { makeCallers, type CallerHeaders } from './callers.ts';
import { kinds, knownPrefixes, matrix, pages, type KindName } from './matrix.ts';
import { listenToRouters } from './mounted-routes.ts';
import { AUTHORIZATION_PAGE, authorizationPage } from './page.ts';
import { ask, endsSession } from './requests.ts';

const METRICS_TOKEN = 'a-token-of-a-scraper-0123456789';
const LIVE_KEY = 'sk_live_changgu_matrix';
const LIVE = { ...LIVE_TIMES, TOSS_API_KEY: LIVE_KEY };

/** All requests come from one address, most of them without a session. */
const MANY = 1_000_000;
const bounds = {
  requests: { requestsPerMinute: MANY, strangersPerMinute: MANY, pagesPerMinute: MANY },
};

let desk: RunningDesk;
let live: RunningDesk;
let liveToss: TestSandbox;
let clientDir: string;
let callers: Record<KindName, CallerHeaders>;
let mounted: string[];
let prefixes: string[];
beforeAll(async () => {
  clientDir = mkdtempSync(join(tmpdir(), 'changgu-client-'));
  mkdirSync(join(clientDir, 'assets'));
  writeFileSync(join(clientDir, 'index.html'), '<html><head></head><body></body></html>');
  writeFileSync(join(clientDir, 'assets/app.js'), '');
  const sandbox = await startTestSandbox();
  liveToss = await startTestSandbox({ apiKey: LIVE_KEY });
  // The sandboxes start before: their routes are not the desk's.
  const heard = listenToRouters();
  desk = await startTestDesk({ sandbox, clientDir, bounds, env: { METRICS_TOKEN } });
  heard.stop();
  mounted = heard.routes();
  prefixes = heard.prefixes();
  const env = { ...LIVE, METRICS_TOKEN };
  live = await startTestDesk({ sandbox: liveToss, clientDir, bounds, env });
  callers = await makeCallers(desk, live);
});
afterAll(async () => {
  const { sandbox } = desk;
  await Promise.all([desk.close(), live.close()]);
  await Promise.all([sandbox.close(), liveToss.close()]);
  rmSync(clientDir, { recursive: true });
});

/** Requests that end a session come last, and signing out after locking. */
const inOrder = [
  ...Object.keys(matrix).filter((route) => !endsSession.includes(route)),
  ...endsSession,
];

describe('the matrix', () => {
  it('names every route that is mounted, and no other', () =>
    expect(mounted).toEqual(Object.keys(matrix).sort()));

  it('knows every place at which something else is mounted', () =>
    expect(prefixes).toEqual([...knownPrefixes]));

  it('sees a route and a place that were added, however they are mounted', () => {
    const heard = listenToRouters();
    const app = express();
    const inner = express.Router();
    const deepest = express.Router();
    app.get('/planted', (_request, response) => void response.end());
    deepest.route('/:id').put((_request, response) => void response.end());
    inner.use('/deep', deepest);
    inner.all('/every', (_request, response) => void response.end());
    app.use(['/one', '/two'], inner);
    app.use('/answers-itself', (_request, response) => void response.end());
    const byHand = express.Router();
    byHand.delete('/by-hand', (_request, response) => void response.end());
    app.use((request, response, next) => {
      byHand(request, response, next);
    });
    heard.stop();
    expect(heard.routes()).toEqual([
      ...['ALL /one/every', 'ALL /two/every', 'DELETE /by-hand', 'GET /planted'],
      ...['PUT /one/deep/:id', 'PUT /two/deep/:id'],
    ]);
    expect(heard.prefixes()).toContain('/answers-itself');
  });

  it('expects each refusal of somebody, and lets somebody in', () => {
    const verdicts = Object.values({ ...matrix, ...pages }).flatMap((rule) =>
      kinds.map((kind) => rule.verdict(kind)),
    );
    // A matrix that lets everybody in would agree with a desk without access control.
    expect(new Set(verdicts).size).toBe(8);
  });
});

describe.each(kinds)('$name', (kind) => {
  it('gets at every route what the matrix says', async () => {
    const got: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const route of inOrder) {
      const asked = await ask(callers[kind.name], route);
      got[route] = asked.verdict;
      expected[route] = matrix[route]?.verdict(kind) ?? 'no row';
      // A rate limit must not refuse a request that the matrix permits.
      if (asked.status === 429) got[route] = 'too-many-requests';
      if (asked.status >= 500) got[route] = `${asked.status}`;
    }
    expect(got).toEqual(expected);
  });

  it('gets the pages, which hold nothing of anybody', async () => {
    for (const route of Object.keys(pages)) {
      const { verdict, status } = await ask(callers[kind.name], route);
      expect([route, verdict, status]).toEqual([route, pages[route]?.verdict(kind), 200]);
    }
  });
});

describe('other methods', () => {
  it('answer HEAD as GET, whoever asks', async () => {
    const asking = [
      'nobody',
      'viewer, live key, no second factor',
      'manager, live key, no second factor',
    ] as const;
    for (const name of asking) {
      for (const route of Object.keys(matrix).filter((one) => one.startsWith('GET '))) {
        const get = await ask(callers[name], route);
        const head = await ask(callers[name], route, 'HEAD');
        expect([name, route, head.status]).toEqual([name, route, get.status]);
      }
    }
  });

  it('are not there, be it for a manager', async () => {
    const { url } = live;
    const caller = { url, headers: callers['viewer, live key, no second factor'].headers };
    const paths = [...new Set(Object.keys(matrix).map((route) => route.split(' ')[1] ?? ''))];
    const wrong: string[] = [];
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'OPTIONS']) {
        const route = `${method} ${path}`;
        if (route in matrix) continue;
        // A literal path that a parameter of another route matches, such as /api/payments/lookup.
        const taken = Object.keys(matrix).some((one) =>
          new RegExp(`^${one.replace(/:[A-Za-z]+/g, '[^/]+')}$`).test(route),
        );
        if (taken) continue;
        const { status } = await ask(caller, route);
        if (status !== 404) wrong.push(`${route}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('/metrics', () =>
  it('opens with its own token, which opens nothing else', async () => {
    const scraper = { url: desk.url, headers: { authorization: `Bearer ${METRICS_TOKEN}` } };
    expect(await ask(scraper, 'GET /metrics')).toMatchObject({ verdict: 'in', status: 200 });
    expect(await ask(scraper, 'GET /api/payments')).toMatchObject({ verdict: 'not-signed-in' });
  }));

describe('docs/authorization.md', () =>
  it('is what `npx tsx test/authorization/main.ts` makes of the matrix', async () =>
    expect(readFileSync(AUTHORIZATION_PAGE, 'utf8')).toBe(await authorizationPage())));
