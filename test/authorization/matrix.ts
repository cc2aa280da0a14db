/**
 * Who may call which route: written by hand and independent of the desk's code, so that a mistake
 * in the desk's own table would have to be made twice.
 */
import type { Role, TokenScope } from '../../shared/permissions.ts';

/** The outcome of a request: let in, or refused by one of these codes. */
export const refusals = [
  'not-signed-in',
  'second-factor-needed',
  'screen-locked',
  'forbidden',
  'two-factor-required',
  'step-up-needed',
  'foreign-origin',
] as const;
export type Verdict = 'in' | (typeof refusals)[number];

/** A caller, with everything that decides about access. */
export interface Kind {
  name: string;
  /** Its heading in the table of docs/authorization.md. */
  short: string;
  session: 'none' | 'half' | 'locked' | 'open';
  role?: Role;
  scope?: TokenScope;
  /** Has a second factor, recently given or not. */
  factor?: 'fresh' | 'stale';
  /** With a live key, and without the second factor that it requires. */
  mustEnrol?: true;
  /** By a page of another site, with the cookie of a person. */
  foreign?: true;
  /** Sends a service token, and no Origin. */
  bearer?: true;
  /** Was given the right to export in addition to the role. */
  exporter?: true;
}

type Named<Name extends string> = Kind & { name: Name };
const none = <Name extends string>(name: Name, short: string): Named<Name> => ({
  ...{ name, short },
  session: 'none',
});
const open = <Name extends string>(
  name: Name,
  short: string,
  role: Role,
  more: Pick<Kind, 'factor' | 'mustEnrol' | 'foreign' | 'exporter'> = {},
): Named<Name> => ({ name, short, session: 'open', role, ...more });

export const kinds = [
  none('nobody', 'nobody'),
  none('made-up session', 'made up'),
  none('session that is over', 'over'),
  none('session that was signed out', 'signed out'),
  none('manager, disabled meanwhile', 'disabled'),
  none('manager, made a viewer meanwhile', 'lowered'),
  { name: 'manager, second factor pending', short: 'half', session: 'half', role: 'manager' },
  { name: 'manager, screen locked', short: 'locked', session: 'locked', role: 'manager' },
  open('viewer', 'viewer', 'viewer'),
  open('viewer who may export', 'exporter', 'viewer', { exporter: true }),
  open('session whose row says viewer since', 'lowered row', 'viewer'),
  open('operator', 'operator', 'operator'),
  open('manager', 'manager', 'manager'),
  open('manager, second factor just given', 'fresh', 'manager', { factor: 'fresh' }),
  open('manager, second factor given an hour ago', 'stale', 'manager', { factor: 'stale' }),
  open('viewer, live key, no second factor', 'viewer live', 'viewer', { mustEnrol: true }),
  open('operator, live key, no second factor', 'operator live', 'operator', { mustEnrol: true }),
  open('manager, live key, no second factor', 'manager live', 'manager', { mustEnrol: true }),
  open('manager, by a page of another site', 'other site', 'manager', { foreign: true }),
  { name: 'token, create', short: 'create', session: 'none', scope: 'create', bearer: true },
  { name: 'token, lookup', short: 'lookup', session: 'none', scope: 'lookup', bearer: true },
  { name: 'token, events', short: 'events', session: 'none', scope: 'events', bearer: true },
  { name: 'token, read', short: 'read', session: 'none', scope: 'read', bearer: true },
  { name: 'token, refund', short: 'refund', session: 'none', scope: 'refund', bearer: true },
  { name: 'token that was revoked', short: 'revoked', session: 'none', bearer: true },
] as const satisfies readonly Kind[];
export type KindName = (typeof kinds)[number]['name'];

export interface Rule {
  /** In words, for docs/authorization.md. */
  who: string;
  verdict(kind: Kind): Verdict;
  /** Requires no Origin from a service token. */
  noOrigin?: true;
}

const rank: Record<Role, number> = { viewer: 0, operator: 1, manager: 2 };

/** Cross-site requests are refused before the session is looked up, for reads and changes. */
function fromElsewhere(rule: Rule): Rule {
  const verdict: Rule['verdict'] = (kind) =>
    kind.foreign === true ? 'foreign-origin' : rule.verdict(kind);
  return { ...rule, verdict };
}

/** Everybody, whatever the origin of the request. */
const public_: Rule = { who: 'anybody', verdict: () => 'in', noOrigin: true };

/** Everybody, but no page of another site. */
const anybody = fromElsewhere({ who: 'anybody, from no other site', verdict: () => 'in' });

/** Whoever has METRICS_TOKEN, which none of these callers has. */
const metrics: Rule = { who: 'whoever has METRICS_TOKEN', verdict: () => 'not-signed-in' };

interface More {
  token?: TokenScope;
  /** Requires a fresh second factor of those who have one. */
  stepUp?: true;
  /** With a live key, also before a second factor is set up. */
  early?: true;
  /** Also those who were given the right to export. */
  exporters?: true;
}

/** This role, and those above it. */
function from(least: Role, { token, stepUp, early, exporters }: More = {}): Rule {
  const words = [
    least === 'manager' ? 'manager' : `${least} and above`,
    ...(exporters === undefined ? [] : ['whoever may export']),
    ...(token === undefined ? [] : [`token with \`${token}\``]),
    ...(stepUp === undefined ? [] : ['fresh second factor']),
    ...(early === undefined ? [] : ['also before a second factor is set up']),
  ];
  return fromElsewhere({
    who: words.join('; '),
    ...(token === undefined ? {} : { noOrigin: true }),
    verdict: ({ session, role, scope, factor, mustEnrol, exporter }) => {
      if (scope !== undefined) return scope === token ? 'in' : 'forbidden';
      if (session === 'none' || role === undefined) return 'not-signed-in';
      if (session === 'half') return 'second-factor-needed';
      if (session === 'locked') return 'screen-locked';
      const mayExport = exporters === true && exporter === true;
      if (rank[role] < rank[least] && !mayExport) return 'forbidden';
      if (mustEnrol === true && early === undefined) return 'two-factor-required';
      return stepUp === true && factor === 'stale' ? 'step-up-needed' : 'in';
    },
  });
}

/** Any session, for acts on that session. @param states those that are let in */
function session(
  who: string,
  states: readonly Kind['session'][],
  more: { fresh?: true; enrolled?: true } = {},
): Rule {
  return fromElsewhere({
    who,
    verdict: (kind) => {
      if (kind.session === 'none') return 'not-signed-in';
      if (!states.includes(kind.session)) {
        return kind.session === 'half' ? 'second-factor-needed' : 'screen-locked';
      }
      const enrolled = kind.factor !== undefined || kind.session === 'half';
      if (more.enrolled === true && !enrolled) return 'two-factor-required';
      return more.fresh === true && kind.factor === 'stale' ? 'step-up-needed' : 'in';
    },
  });
}

const everyone = from('viewer');

const rules: Readonly<Record<string, Rule>> = {
  'GET /healthz': public_,
  'GET /readyz': public_,
  'GET /metrics': metrics,
  'GET /api/docs': public_,
  'GET /api/openapi.json': public_,
  'POST /toss/callback': public_,
  'GET /checkout/return': public_,
  'GET /checkout/cancel': public_,

  'POST /api/auth/sign-in/email': anybody,
  'POST /api/auth/sign-out': anybody,
  'GET /api/auth/get-session': anybody,
  'GET /api/auth/password-link': anybody,
  'POST /api/auth/password-link': anybody,
  'POST /api/auth/second-factor': session(
    'a session whose owner has a second factor',
    ['half', 'open'],
    { enrolled: true },
  ),
  'POST /api/auth/lock': session('a session', ['locked', 'open']),
  'POST /api/auth/unlock': session('a session', ['locked', 'open']),
  'POST /api/auth/two-factor/begin': session('an open session; fresh second factor', ['open'], {
    fresh: true,
  }),
  'POST /api/auth/two-factor/confirm': session('an open session; fresh second factor', ['open'], {
    fresh: true,
  }),
  'POST /api/auth/two-factor/recovery-codes': session(
    'an open session whose owner has a second factor, fresh',
    ['open'],
    { enrolled: true, fresh: true },
  ),
  'POST /api/auth/change-password': session('an open session', ['open']),

  'GET /api/me': from('viewer', { early: true }),
  'GET /api/me/preferences': from('viewer', { early: true }),
  'PUT /api/me/preferences': from('viewer', { early: true }),
  'GET /api/me/sessions': from('viewer', { early: true }),
  'DELETE /api/me/sessions': from('viewer', { early: true, stepUp: true }),
  'DELETE /api/me/sessions/:id': from('viewer', { early: true, stepUp: true }),
  'GET /api/me/push': from('manager'),
  'PUT /api/me/push': from('manager'),
  'DELETE /api/me/push/:id': from('manager'),
  'GET /api/settings': everyone,
  'PUT /api/settings': from('manager', { stepUp: true }),
  'GET /api/staff': from('manager'),
  'GET /api/staff/names': everyone,
  'POST /api/staff': from('manager', { stepUp: true }),
  'PATCH /api/staff/:id': from('manager', { stepUp: true }),
  'POST /api/staff/:id/reset-password': from('manager', { stepUp: true }),
  'POST /api/staff/:id/mail-link': from('manager'),
  'POST /api/staff/:id/reset-two-factor': from('manager', { stepUp: true }),
  'GET /api/audit': from('manager'),
  'GET /api/audit/verify': from('manager'),
  'GET /api/audit/export': from('manager', { stepUp: true }),
  'POST /api/audit/checkpoints': from('manager'),
  'GET /api/access-records': from('manager'),
  'GET /api/exports/access-records.csv': from('manager', { stepUp: true }),
  'GET /api/trust': everyone,
  'GET /api/developer': from('manager'),
  'GET /api/calls': from('manager'),
  'GET /api/calls/:id': from('manager'),
  'GET /api/callbacks': from('manager'),
  'GET /api/callbacks/:id': from('manager'),
  'GET /api/tokens': from('manager'),
  'POST /api/tokens': from('manager', { stepUp: true }),
  'DELETE /api/tokens/:id': from('manager', { stepUp: true }),
  'GET /api/changes': from('manager', { token: 'events' }),
  'GET /api/notices': from('manager'),
  'PUT /api/notices/chat': from('manager', { stepUp: true }),
  'DELETE /api/notices/chat': from('manager', { stepUp: true }),
  'POST /api/notices/chat/test': from('manager'),
  'PUT /api/notices/mail': from('manager', { stepUp: true }),
  'POST /api/notices/mail/:id/again': from('manager'),
  'GET /api/webhooks': from('manager'),
  'POST /api/webhooks': from('manager', { stepUp: true }),
  'PATCH /api/webhooks/:id': from('manager', { stepUp: true }),
  'DELETE /api/webhooks/:id': from('manager', { stepUp: true }),
  'POST /api/webhooks/:id/off': from('manager'),
  'POST /api/webhooks/:id/on': from('manager', { stepUp: true }),
  'POST /api/webhooks/:id/secret': from('manager', { stepUp: true }),
  'POST /api/webhooks/:id/test': from('manager'),
  'POST /api/webhooks/:id/again': from('manager'),
  'GET /api/webhooks/:id/deliveries': from('manager'),
  'GET /api/webhooks/:id/deliveries/:seq': from('manager'),
  'POST /api/webhooks/:id/deliveries/:seq/again': from('manager'),
  'GET /api/exports/payments.csv': from('manager', { stepUp: true, exporters: true }),
  'GET /api/exports/payments.xlsx': from('manager', { stepUp: true, exporters: true }),
  'GET /api/exports/period.xlsx': from('manager', { stepUp: true, exporters: true }),
  'GET /api/day-close': from('manager', { exporters: true }),
  'POST /api/day-close/prints': from('manager', { exporters: true }),
  'GET /api/day-close/span': from('manager', { exporters: true }),
  'POST /api/day-close/span/prints': from('manager', { exporters: true }),
  'GET /api/day-close/months/:month': from('manager', { exporters: true }),
  'POST /api/day-close/months/:month/signatures': from('manager', { stepUp: true }),
  'POST /api/day-close/months/:month/reopenings': from('manager', { stepUp: true }),

  'GET /api/settlement/months/:month': from('manager', { exporters: true }),
  'GET /api/settlement/days/:day': from('manager', { exporters: true }),
  'PUT /api/settlement/days/:day/deposit': from('manager', { exporters: true }),
  'POST /api/settlement/deposits': from('manager', { exporters: true }),
  'GET /api/settlement/rates': from('manager', { exporters: true }),
  'PUT /api/settlement/rates': from('manager', { stepUp: true }),
  'GET /api/settlement/unmatched': from('manager', { exporters: true }),
  'POST /api/settlement/imports': from('manager'),
  'GET /api/payments/:payToken/settlement': from('manager', { exporters: true }),
  'GET /api/exports/settlement.csv': from('manager', { exporters: true }),
  'GET /api/exports/settlement.xlsx': from('manager', { exporters: true }),
  'GET /api/settlement/refund-room': from('operator'),

  'GET /api/counters': everyone,
  'GET /api/overview': everyone,
  'GET /api/events': everyone,
  'POST /api/events/watch': everyone,
  'GET /api/payments': from('viewer', { token: 'read' }),
  'GET /api/payments/summary': everyone,
  'GET /api/payments/:payToken': from('viewer', { token: 'read' }),
  'POST /api/payments': from('operator', { token: 'create' }),
  'POST /api/payments/lookup': from('viewer', { token: 'lookup' }),
  'POST /api/payments/adopt': from('manager'),
  'GET /api/payments/adopt/:id': from('manager'),
  'POST /api/payments/:payToken/refresh': everyone,
  'POST /api/payments/:payToken/acknowledge': from('operator'),
  'POST /api/payments/:payToken/lease': from('operator'),
  'DELETE /api/payments/:payToken/lease': from('operator'),
  'GET /api/payments/:payToken/cautions': from('operator'),
  'PUT /api/payments/:payToken/operations/:operationId': from('operator', { token: 'refund' }),
  'PUT /api/payments/:payToken/bank-transfers/:bankTransferId': from('manager', {
    stepUp: true,
  }),
  'POST /api/payments/:payToken/over-given/acknowledge': from('manager'),
  'GET /api/bank-transfers/waiting': everyone,
  'POST /api/bank-transfers/:id/confirm': from('manager', { stepUp: true }),
  'POST /api/bank-transfers/:id/take-back': from('manager', { stepUp: true }),

  'GET /api/operations': from('viewer', { token: 'read' }),
  'GET /api/operations/:id': from('viewer', { token: 'read' }),
  'GET /api/operations/:id/receipt': everyone,
  'POST /api/operations/:id/receipt/prints': everyone,
  'POST /api/operations/:id/check': from('operator'),
  'POST /api/operations/:id/withdraw': from('operator'),
  'POST /api/operations/:id/approve': from('manager', { stepUp: true }),
  'POST /api/operations/:id/decline': from('manager', { stepUp: true }),
  'POST /api/operations/:id/send-again': from('manager', { stepUp: true }),
  'POST /api/operations/:id/give-up': from('manager', { stepUp: true }),
  'POST /api/operations/:id/release': from('manager', { stepUp: true }),
  'POST /api/operations/:id/resolve': from('manager', { stepUp: true }),
  'GET /api/views': from('viewer'),
  'POST /api/views': from('viewer'),
  'PATCH /api/views/:id': from('viewer'),
  'DELETE /api/views/:id': from('viewer'),
  'POST /api/bulk-refunds': from('operator'),
  'GET /api/bulk-refunds': from('viewer'),
  'GET /api/bulk-refunds/:id': from('viewer'),
  'POST /api/bulk-refunds/:id/start': from('operator'),
  'POST /api/bulk-refunds/:id/pause': from('operator'),
  'POST /api/bulk-refunds/:id/stop': from('operator'),
  'POST /api/bulk-refunds/:id/approve': from('manager', { stepUp: true }),
  'POST /api/bulk-refunds/:id/decline': from('manager', { stepUp: true }),
  'GET /api/bulk-refunds/:id/sheet.csv': from('operator'),
};

/** Changing requests require the Origin of the desk's own pages, which service tokens lack. */
function withOrigin(route: string, rule: Rule): Rule {
  if (route.startsWith('GET ') || rule.noOrigin === true) return rule;
  const verdict: Rule['verdict'] = (kind) =>
    kind.bearer === true ? 'foreign-origin' : rule.verdict(kind);
  return { ...rule, verdict };
}

/** `'METHOD /path'` → who may call it. */
export const matrix: Readonly<Record<string, Rule>> = Object.fromEntries(
  Object.entries(rules).map(([route, rule]) => [route, withOrigin(route, rule)]),
);

/** The client's files: no routes, but every other path. */
export const pages: Readonly<Record<string, Rule>> = {
  'GET /': public_,
  'GET /payments': public_,
  'GET /staff': public_,
  'GET /assets/app.js': public_,
};

/**
 * Path prefixes with middleware that is no route: limits, names, files. A new one could answer
 * requests that no route declares.
 */
export const knownPrefixes: readonly string[] = [
  '/api/auth',
  '/api/docs',
  '/api/openapi.json',
  '/assets',
  '/checkout',
  '/healthz',
  '/metrics',
  '/readyz',
  '/toss/callback',
];
