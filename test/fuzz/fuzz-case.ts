/** The requests of a run, reproducible from a seed. */
import fc, { type Arbitrary } from 'fast-check';
import { authEndpoints } from '../../shared/api-auth.ts';
import { endpoints } from '../../shared/api.ts';
import type { z } from 'zod';
import { arbitraryInput } from './arbitrary-input.ts';
import { breakCase } from './break-case.ts';
import { fuzzRoles, type FuzzCase, type FuzzRole } from './fuzz-request.ts';

interface Shape {
  summary?: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
}

const others: Record<string, Shape> = {
  'POST /toss/callback': {},
  ...{ 'GET /checkout/return': {}, 'GET /checkout/cancel': {}, 'GET /api/events': {} },
  ...{ 'GET /healthz': {}, 'GET /readyz': {}, 'GET /metrics': {}, 'GET /api/docs': {} },
  ...{ 'GET /api/openapi.json': {}, 'GET /': {}, 'GET /nowhere': {}, 'GET /assets/none.js': {} },
};

const shapes: Record<string, Shape> = { ...endpoints, ...authEndpoints, ...others };
const fuzzedRoutes = Object.keys(shapes);

/** JSON as bytes, one character each. */
const jsonBytes = (value: unknown) => Buffer.from(JSON.stringify(value), 'utf8').toString('latin1');

const refund = fc.record({
  kind: fc.constant('refund'),
  amount: fc.integer({ min: 1, max: 300 }),
  reason: fc.constantFrom('단순 변심', '상품 문제'),
  seenRefunded: fc.constant('$refunded'),
});
const callback = fc
  .record({
    payToken: fc.constantFrom('$payToken:0', '$payToken:9', 'unknown'),
    status: fc.string(),
  })
  .map((body) => body as unknown);

/** Bodies that get much further than what the schema alone generates. */
const fitting: Readonly<Record<string, Arbitrary<unknown>>> = {
  'PUT /api/payments/:payToken/operations/:operationId': refund,
  'POST /toss/callback': callback,
};

function bodyOf(route: string, { body }: Shape): Arbitrary<unknown> {
  const fits = fitting[route];
  if (body === undefined) return fits ?? fc.constant(undefined);
  return fits === undefined ? arbitraryInput(body) : fc.oneof(fits, arbitraryInput(body));
}

function queryText(query: unknown): string {
  const pairs = Object.entries((query ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)] as [string, string]),
  );
  return new URLSearchParams(pairs).toString().replaceAll('%24', '$').replaceAll('%3A', ':');
}

function pathOf(route: string, params: Record<string, unknown>): string {
  const [, path = ''] = route.split(' ');
  return path.replace(/:([A-Za-z]+)/g, (_all, name: string) => {
    const value = String(params[name]);
    // Staff have ids of their own.
    const pooled = route.includes('/api/staff') ? value.replace('$id', '$staff') : value;
    return encodeURIComponent(pooled).replaceAll('%24', '$').replaceAll('%3A', ':');
  });
}

/** Roles with more rights come more often. */
const anyRole = fc.constantFrom<FuzzRole>(
  ...fuzzRoles,
  ...(['manager', 'manager', 'operator', 'operator', 'viewer'] as const),
);

/** A request that its route may accept. */
function fittingCase(route: string): Arbitrary<FuzzCase> {
  const shape = shapes[route] ?? {};
  const given = (schema: z.ZodType | undefined) =>
    schema === undefined ? fc.constant({}) : arbitraryInput(schema);
  return fc
    .record({
      role: anyRole,
      params: given(shape.params),
      query: given(shape.query),
      body: bodyOf(route, shape),
    })
    .map(({ role, params, query, body }) => ({
      ...{ route, role },
      path: pathOf(route, params as Record<string, unknown>),
      query: queryText(query),
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : jsonBytes(body),
    }));
}

/** Routes that compute a password hash, until the rate limit refuses. */
const slow =
  /(sign-in\/email|unlock|two-factor\/begin|change-password|POST \/api\/auth\/password-link)$/;

/** Routes that move money get more requests. */
function weightOf(route: string): number {
  if (route.startsWith('PUT /api/payments/')) return 30;
  return slow.test(route) ? 1 : 5;
}

const anyFitting = fc.oneof(
  ...fuzzedRoutes.map((route) => ({ arbitrary: fittingCase(route), weight: weightOf(route) })),
);
const anyBroken = anyFitting.chain(breakCase);

export type FuzzKind = 'fitting' | 'broken';

/** Deterministic for a seed. */
export function fuzzCases(kind: FuzzKind, seed: number, many: number): FuzzCase[] {
  return fc.sample(kind === 'fitting' ? anyFitting : anyBroken, { numRuns: many, seed });
}
