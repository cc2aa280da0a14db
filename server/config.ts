/**
 * The desk's configuration: the only module of the server that reads environment variables.
 * Everything is checked before anything starts, and all faults are reported together.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { tossVersions, type TossVersion } from '../shared/toss-call.ts';
import { createFileIfMissing } from './create-file-if-missing.ts';
import { ApiKey } from './toss/api-key.ts';

export type Mode = 'test' | 'live';
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** The configuration, frozen. Times have the unit in their name, money is in won. */
export interface Config {
  port: number;
  host: string;
  /** An origin without a trailing slash. */
  publicUrl: string;
  shopName: string;
  dataDir: string;
  /** One file per kind of key, so that their data never mix. Lies in `dataDir`. */
  databaseFile: 'sandbox.db' | 'test.db' | 'live.db';
  /** The database on PostgreSQL, with its login; `null`: the desk's data are in `databaseFile`. */
  databaseUrl: string | null;
  /** Where the other desks on the database reach this one; `null`: where it listens. */
  deskUrl: string | null;
  /** Serve although PostgreSQL may lose what it has confirmed. */
  allowAsync: boolean;
  mode: Mode;
  /** The Toss sandbox that this process starts; `null` with a key. */
  sandbox: { embedded: true; port: number; dataDir: string } | null;
  apiKey: ApiKey;
  tossBaseUrl: string;
  /** The version of Toss's API for reads, new payments and new operations. */
  tossApiVersion: TossVersion;
  /** Whether the settlement (정산) is imported. */
  settlementImport: boolean;
  /** Average limit of calls to Toss per second, all kinds together. */
  tossCallsASecond: number;
  adoptCallbacks: boolean;
  /** Addresses and networks that Toss calls back from; empty when the operator names none. */
  callbackFrom: readonly string[];
  /** Whether events of payments are kept for the shop's own systems and sent to them. */
  eventsOut: boolean;
  /** Networks inside that events may be sent to; empty: only the public Internet. */
  eventsOutNetworks: readonly string[];
  /** The mail server; `null`: the desk sends no mail. */
  mail: MailServer | null;
  /** Contact for push services, `mailto:` or `https:`; `null`: no Web Push is sent. */
  pushSubject: string | null;
  /** Whether service tokens with the scope `refund` may ask for refunds. */
  tokenRefunds: boolean;
  authSecret: string;
  logLevel: LogLevel;
  metricsToken: string | null;
  /** Express's `trust proxy`: a number of hops, or proxy addresses; `false` trusts no header. */
  trustProxy: number | string[] | false;
  /** Folder of the nightly backups; `null`: none are made. */
  backupDir: string | null;
  /** A refund of this many won or more needs a second person; `null`: none does. */
  approvalFromWon: number | null;
  /** How long an approval may take before it lapses. */
  approvalHours: number;
  /** How long a refund waits before it is sent; until then it may be withdrawn. */
  graceSeconds: number;
  /** A refund of this many won or more asks for a fresh second factor. */
  stepUpFromWon: number;
  /** Run the demo shop; on the embedded sandbox only. */
  demo: boolean;
  /** Create the demo accounts, whose password is public; on a loopback sandbox only. */
  demoStaff: boolean;
  tossTimeoutMs: number;
  settleMs: number;
  reconcileScale: number;
  pollScale: number;
  secureCookies: boolean;
  /** English sentences for the log about defaults that were chosen for the operator. */
  notices: readonly string[];
}

export interface MailServer {
  /** `smtp:` or `smtps:`, with its login. */
  url: string;
  from: string;
  /** Mail may have links to choose a password: it goes unencrypted only to this machine. */
  mustEncrypt: boolean;
}

/** One variable that keeps the desk from starting. */
export interface BadVariable {
  name: string;
  /** `null` where the value is absent or may hold a secret. */
  value: string | null;
  wrong: string;
  todo: string;
}

/** All faults of the environment. Its message never contains a secret. */
export class ConfigError extends Error {
  readonly bad: readonly BadVariable[];

  constructor(bad: readonly BadVariable[]) {
    const lines = bad.map(({ name, value, wrong, todo }) => {
      const shown = value === null ? name : `${name}=${JSON.stringify(value)}`;
      return `  - ${shown} ${wrong}.\n    ${todo}`;
    });
    super(
      `설정값을 고친 뒤 다시 시작해 주세요 (${String(bad.length)}개). ` +
        `The desk did not start: settings to correct: ${String(bad.length)}\n${lines.join('\n')}`,
    );
    this.name = 'ConfigError';
    this.bad = bad;
  }
}

const DEFAULT_PORT = 4000;
const DEFAULT_SANDBOX_PORT = 4100;
const DEFAULT_STEP_UP_FROM_WON = 100_000;

// ── one variable at a time ──────────────────────────────────────────────────────────────────────

const whole = (min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,12}$/.test(text) && Number(text) >= min && Number(text) <= max,
      `is not a whole number from ${String(min)} to ${String(max)}`,
    )
    .transform(Number);

const scale = z
  .string()
  .refine(
    (text) => /^\d{1,6}(\.\d{1,9})?$/.test(text) && Number(text) > 0 && Number(text) <= 1000,
    'is not a number above 0 and up to 1000',
  )
  .transform(Number);

const flag = z.enum(['0', '1'], 'is neither 0 nor 1').transform((text) => text === '1');

function parseOrigin(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const bare = url.pathname === '/' && url.search === '' && url.hash === '';
  const anonymous = url.username === '' && url.password === '';
  return /^https?:$/.test(url.protocol) && bare && anonymous ? url : null;
}

const origin = z
  .string()
  .refine((text) => parseOrigin(text) !== null, 'is not an http(s) address without path or login')
  .transform((text) => new URL(text).origin);

const text = (max: number) => z.string().max(max, `is longer than ${String(max)} characters`);
const secret = (min: number) => z.string().min(min, `is shorter than ${String(min)} characters`);

function isAddressOrSubnet(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const version = isIP(address);
  if (rest.length > 0) return false;
  if (bits === undefined) return version > 0 || ['loopback', 'linklocal'].includes(entry);
  return version > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

const mailServer = z.string().refine((value) => {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(value);
  const bare = ['', '/'].includes(pathname) && search + hash === '';
  return /^smtps?:$/.test(protocol) && hostname !== '' && bare;
}, 'is not an address such as smtps://login:password@mail.example.com');

/** Other modes of `pg` warn, or take any certificate. */
const sslModes = ['disable', 'verify-full'];
const sslFiles = ['sslrootcert', 'sslcert', 'sslkey'];

const NO_DATABASE = 'is not an address such as postgres://login:password@db.example.com/changgu';

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** @returns what is wrong, without the login and without values; `null`: nothing */
function wrongDatabase(value: string): string | null {
  if (!URL.canParse(value)) return NO_DATABASE;
  const { protocol, username, password, hostname, pathname, search, searchParams, hash } = new URL(
    value,
  );
  const bare = /^\/[^/]+$/.test(pathname) && hash === '';
  // With an @ there, ? or / was written in the password, and the rest of it follows.
  const misread = search.includes('@');
  if (!/^postgres(?:ql)?:$/.test(protocol) || hostname === '' || !bare || misread) {
    return NO_DATABASE;
  }
  if (![username, password, pathname].every(isDecodable)) {
    return 'has a % that stands for no character, in the login or in the name of the database';
  }
  const unknown = [...searchParams].filter(([name, given]) =>
    name === 'sslmode' ? !sslModes.includes(given) : !sslFiles.includes(name),
  );
  const names = unknown.map(([name]) => (name === 'sslmode' ? 'this sslmode' : name));
  if (names.length > 0) return `has what the desk does not take: ${names.join(', ')}`;
  const isTwice = searchParams.size > new Set(searchParams.keys()).size;
  return isTwice ? 'has one parameter twice' : null;
}

const database = z.string().superRefine((value, context) => {
  const message = wrongDatabase(value);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

/** As RFC 8292 asks for, and as Apple's push service takes it. */
const contact = z
  .string()
  .max(255)
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, hostname, pathname } = new URL(value);
    if (protocol === 'mailto:') return z.email().safeParse(pathname).success;
    return protocol === 'https:' && !isLoopbackHost(hostname);
  }, 'is neither mailto: with an address nor an https address');

const proxies = z
  .string()
  .refine(
    (value) =>
      /^[1-9]$/.test(value) || value.split(',').every((part) => isAddressOrSubnet(part.trim())),
    'is neither a number of proxies (1 to 9) nor a list of their addresses',
  )
  .transform((value) =>
    /^[1-9]$/.test(value) ? Number(value) : value.split(',').map((part) => part.trim()),
  );

const senders = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .refine(
    (parts) => parts.every((part) => isIP(part.split('/')[0] ?? '') > 0 && isAddressOrSubnet(part)),
    'is no list of addresses and networks',
  );

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** name → schema, and what to do when the value does not fit it. */
const variables = {
  NODE_ENV: [text(40), 'Use production, or leave it out.'],
  PORT: [whole(1, 65535), 'Leave it out for 4000.'],
  HOST: [
    z.string().regex(/^[A-Za-z0-9.:-]{1,255}$/, 'is not an address or host name'),
    'Leave it out for 127.0.0.1.',
  ],
  PUBLIC_URL: [origin, 'Give the address that browsers use, such as https://desk.example.com.'],
  SHOP_NAME: [text(100), "Shorten the shop's name."],
  DATA_DIR: [text(1000), 'Give a directory that the desk may write.'],
  DATABASE_URL: [
    database,
    'Write # in a password as %23, $ as %24, % as %25, / as %2F and ? as %3F, and sslmode=verify-full for ' +
      'TLS; or leave it out for SQLite.',
  ],
  DESK_URL: [
    origin.refine((url) => url.startsWith('http:'), 'is not http://: desks forward without TLS'),
    'Give the address at which the other desks reach this one, such as http://10.0.0.2:4000.',
  ],
  ALLOW_ASYNC: [flag, 'Use 1 to serve although PostgreSQL may lose what it has confirmed.'],
  TOSS_API_KEY: [text(200), 'Copy the key again from the Toss Pay console.'],
  TOSS_API_KEY_FILE: [text(1000), 'Give the path of a file that holds nothing but the key.'],
  TOSS_BASE_URL: [origin, 'Leave it out for https://pay.toss.im.'],
  TOSS_API_VERSION: [
    z.enum(tossVersions, 'is not a version that this desk speaks'),
    'Use v1 or v2, or leave it out for v1.',
  ],
  SETTLEMENT_IMPORT: [flag, 'Use 1 to import the settlement (정산) from Toss, 0 not to.'],
  TOSS_CALLS_A_SECOND: [whole(5, 200), 'Leave it out for 10.'],
  ADOPT_CALLBACKS: [flag, 'Use 1 to adopt payments that callbacks name, 0 not to.'],
  CALLBACK_FROM: [senders, 'Give the addresses that Toss calls back from, or leave it out.'],
  EVENTS_OUT: [flag, "Use 1 to send events of payments to the shop's own systems, 0 not to."],
  EVENTS_OUT_NETWORKS: [
    senders,
    'Give the networks inside that events may go to, or leave it out.',
  ],
  SMTP_URL: [mailServer, 'Leave it out to send no mail.'],
  MAIL_FROM: [
    z.email('is not an e-mail address').max(255),
    'Give the address from which the desk writes, such as desk@example.com.',
  ],
  PUSH_SUBJECT: [
    contact,
    'Give whom push services may ask, such as mailto:desk@example.com, or leave it out.',
  ],
  TOKEN_REFUNDS: [flag, 'Use 1 to let service tokens ask for refunds, 0 not to.'],
  AUTH_SECRET: [secret(32), 'Make one with: openssl rand -base64 48'],
  REFUND_APPROVAL_FROM: [whole(1, 9_999_999), 'Give an amount in won, or leave it out.'],
  APPROVAL_HOURS: [whole(1, 720), 'Leave it out for 24.'],
  GRACE_SECONDS: [whole(0, 3600), 'Leave it out for 0.'],
  STEP_UP_FROM: [whole(0, 9_999_999), 'Give an amount in won, or leave it out for 100000.'],
  LOG_LEVEL: [z.enum(levels, 'is not a log level'), `Use one of: ${levels.join(', ')}.`],
  METRICS_TOKEN: [secret(16), 'Make one with: openssl rand -hex 24'],
  TRUST_PROXY: [proxies, 'Use 1 behind one proxy, or the addresses of your proxies.'],
  BACKUP_DIR: [text(1000), 'Give a directory that the desk may write.'],
  SANDBOX_PORT: [whole(1, 65535), 'Leave it out for 4100.'],
  SANDBOX_DATA_DIR: [text(1000), 'Give a directory that the desk may write.'],
  DEMO: [flag, 'Use 1 or 0.'],
  SANDBOX: [flag, 'Use 1 to run the built-in sandbox on purpose.'],
  ALLOW_TEST_KEY: [flag, 'Use 1 to run a test key in production on purpose.'],
  TOSS_TIMEOUT_MS: [whole(50, 600_000), 'Leave it out for 40000.'],
  SETTLE_MS: [whole(0, 86_400_000), 'Leave it out for 900000.'],
  RECONCILE_SCALE: [scale, 'Leave it out for 1.'],
  POLL_SCALE: [scale, 'Leave it out for 1.'],
} as const satisfies Record<string, readonly [z.ZodType, string]>;

type Name = keyof typeof variables;
type Values = { [N in Name]: z.output<(typeof variables)[N][0]> | undefined };

const secrets: readonly Name[] = [
  ...(['DATABASE_URL', 'TOSS_API_KEY', 'AUTH_SECRET', 'METRICS_TOKEN', 'SMTP_URL'] as const),
];

/** The value for an error message; `null` for one that may contain a key or a login. */
function showable(name: Name, value: string): string | null {
  const tells = secrets.includes(name) || /sk_/i.test(value) || /\/\/[^/]*@/.test(value);
  return tells ? null : value;
}

function given(env: NodeJS.ProcessEnv, name: Name): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function readVariables(env: NodeJS.ProcessEnv, bad: BadVariable[]): Values {
  const names = Object.keys(variables) as Name[];
  const entries = names.map((name): [Name, unknown] => {
    const raw = given(env, name);
    if (raw === undefined) return [name, undefined];
    const [schema, todo] = variables[name];
    const read = schema.safeParse(raw);
    if (read.success) return [name, read.data];
    const wrong = read.error.issues[0]?.message ?? 'is not acceptable';
    bad.push({ name, value: showable(name, raw), wrong, todo });
    return [name, undefined];
  });
  return Object.fromEntries(entries) as Values;
}

// ── rules over several variables ────────────────────────────────────────────────────────────────

/** `true` for an address that only this machine can reach. */
function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

function isLoopbackUrl(url: string): boolean {
  return isLoopbackHost(new URL(url).hostname);
}

/** Whether nobody on the network can read along. */
function isProtected(databaseUrl: string): boolean {
  const { hostname, searchParams } = new URL(databaseUrl);
  return isLoopbackHost(hostname) || searchParams.get('sslmode') === 'verify-full';
}

/** The mail server; both variables or neither. */
function mailServerOf(
  { SMTP_URL: url, MAIL_FROM: from }: Values,
  env: NodeJS.ProcessEnv,
  bad: BadVariable[],
): MailServer | null {
  const names = ['SMTP_URL', 'MAIL_FROM'] as const;
  const [missing, ...more] = names.filter((name) => given(env, name) === undefined);
  if (missing !== undefined && more.length === 0) {
    const [there] = names.filter((name) => name !== missing);
    bad.push({
      name: missing,
      value: null,
      wrong: `is needed with ${String(there)}`,
      todo: variables[missing][1],
    });
  }
  if (url === undefined || from === undefined) return null;
  const { protocol, hostname } = new URL(url);
  return { url, from, mustEncrypt: protocol === 'smtp:' && !isLoopbackHost(hostname) };
}

function keyText(env: NodeJS.ProcessEnv, bad: BadVariable[]): { name: Name; text: string } | null {
  const direct = given(env, 'TOSS_API_KEY');
  const file = given(env, 'TOSS_API_KEY_FILE');
  if (direct !== undefined && file !== undefined) {
    bad.push({
      name: 'TOSS_API_KEY',
      value: null,
      wrong: 'is set together with TOSS_API_KEY_FILE',
      todo: 'Set one of the two.',
    });
    return null;
  }
  if (direct !== undefined) return { name: 'TOSS_API_KEY', text: direct };
  if (file === undefined) return null;
  try {
    return { name: 'TOSS_API_KEY_FILE', text: readFileSync(file, 'utf8').trim() };
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    bad.push({
      name: 'TOSS_API_KEY_FILE',
      value: showable('TOSS_API_KEY_FILE', file),
      wrong: `names a file that can't be read (${why})`,
      todo: variables.TOSS_API_KEY_FILE[1],
    });
    return null;
  }
}

function readKey(env: NodeJS.ProcessEnv, bad: BadVariable[]): ApiKey | null {
  const source = keyText(env, bad);
  if (source === null) return null;
  try {
    return ApiKey.parse(source.text);
  } catch {
    // The parser's message is dropped, because it might contain the key.
    bad.push({
      name: source.name,
      value: null,
      wrong: 'holds no Toss Pay key (sk_test_… or sk_live_…)',
      todo: variables.TOSS_API_KEY[1],
    });
    return null;
  }
}

function checkStart(values: Values, key: ApiKey | null, hasKey: boolean, bad: BadVariable[]): void {
  const production = values.NODE_ENV === 'production';
  if (!hasKey && production && values.SANDBOX !== true) {
    bad.push({
      name: 'TOSS_API_KEY',
      value: null,
      wrong: 'is not set, and NODE_ENV is production',
      todo: 'Set the key, or SANDBOX=1 to run the built-in sandbox on purpose.',
    });
  }
  if (hasKey && values.SANDBOX === true) {
    bad.push({
      name: 'SANDBOX',
      value: '1',
      wrong: 'asks for the built-in sandbox although a key is set',
      todo: 'Remove SANDBOX or the key.',
    });
  }
  if (!hasKey && values.TOSS_BASE_URL !== undefined) {
    bad.push({
      name: 'TOSS_BASE_URL',
      value: values.TOSS_BASE_URL,
      wrong: 'is set without a key; the built-in sandbox has its own address',
      todo: 'Set TOSS_API_KEY as well, or remove TOSS_BASE_URL.',
    });
  }
  if (values.ALLOW_ASYNC === true && values.DATABASE_URL === undefined) {
    bad.push({
      name: 'ALLOW_ASYNC',
      value: '1',
      wrong: 'is set without DATABASE_URL; SQLite syncs each write to the disk',
      todo: 'Set DATABASE_URL as well, or remove ALLOW_ASYNC.',
    });
  }
  const port = values.PORT ?? DEFAULT_PORT;
  if (!hasKey && port === (values.SANDBOX_PORT ?? DEFAULT_SANDBOX_PORT)) {
    bad.push({
      name: 'SANDBOX_PORT',
      value: String(port),
      wrong: "is the desk's own PORT as well",
      todo: 'Give the built-in sandbox a port of its own.',
    });
  }
  if (key?.kind === 'test' && production && values.ALLOW_TEST_KEY !== true) {
    bad.push({
      name: 'TOSS_API_KEY',
      value: null,
      wrong: 'is a test key, and NODE_ENV is production: buyers would get goods without paying',
      todo: 'Set the live key, or ALLOW_TEST_KEY=1 where that is wanted.',
    });
  }
}

/** Variables required with a real Toss key; a sandbox on loopback needs neither. */
function needWithKey(values: Values, env: NodeJS.ProcessEnv, bad: BadVariable[]): void {
  if (values.TOSS_BASE_URL !== undefined && isLoopbackUrl(values.TOSS_BASE_URL)) return;
  const needed = ['PUBLIC_URL', 'AUTH_SECRET'] as const;
  for (const name of needed) {
    if (values[name] !== undefined || given(env, name) !== undefined) continue;
    bad.push({ name, value: null, wrong: 'is needed with a key', todo: variables[name][1] });
  }
}

function checkLive(config: Omit<Config, 'authSecret' | 'apiKey'>, values: Values): BadVariable[] {
  const bad: BadVariable[] = [];
  const refuse = (name: Name, value: string, wrong: string, todo: string) => {
    bad.push({ name, value, wrong: `${wrong}, which a live key refuses`, todo });
  };
  for (const [name, url] of [
    ['PUBLIC_URL', config.publicUrl],
    ['TOSS_BASE_URL', config.tossBaseUrl],
  ] as const) {
    if (url.startsWith('http:') && !isLoopbackUrl(url)) {
      refuse(name, url, 'is plain http', 'Use https.');
    }
  }
  if (config.databaseUrl !== null && !isProtected(config.databaseUrl)) {
    bad.push({
      name: 'DATABASE_URL',
      value: null,
      wrong: 'leads to another machine unencrypted, which a live key refuses',
      todo: 'Add ?sslmode=verify-full, and &sslrootcert=FILE for a certificate of your own.',
    });
  }
  const { port } = new URL(config.publicUrl);
  if (!['', '80', '443'].includes(port) && !isLoopbackUrl(config.publicUrl)) {
    refuse('PUBLIC_URL', config.publicUrl, 'has a port that Toss never calls back', 'Use 443.');
  }
  if (config.settleMs < 900_000) {
    refuse('SETTLE_MS', String(config.settleMs), 'is below 900000', 'Leave it out.');
  }
  if (config.tossTimeoutMs < 15_000) {
    refuse('TOSS_TIMEOUT_MS', String(config.tossTimeoutMs), 'is below 15000', 'Leave it out.');
  }
  if (config.reconcileScale !== 1) {
    refuse('RECONCILE_SCALE', String(config.reconcileScale), 'is not 1', 'Leave it out.');
  }
  if (config.pollScale !== 1) {
    refuse('POLL_SCALE', String(config.pollScale), 'is not 1', 'Leave it out.');
  }
  if (values.DEMO === true) {
    refuse('DEMO', '1', 'asks for the demo shop and its accounts', 'Remove DEMO.');
  }
  return bad;
}

/** The secret that signs cookies: created once, readable by the desk's account only. */
function keptSecret(dataDir: string, bad: BadVariable[]): string {
  const path = join(dataDir, 'auth-secret');
  const codeOf = (error: unknown) =>
    error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const unwritable = (code: string) => {
    const wrong = code === 'EEXIST' ? 'is a file and no folder' : `can't be written (${code})`;
    bad.push({ name: 'DATA_DIR', value: dataDir, wrong, todo: variables.DATA_DIR[1] });
    return '';
  };
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    return unwritable(codeOf(error));
  }
  try {
    createFileIfMissing(path, () => randomBytes(48).toString('base64url'));
  } catch (error) {
    return unwritable(codeOf(error));
  }
  const kept = readFileSync(path, 'utf8').trim();
  if (kept.length < 32) {
    bad.push({
      name: 'AUTH_SECRET',
      value: null,
      wrong: "is damaged in DATA_DIR's file auth-secret",
      todo: 'Delete that file; everybody signs in again.',
    });
  }
  return kept;
}

// ── putting it together ─────────────────────────────────────────────────────────────────────────

/** High enough for everyday refunds, low enough for the demo shop to show an approval. */
const DEMO_APPROVAL_FROM_WON = 100_000;

/** A key that only the embedded sandbox accepts. */
const EMBEDDED_KEY = 'sk_test_changgu_embedded';

/** What the operator of a live desk should know of the settings at each start. */
function liveNotices(values: Values): string[] {
  const notices: string[] = [];
  if (values.ALLOW_ASYNC === true) {
    notices.push('ALLOW_ASYNC is 1: PostgreSQL may lose what it has confirmed.');
  }
  if (values.BACKUP_DIR === undefined && values.DATABASE_URL === undefined) {
    notices.push('BACKUP_DIR is not set: no copy of the data is made at night.');
  }
  if (values.SMTP_URL !== undefined) {
    notices.push(
      'SMTP_URL is set: managers can mail links to choose a password, and sheets of the books.',
    );
  }
  if (values.PUSH_SUBJECT !== undefined) {
    notices.push('PUSH_SUBJECT is set: managers may have their browsers told of approvals.');
  }
  if (values.EVENTS_OUT === true) {
    notices.push('EVENTS_OUT is 1: events of payments go to the endpoints that managers add.');
    const networks = (values.EVENTS_OUT_NETWORKS ?? []).join(', ');
    if (networks !== '') notices.push(`EVENTS_OUT_NETWORKS lets them go to ${networks} as well.`);
  }
  if (values.TOKEN_REFUNDS === true) {
    notices.push('TOKEN_REFUNDS is 1: service tokens with the scope refund may ask for refunds.');
  }
  return notices;
}

function databaseOf(
  values: Values,
  databaseFile: Config['databaseFile'],
): Pick<Config, 'databaseFile' | 'databaseUrl' | 'deskUrl' | 'allowAsync'> {
  const { DATABASE_URL: databaseUrl = null, DESK_URL: deskUrl = null } = values;
  return { databaseFile, databaseUrl, deskUrl, allowAsync: values.ALLOW_ASYNC ?? false };
}

function assemble(
  values: Values,
  key: ApiKey | null,
  hasKey: boolean,
): Omit<Config, 'authSecret' | 'apiKey' | 'mail'> {
  const port = values.PORT ?? DEFAULT_PORT;
  const host = values.HOST ?? '127.0.0.1';
  const publicUrl = values.PUBLIC_URL ?? `http://127.0.0.1:${String(port)}`;
  const dataDir = resolve(values.DATA_DIR ?? './data');
  const sandboxPort = values.SANDBOX_PORT ?? DEFAULT_SANDBOX_PORT;
  const mode = key?.kind ?? 'test';
  const demo = !hasKey && (values.DEMO ?? true);
  const local = isLoopbackHost(host) && isLoopbackUrl(publicUrl);
  const notices: string[] = [];
  if (!hasKey) notices.push('No Toss key is set: the built-in sandbox runs, and no money moves.');
  if (!hasKey && !local) {
    notices.push('HOST or PUBLIC_URL is not loopback: the demo accounts are refused.');
  }
  if (mode === 'live') notices.push(...liveNotices(values));
  const adoptCallbacks = values.ADOPT_CALLBACKS ?? mode === 'test';
  if (mode === 'live' && adoptCallbacks && values.CALLBACK_FROM === undefined) {
    notices.push("CALLBACK_FROM is not set: forged callbacks can keep Toss's own out for an hour.");
  }
  if (hasKey && values.DEMO === true) notices.push('DEMO works on the built-in sandbox only.');
  return {
    port,
    host,
    publicUrl,
    shopName: values.SHOP_NAME ?? (hasKey ? '우리 상점' : '모퉁이 상점'),
    dataDir,
    ...databaseOf(values, hasKey ? `${mode}.db` : 'sandbox.db'),
    mode,
    sandbox: hasKey
      ? null
      : {
          embedded: true,
          port: sandboxPort,
          dataDir: resolve(values.SANDBOX_DATA_DIR ?? join(dataDir, 'sandbox-toss')),
        },
    tossBaseUrl: hasKey
      ? (values.TOSS_BASE_URL ?? 'https://pay.toss.im')
      : `http://127.0.0.1:${String(sandboxPort)}`,
    tossApiVersion: values.TOSS_API_VERSION ?? 'v1',
    settlementImport: values.SETTLEMENT_IMPORT ?? !hasKey,
    tossCallsASecond: values.TOSS_CALLS_A_SECOND ?? 10,
    adoptCallbacks,
    callbackFrom: values.CALLBACK_FROM ?? [],
    eventsOut: values.EVENTS_OUT ?? false,
    eventsOutNetworks: values.EVENTS_OUT_NETWORKS ?? [],
    pushSubject: values.PUSH_SUBJECT ?? null,
    tokenRefunds: values.TOKEN_REFUNDS ?? false,
    logLevel: values.LOG_LEVEL ?? 'info',
    metricsToken: values.METRICS_TOKEN ?? null,
    trustProxy: values.TRUST_PROXY ?? false,
    backupDir: values.BACKUP_DIR === undefined ? null : resolve(values.BACKUP_DIR),
    approvalFromWon: values.REFUND_APPROVAL_FROM ?? (demo ? DEMO_APPROVAL_FROM_WON : null),
    approvalHours: values.APPROVAL_HOURS ?? 24,
    graceSeconds: values.GRACE_SECONDS ?? 0,
    stepUpFromWon: values.STEP_UP_FROM ?? DEFAULT_STEP_UP_FROM_WON,
    demo,
    demoStaff: !hasKey && local,
    tossTimeoutMs: values.TOSS_TIMEOUT_MS ?? 40_000,
    settleMs: values.SETTLE_MS ?? 900_000,
    reconcileScale: values.RECONCILE_SCALE ?? 1,
    pollScale: values.POLL_SCALE ?? 1,
    secureCookies: publicUrl.startsWith('https:'),
    notices,
  };
}

/**
 * Reads and validates the environment. An empty variable counts as absent. Without `AUTH_SECRET` it
 * creates `DATA_DIR/auth-secret` once (mode 0600).
 *
 * @throws {ConfigError} with all bad variables, not just the first
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const bad: BadVariable[] = [];
  const values = readVariables(env, bad);
  const hasKey =
    given(env, 'TOSS_API_KEY') !== undefined || given(env, 'TOSS_API_KEY_FILE') !== undefined;
  const key = readKey(env, bad);
  checkStart(values, key, hasKey, bad);
  if (hasKey) needWithKey(values, env, bad);
  const config = { ...assemble(values, key, hasKey), mail: mailServerOf(values, env, bad) };
  if (key?.kind === 'live') bad.push(...checkLive(config, values));
  if (bad.length > 0) throw new ConfigError(bad);
  const authSecret = values.AUTH_SECRET ?? keptSecret(config.dataDir, bad);
  if (bad.length > 0) throw new ConfigError(bad);
  const apiKey = key ?? ApiKey.parse(EMBEDDED_KEY);
  return Object.freeze({ ...config, authSecret, apiKey });
}
