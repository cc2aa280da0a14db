/** Cross-site requests: every combination of Origin and Fetch Metadata. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../server/errors.ts';
import type { Route } from '../../server/http/endpoint.ts';
import type { Problem } from '../../shared/problem.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';

const PUBLIC = 'https://desk.example.com';

let done = 0;
const note = () => {
  done += 1;
  return Promise.resolve({ status: 204, body: undefined });
};
const routes: Route[] = [
  { key: 'POST /api/events/watch', handle: note },
  { key: 'DELETE /api/payments/:payToken/lease', handle: note },
  {
    key: 'GET /api/payments',
    handle: () => Promise.resolve({ status: 200, body: { items: [], nextCursor: null } }),
  },
  { key: 'POST /api/payments/lookup', handle: () => Promise.reject(new AppError('toss-busy')) },
];

/** For a `loopback` desk the Host is checked as well. */
const origins = {
  ours: PUBLIC,
  loopback: 'http://127.0.0.1:4000',
  absent: null,
  foreign: 'https://evil.example',
  opaque: 'null',
  'ours without TLS': 'http://desk.example.com',
  'ours at another port': 'https://desk.example.com:8443',
  'ours as a beginning': 'https://desk.example.com.evil.example',
  'ours as an end': 'https://evil-desk.example.com',
  'ours with a path': 'https://desk.example.com/',
  'ours in capitals': 'HTTPS://DESK.EXAMPLE.COM',
  empty: '',
} as const;
type OriginName = keyof typeof origins;
const sites = [null, 'same-origin', 'same-site', 'cross-site', 'none', 'Same-Origin', ''] as const;
type Site = (typeof sites)[number];

let desk: TestDesk;
let cookie: string;
let token: string;
beforeAll(async () => {
  desk = await startTestDesk({ routes, publicUrl: PUBLIC });
  cookie = await desk.signIn('manager');
  token = (await desk.staff.tokens.add(atCommandLine, 'shop', ['lookup'])).text;
});
afterAll(() => desk.close());

async function codeOf(
  [method, path]: readonly [string, string],
  origin: OriginName,
  site: Site,
  who = `Cookie: ${cookie}`,
): Promise<string> {
  const value = origins[origin];
  const headers = [
    who,
    ...(value === null ? [] : [`Origin: ${value}`]),
    ...(site === null ? [] : [`Sec-Fetch-Site: ${site}`]),
  ];
  const lookup = /lookup\/?$/i.test(path);
  const body = method === 'POST' ? (lookup ? '{"payToken":"t1"}' : '{"payTokens":[]}') : undefined;
  if (body !== undefined) headers.push('Content-Type: application/json');
  const request = rawRequest(desk.url, { method, path, headers, ...(body && { body }) });
  const host = `Host: ${origin === 'loopback' ? '127.0.0.1:4000' : 'desk.example.com'}`;
  const text = request.toString('latin1').replace(/Host: [^\r]*/, host);
  const { answers } = await sendRaw(desk.url, Buffer.from(text, 'latin1'));
  const [answer] = answers;
  if (answer === undefined) throw new Error('no answer');
  return answer.status < 400
    ? String(answer.status)
    : (JSON.parse(answer.body.toString()) as Problem).code;
}

const changing = [
  ['POST', '/api/events/watch'],
  ['DELETE', '/api/payments/t1/lease'],
] as const;
const mixes = (Object.keys(origins) as OriginName[]).flatMap((origin) =>
  sites.map((site) => [origin, site] as const),
);

describe('a request that changes something', () => {
  const isOurs = (origin: OriginName, site: Site) => {
    if (site !== null && site !== 'same-origin') return false;
    return origin === 'absent' ? site !== null : origin === 'ours' || origin === 'loopback';
  };

  it.each(changing)('is accepted from our own pages alone: %s %s', async (...route) => {
    done = 0;
    const told: unknown[] = [];
    for (const [origin, site] of mixes)
      told.push([origin, site, await codeOf(route, origin, site)]);
    expect(told).toEqual(
      mixes.map(([origin, site]) => [
        origin,
        site,
        isOurs(origin, site) ? '204' : 'foreign-origin',
      ]),
    );
    expect(done).toBe(mixes.filter(([origin, site]) => isOurs(origin, site)).length);
  });

  it('needs no Origin with a service token, where the table allows one', async () => {
    const bearer = `Authorization: Bearer ${token}`;
    const paths = ['/api/payments/lookup', '/api/payments/lookup/', '/API/Payments/Lookup'];
    for (const path of paths) {
      for (const [origin, site] of mixes.slice(0, 30)) {
        expect(await codeOf(['POST', path], origin, site, bearer)).toBe('toss-busy');
      }
    }
    // A malformed token gives no access, and must not skip the check for a cookie.
    const both = `Authorization: Bearer x\r\nCookie: ${cookie}`;
    const lookup = ['POST', '/api/payments/lookup'] as const;
    expect(await codeOf(lookup, 'foreign', 'cross-site', both)).toBe('not-signed-in');
  });

  it('needs an Origin everywhere else, whatever bearer is sent', async () => {
    const elsewhere = [
      ...changing,
      ['POST', '/api/payments/lookup/more'],
      ['PUT', '/api/payments/lookup'],
      ['POST', '/api/auth/sign-in/email'],
    ] as const;
    for (const route of elsewhere) {
      for (const bearer of [`Authorization: Bearer ${token}`, 'Authorization: Bearer x']) {
        expect(await codeOf(route, 'foreign', null, bearer)).toBe('foreign-origin');
        expect(await codeOf(route, 'absent', null, bearer)).toBe('foreign-origin');
      }
    }
    const basic = `Authorization: Basic eDp5\r\nCookie: ${cookie}`;
    expect(await codeOf(changing[0], 'foreign', 'cross-site', basic)).toBe('foreign-origin');
  });

  it('is also checked for signing in and out', async () => {
    for (const path of ['/api/auth/sign-in/email', '/api/auth/sign-out']) {
      const route = ['POST', path] as const;
      expect(await codeOf(route, 'foreign', null)).toBe('foreign-origin');
      expect(await codeOf(route, 'absent', null)).toBe('foreign-origin');
      expect(await codeOf(route, 'ours', 'cross-site')).toBe('foreign-origin');
    }
    expect(await codeOf(['GET', '/api/payments'], 'ours', 'same-origin')).toBe('200');
  });
});

describe('a read', () => {
  it('is refused to other sites’ pages, pictures and scripts, whoever is signed in', async () => {
    const told: unknown[] = [];
    for (const [origin, site] of mixes) {
      told.push([origin, site, await codeOf(['GET', '/api/payments'], origin, site)]);
    }
    const isOurs = (site: Site) => site === null || site === 'same-origin' || site === 'none';
    expect(told).toEqual(
      mixes.map(([origin, site]) => [origin, site, isOurs(site) ? '200' : 'foreign-origin']),
    );
  });

  it('of a desk on this machine is accepted under its own names, and under no other', async () => {
    const local = await startTestDesk();
    try {
      const host = new URL(local.url).host;
      for (const path of ['/metrics', '/healthz', '/api/docs', '/api/auth/get-session']) {
        for (const [name, isOurs] of [
          [host, true],
          ['localhost:4000', true],
          ['LOCALHOST', true],
          ['[::1]:9', true],
          ['127.0.0.1:80', true],
          ['evil.example:4000', false],
          ['127.0.0.1.evil.example', false],
          ['localhost.evil.example', false],
          ['evil-localhost', false],
          ['127.0.0.1:4000@evil.example', false],
          ['', false],
        ] as const) {
          const request = rawRequest(local.url, { path }).toString('latin1');
          const named = request.replace(`Host: ${host}`, `Host: ${name}`);
          const { answers } = await sendRaw(local.url, Buffer.from(named));
          expect([path, name, answers[0]?.status]).toEqual([path, name, isOurs ? 200 : 403]);
        }
      }
    } finally {
      await local.close();
    }
  });
});
