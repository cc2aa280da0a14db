import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-config-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SECRET = 'a-secret-of-more-than-thirty-two-characters';
const TEST_KEY = 'sk_test_changgu_0001';
const LIVE_KEY = 'sk_live_changgu_0001';

function env(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { DATA_DIR: join(dir, 'data'), ...more };
}

function withKey(key: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return env({
    TOSS_API_KEY: key,
    PUBLIC_URL: 'https://desk.shop.kr',
    AUTH_SECRET: SECRET,
    ...more,
  });
}

function refused(given: NodeJS.ProcessEnv): ConfigError {
  try {
    readConfig(given);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted');
}

function badNames(given: NodeJS.ProcessEnv): string[] {
  return refused(given).bad.map(({ name }) => name);
}

describe('without a key', () => {
  it('runs the embedded sandbox with the demo shop and the documented defaults', () => {
    const config = readConfig(env());
    expect(config).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:4000',
      databaseFile: 'sandbox.db',
      mode: 'test',
      sandbox: { embedded: true, port: 4100 },
      tossBaseUrl: 'http://127.0.0.1:4100',
      adoptCallbacks: true,
      callbackFrom: [],
      eventsOut: false,
      eventsOutNetworks: [],
      tokenRefunds: false,
      tossTimeoutMs: 40_000,
      settleMs: 900_000,
      reconcileScale: 1,
      pollScale: 1,
      tossApiVersion: 'v1',
      tossCallsASecond: 10,
      demo: true,
      demoStaff: true,
      secureCookies: false,
      trustProxy: false,
    });
    expect(config.apiKey.kind).toBe('test');
    expect(Object.isFrozen(config)).toBe(true);
    expect(config.notices.join()).toContain('sandbox');
  });

  it('keeps the demo accounts when the demo shop is off', () =>
    expect(readConfig(env({ DEMO: '0' }))).toMatchObject({ demo: false, demoStaff: true }));

  it('reads the limits of refunds; the demo shop has its own limit', () => {
    const guarded = { REFUND_APPROVAL_FROM: '50000', APPROVAL_HOURS: '8', GRACE_SECONDS: '30' };
    expect(readConfig(env(guarded))).toMatchObject({
      approvalFromWon: 50_000,
      approvalHours: 8,
      graceSeconds: 30,
    });
    const plain = { approvalHours: 24, graceSeconds: 0 };
    expect(readConfig(env())).toMatchObject({ ...plain, approvalFromWon: 100_000 });
    expect(readConfig(env({ DEMO: '0' }))).toMatchObject({ ...plain, approvalFromWon: null });
  });

  it('creates the cookie secret once, readable by its owner alone', () => {
    const first = readConfig(env());
    const path = join(dir, 'data', 'auth-secret');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readConfig(env()).authSecret).toBe(first.authSecret);
    expect(readFileSync(path, 'utf8')).toBe(first.authSecret);
  });

  it('refuses production unless the sandbox is explicitly allowed', () => {
    expect(badNames(env({ NODE_ENV: 'production' }))).toEqual(['TOSS_API_KEY']);
    expect(readConfig(env({ NODE_ENV: 'production', SANDBOX: '1' })).sandbox).not.toBeNull();
  });

  it.each<Record<string, string>>([{ HOST: '0.0.0.0' }, { PUBLIC_URL: 'https://desk.shop.kr' }])(
    'creates no demo accounts where others can reach them: %o',
    (more) => {
      const config = readConfig(env(more));
      expect(config.demoStaff).toBe(false);
      expect(config.notices.join()).toContain('demo accounts');
    },
  );

  it('reads the addresses of Toss, and refuses invalid ones', () => {
    const given = { CALLBACK_FROM: '117.52.3.4, 211.115.96.80/29,2001:db8::/32' };
    const callbackFrom = ['117.52.3.4', '211.115.96.80/29', '2001:db8::/32'];
    expect(readConfig(env(given))).toMatchObject({ callbackFrom });
    for (const wrong of ['toss.im', '1.2.3.4/33', '1.2.3', '1.2.3.4,', 'linklocal', '::1/x']) {
      expect(badNames(env({ CALLBACK_FROM: wrong })), wrong).toEqual(['CALLBACK_FROM']);
    }
  });

  it('takes an empty variable for a missing one', () =>
    expect(readConfig(env({ PORT: '', TOSS_API_KEY: ' ', HOST: '' })).port).toBe(4000));
});

describe('what is wrong', () => {
  it('is listed all at once, with what to do', () => {
    const error = refused(
      env({
        PORT: '99999',
        PUBLIC_URL: 'desk.shop.kr',
        TOSS_API_VERSION: 'v3',
        ADOPT_CALLBACKS: 'yes',
        REFUND_APPROVAL_FROM: '1.5',
        LOG_LEVEL: 'loud',
        TRUST_PROXY: 'true',
        CALLBACK_FROM: 'loopback',
        SETTLE_MS: '-1',
        RECONCILE_SCALE: '0',
      }),
    );
    const names = error.bad.map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      'ADOPT_CALLBACKS',
      'CALLBACK_FROM',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
      'RECONCILE_SCALE',
      'REFUND_APPROVAL_FROM',
      'SETTLE_MS',
      'TOSS_API_VERSION',
      'TRUST_PROXY',
    ]);
    for (const { name, todo } of error.bad) {
      expect(error.message).toContain(name);
      expect(error.message).toContain(todo);
    }
  });

  it('never shows a secret', () => {
    const error = refused(
      env({ TOSS_API_KEY: 'sk_oops_hunter2', AUTH_SECRET: 'hunter3', METRICS_TOKEN: 'hunter4' }),
    );
    expect(error.bad.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['TOSS_API_KEY', 'AUTH_SECRET', 'METRICS_TOKEN', 'PUBLIC_URL']),
    );
    expect(JSON.stringify(error.bad) + error.message).not.toMatch(/hunter/);
  });

  it('never shows a key or a password that was put into the wrong variable', () => {
    const error = refused(
      env({
        TOSS_API_KEY_FILE: LIVE_KEY,
        TOSS_BASE_URL: 'https://me:hunter2@toss.example',
        LOG_LEVEL: LIVE_KEY,
      }),
    );
    expect(error.bad.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['TOSS_API_KEY_FILE', 'TOSS_BASE_URL', 'LOG_LEVEL']),
    );
    expect(JSON.stringify(error.bad) + error.message).not.toMatch(/hunter|sk_live_changgu/);
  });

  it('includes a DATA_DIR that is a file, and one port for two listeners', () => {
    const file = join(dir, 'a-file');
    writeFileSync(file, '');
    expect(refused({ DATA_DIR: file }).message).toContain('is a file and no folder');
    expect(badNames(env({ PORT: '4100' }))).toEqual(['SANDBOX_PORT']);
    expect(readConfig(withKey(TEST_KEY, { PORT: '4100' })).port).toBe(4100);
    expect(badNames(env({ PORT: '0', SANDBOX_PORT: '0' }))).toEqual(['PORT', 'SANDBOX_PORT']);
  });

  it('includes a key file that is missing, or is set beside a key', () => {
    expect(badNames(env({ TOSS_API_KEY_FILE: join(dir, 'none') }))).toContain('TOSS_API_KEY_FILE');
    const both = withKey(TEST_KEY, { TOSS_API_KEY_FILE: join(dir, 'none') });
    expect(badNames(both)).toEqual(['TOSS_API_KEY']);
  });
});

describe('with a key', () => {
  it('reads it from a file, and requires an address and a secret', () => {
    const path = join(dir, 'key');
    writeFileSync(path, `${TEST_KEY}\n`);
    expect(badNames(env({ TOSS_API_KEY_FILE: path }))).toEqual(['PUBLIC_URL', 'AUTH_SECRET']);
    const config = readConfig(
      env({
        TOSS_API_KEY_FILE: path,
        PUBLIC_URL: 'https://desk.shop.kr/',
        AUTH_SECRET: SECRET,
        TRUST_PROXY: '1',
      }),
    );
    expect(config.apiKey.last4).toBe('0001');
    expect(config).toMatchObject({
      publicUrl: 'https://desk.shop.kr',
      databaseFile: 'test.db',
      sandbox: null,
      demo: false,
      demoStaff: false,
      secureCookies: true,
      trustProxy: 1,
      tossBaseUrl: 'https://pay.toss.im',
    });
  });

  it('refuses a test key in production unless it is explicitly allowed', () => {
    const production = { NODE_ENV: 'production' };
    expect(badNames(withKey(TEST_KEY, production))).toEqual(['TOSS_API_KEY']);
    expect(readConfig(withKey(TEST_KEY, { ...production, ALLOW_TEST_KEY: '1' })).mode).toBe('test');
  });

  it('refuses everything that is not allowed with a live key, at once', () => {
    expect(
      badNames(
        withKey(LIVE_KEY, {
          PUBLIC_URL: 'http://desk.shop.kr:8443',
          TOSS_BASE_URL: 'http://toss.example',
          SETTLE_MS: '1000',
          TOSS_TIMEOUT_MS: '1000',
          RECONCILE_SCALE: '0.01',
          POLL_SCALE: '0.5',
          DEMO: '1',
        }),
      ).toSorted(),
    ).toEqual([
      'DEMO',
      'POLL_SCALE',
      'PUBLIC_URL',
      'PUBLIC_URL',
      'RECONCILE_SCALE',
      'SETTLE_MS',
      'TOSS_BASE_URL',
      'TOSS_TIMEOUT_MS',
    ]);
    expect(readConfig(withKey(LIVE_KEY))).toMatchObject({
      mode: 'live',
      databaseFile: 'live.db',
      adoptCallbacks: false,
    });
  });

  it('says where a flood of forged callbacks could crowd out those of Toss', () => {
    const notices = (more: Record<string, string>) =>
      readConfig(withKey(LIVE_KEY, { ADOPT_CALLBACKS: '1', ...more })).notices.join();
    expect(notices({})).toContain('CALLBACK_FROM');
    expect(notices({ CALLBACK_FROM: '117.52.3.4' })).not.toContain('CALLBACK_FROM');
    expect(notices({ ADOPT_CALLBACKS: '0' })).not.toContain('CALLBACK_FROM');
  });

  it('says whether events leave, and which networks inside they may reach', () => {
    const notices = (more: Record<string, string>) =>
      readConfig(withKey(LIVE_KEY, more)).notices.join();
    expect(notices({})).not.toContain('EVENTS_OUT');
    expect(notices({ EVENTS_OUT_NETWORKS: '10.1.0.0/16' })).not.toContain('EVENTS_OUT');
    expect(notices({ EVENTS_OUT: '1' })).toMatch(/EVENTS_OUT is 1(?!.*EVENTS_OUT_NETWORKS)/);
    const inside = { EVENTS_OUT: '1', EVENTS_OUT_NETWORKS: '10.1.0.0/16' };
    expect(notices(inside)).toContain('10.1.0.0/16');
  });

  it('has a mail server only with the address from which it writes', () => {
    const mail = { SMTP_URL: 'smtp://desk:pass-1234@mail.example.com', MAIL_FROM: 'desk@shop.kr' };
    expect(readConfig(env({})).mail).toBeNull();
    expect(readConfig(env(mail)).mail).toEqual({
      url: mail.SMTP_URL,
      from: mail.MAIL_FROM,
      mustEncrypt: true,
    });
    for (const url of ['smtp://127.0.0.1:25', 'smtps://mail.example.com']) {
      expect(readConfig(env({ ...mail, SMTP_URL: url })).mail?.mustEncrypt).toBe(false);
    }
    expect(badNames(env({ SMTP_URL: mail.SMTP_URL }))).toEqual(['MAIL_FROM']);
    expect(badNames(env({ MAIL_FROM: mail.MAIL_FROM }))).toEqual(['SMTP_URL']);
    const wrong = ['https://mail.example.com', 'smtp://', 'smtp://a/b', 'smtp://a?tls=0'];
    // A # in the password has to be written %23: here the host would be `desk`.
    for (const url of [...wrong, 'smtps://desk:12#3@mail.example.com']) {
      expect(badNames(env({ ...mail, SMTP_URL: url }))).toEqual(['SMTP_URL']);
    }
    expect(() => readConfig(env({ SMTP_URL: `${mail.SMTP_URL}/x` }))).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('pass-1234') as string }),
    );
    expect(readConfig(withKey(LIVE_KEY, mail)).notices.join()).toContain('SMTP_URL');
  });

  it('takes the address of a database on PostgreSQL, and never tells its password', () => {
    const url = 'postgres://desk:pass-1234@db.example.com/changgu';
    expect(readConfig(env({}))).toMatchObject({ databaseUrl: null, allowAsync: false });
    const given = [url, url.replace('postgres:', 'postgresql:'), `${url}?sslmode=disable`];
    for (const each of [...given, `${url}?sslmode=verify-full&sslrootcert=/etc/changgu/ca.pem`]) {
      expect(readConfig(env({ DATABASE_URL: each })).databaseUrl).toBe(each);
    }
    expect(readConfig(env({ DATABASE_URL: url, ALLOW_ASYNC: '1' })).allowAsync).toBe(true);
    expect(badNames(env({ ALLOW_ASYNC: '1' }))).toEqual(['ALLOW_ASYNC']);
    // A # in the password has to be written %23.
    const wrong = [
      ...['https://db.example.com/changgu', 'postgres:///changgu', 'postgres://db.example.com'],
      ...[`${url}/more`, `${url}#1`, `${url}?options=-c`, `${url}?sslmode=require`],
      `${url}?sslmode=verify-full&sslmode=disable`,
      'postgres://desk:12#3pass-1234@db.example.com/changgu',
    ];
    for (const each of wrong) {
      const { bad, message } = refused(env({ DATABASE_URL: each }));
      expect(bad.map(({ name }) => name)).toEqual(['DATABASE_URL']);
      expect(message).not.toContain('pass-1234');
    }
  });

  it('names what an address of PostgreSQL has too much, and shows no part of a password', () => {
    const url = (password: string) => `postgres://desk:${password}@db.example.com/changgu`;
    const more = `${url('hunter')}?connect_timeout=3&sslmode=require&password=hunter`;
    expect(refused(env({ DATABASE_URL: more })).bad[0]?.wrong).toBe(
      'has what the desk does not take: connect_timeout, this sslmode, password',
    );
    for (const broken of ['%zz', '%', '%ff', '%4']) {
      const { message } = refused(env({ DATABASE_URL: url(`hunter${broken}`) }));
      expect(message).toContain('DATABASE_URL has a % that stands for no character');
      expect(message).not.toContain('hunter');
    }
    // What is read as a parameter is a part of the password.
    for (const password of ['12/3?hunter', '12/3?hunter=1', '12/3?a&hunter']) {
      const { message } = refused(env({ DATABASE_URL: url(password) }));
      expect(message).toContain('DATABASE_URL is not an address');
      expect(message).not.toContain('hunter');
    }
  });

  it('takes the address at which other desks reach this one, without TLS', () => {
    const asked = { DATABASE_URL: 'postgres://desk@127.0.0.1/changgu' };
    const url = 'http://10.0.0.2:4000';
    expect(readConfig(env({ ...asked, DESK_URL: `${url}/` })).deskUrl).toBe(url);
    expect(badNames(env({ ...asked, DESK_URL: 'https://10.0.0.2' }))).toEqual(['DESK_URL']);
  });

  it('asks for an encrypted line to a database elsewhere with a live key', () => {
    const open = 'postgres://desk:pass-1234@db.example.com/changgu';
    for (const url of [
      'postgres://desk:pass-1234@127.0.0.1/changgu',
      `${open}?sslmode=verify-full`,
    ]) {
      expect(readConfig(withKey(LIVE_KEY, { DATABASE_URL: url })).databaseUrl).toBe(url);
    }
    for (const url of [open, `${open}?sslmode=disable`, `${open}?sslrootcert=/etc/ca.pem`]) {
      const refusal = refused(withKey(LIVE_KEY, { DATABASE_URL: url }));
      expect(refusal.bad.map(({ name }) => name)).toEqual(['DATABASE_URL']);
      expect(refusal.message).not.toContain('pass-1234');
    }
    const lossy = { DATABASE_URL: `${open}?sslmode=verify-full`, ALLOW_ASYNC: '1' };
    expect(readConfig(withKey(LIVE_KEY, lossy)).notices.join()).toContain('ALLOW_ASYNC');
  });

  it('sends pushes only with somebody whom push services may ask', () => {
    expect(readConfig(env({})).pushSubject).toBeNull();
    for (const contact of ['mailto:desk@shop.kr', 'https://shop.kr/contact']) {
      expect(readConfig(env({ PUSH_SUBJECT: contact })).pushSubject).toBe(contact);
    }
    const wrong = ['1', 'desk@shop.kr', 'mailto:', 'mailto:nobody', 'http://shop.kr'];
    // Apple's push service refuses it.
    for (const contact of [...wrong, 'https://localhost/']) {
      expect(badNames(env({ PUSH_SUBJECT: contact }))).toEqual(['PUSH_SUBJECT']);
    }
    const notices = (more: Record<string, string>) =>
      readConfig(withKey(LIVE_KEY, more)).notices.join();
    expect(notices({})).not.toContain('PUSH_SUBJECT');
    expect(notices({ PUSH_SUBJECT: 'mailto:desk@shop.kr' })).toContain('PUSH_SUBJECT');
  });

  it('says whether tokens may ask for refunds', () => {
    const notices = (more: Record<string, string>) =>
      readConfig(withKey(LIVE_KEY, more)).notices.join();
    expect(notices({ TOKEN_REFUNDS: '0' })).not.toContain('TOKEN_REFUNDS');
    expect(notices({ TOKEN_REFUNDS: '1' })).toContain('TOKEN_REFUNDS is 1');
  });

  it('never prints the key', () => {
    const config = readConfig(withKey(LIVE_KEY));
    expect(JSON.stringify(config)).not.toContain(LIVE_KEY);
  });
});
