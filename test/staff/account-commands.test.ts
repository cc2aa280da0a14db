/** `npm run staff` and `npm run token` as child processes, while a desk serves. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { bundleWith } from '../support/bundle-with-faults.ts';
import { auditRows } from './audit-rows.ts';
import { openBrowser, setUpFactor, signedIn } from './browser.ts';

const GOOD_PASSWORD = 'correct horse battery staple';
const OTHER_PASSWORD = 'another horse battery staple';

/** Inside the project's folder, so that a bundle finds the packages. */
const BUNDLES = join(import.meta.dirname, '../../.cache/commands');

let dir: string;
let bundles: string;
let desk: TestDesk;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-commands-'));
  mkdirSync(BUNDLES, { recursive: true });
  bundles = mkdtempSync(join(BUNDLES, 'run-'));
  // Bundled once, not by each of the processes.
  for (const name of ['staff', 'token']) {
    await bundleWith([], `./server/commands/${name}.ts`, join(bundles, `${name}.js`));
  }
  desk = await startTestDesk({ dir });
});
afterAll(async () => {
  await desk.close({ keepFiles: true });
  for (const folder of [dir, bundles]) rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

function run(command: 'staff' | 'token', args: string[], input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [join(bundles, `${command}.js`), ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: dir, PUBLIC_URL: 'http://127.0.0.1:4001' },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...said }));
  });
}

const staff = (line: string, input = '') => run('staff', line.split(' '), input);
const token = (line: string) => run('token', line.split(' '));

async function signInStatus(email: string, password: string): Promise<number> {
  return (await openBrowser(desk).signIn(email, password)).status;
}

describe('npm run staff', () => {
  it('adds the account that signs in, and refuses what the screen refuses', async () => {
    const add = 'add --email Kim@shop.kr --role manager --password-stdin';
    const [short, like] = await Promise.all([
      staff(add, 'too short'),
      staff(add, 'kim@shop.kr 2026!'),
    ]);
    expect([short.status, short.stderr]).toEqual([1, expect.stringContaining('15자 이상')]);
    expect([like.status, like.stderr]).toEqual([1, expect.stringContaining('too much like')]);
    expect(await staff(add, `${GOOD_PASSWORD}\n`)).toMatchObject({ status: 0, stderr: '' });
    expect(await signInStatus('kim@shop.kr', GOOD_PASSWORD)).toBe(200);
    const again = await staff(add, GOOD_PASSWORD);
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('is taken')]);
  }, 60_000);

  it('invites, and prints the link alone', async () => {
    const { status, stdout, stderr } = await staff(
      'invite --email lee@shop.kr --role operator --name 이하늘',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:4001\/welcome\?token=[A-Za-z0-9_-]{43}\n$/);
    expect(stderr).toContain('Shown once');
    const listed = (await staff('list')).stdout;
    expect(listed).toMatch(/lee@shop\.kr\t이하늘\toperator\t초대함 invited\t/);
    const given = {
      token: new URL(stdout.trim()).searchParams.get('token'),
      password: GOOD_PASSWORD,
    };
    expect((await openBrowser(desk).auth('password-link', given)).status).toBe(200);
    expect(await signInStatus('lee@shop.kr', GOOD_PASSWORD)).toBe(200);
  }, 60_000);

  it('changes role and rights of a running desk, disables and enables', async () => {
    const browser = await signedIn(desk, 'viewer');
    const rights = '--may-export yes --day-ceiling 50000 --name 이보기';
    expect((await staff(`set --email viewer@demo.shop ${rights}`)).status).toBe(0);
    expect((await browser.get('/api/me')).body).toMatchObject({
      staff: { name: '이보기' },
      permissions: ['payments.read', 'exports.make'],
      rules: { dayCeiling: { ceilingWon: 50_000 } },
    });
    expect((await staff('set --email viewer@demo.shop --role operator')).status).toBe(0);
    expect((await browser.get('/api/me')).status).toBe(401);
    await browser.signIn('viewer@demo.shop');
    expect((await staff('disable --email viewer@demo.shop')).stdout).toContain('Disabled');
    expect((await browser.get('/api/me')).status).toBe(401);
    expect(await signInStatus('viewer@demo.shop', DEMO_PASSWORD)).toBe(401);
    expect((await staff('list')).stdout).toMatch(/viewer@demo\.shop\t.*disabled/);
    expect((await staff('enable --email viewer@demo.shop')).status).toBe(0);
    expect(await signInStatus('viewer@demo.shop', DEMO_PASSWORD)).toBe(200);
  }, 60_000);

  it('resets a password and a second factor', async () => {
    const reset = 'reset-password --email operator@demo.shop';
    const operator = await signedIn(desk, 'operator');
    await setUpFactor(operator, Date.now());
    expect((await staff('reset-two-factor --email operator@demo.shop')).status).toBe(0);
    expect((await operator.get('/api/me')).status).toBe(401);
    expect(await signInStatus('operator@demo.shop', DEMO_PASSWORD)).toBe(200);
    expect((await staff(`${reset} --password-stdin`, OTHER_PASSWORD)).status).toBe(0);
    expect(await signInStatus('operator@demo.shop', DEMO_PASSWORD)).toBe(401);
    expect(await signInStatus('operator@demo.shop', OTHER_PASSWORD)).toBe(200);
    const { stdout } = await staff(`${reset} --link`);
    expect(await signInStatus('operator@demo.shop', OTHER_PASSWORD)).toBe(401);
    const password = DEMO_PASSWORD;
    const given = { token: new URL(stdout.trim()).searchParams.get('token'), password };
    expect((await openBrowser(desk).auth('password-link', given)).status).toBe(200);
  }, 60_000);

  it('keeps a manager, when two processes take the last two away', async () => {
    expect((await staff('set --email kim@shop.kr --role viewer')).status).toBe(0);
    const ran = await Promise.all(
      ['manager', 'manager2'].map((name) => staff(`disable --email ${name}@demo.shop`)),
    );
    const [done, refused] = ran.toSorted((a, b) => (a.status ?? 9) - (b.status ?? 9));
    expect([done?.status, refused?.status]).toEqual([0, 1]);
    expect(refused?.stderr).toBe(
      '관리자는 한 명 이상 있어야 해요. The shop needs at least one active manager.\n',
    );
    expect(desk.storage.read(desk.staff.accounts.activeManagerIds())).toHaveLength(1);
  }, 60_000);

  it('says how it is called, and who is nobody', async () => {
    const [unknown, stray, role, nobody] = await Promise.all([
      staff('constructor'),
      staff('list --email kim@shop.kr'),
      staff('set --email kim@shop.kr --role owner'),
      staff('disable --email nobody@shop.kr'),
    ]);
    for (const wrong of [unknown, stray, role]) {
      expect([wrong.status, wrong.stdout]).toEqual([2, '']);
      expect(wrong.stderr).toContain('npm run staff -- invite');
    }
    expect(role.stderr).toContain('--role');
    expect([nobody.status, nobody.stderr]).toEqual([
      1,
      '직원 계정을 찾을 수 없어요. No such account.\n',
    ]);
  }, 60_000);
});

describe('npm run token', () => {
  it('shows a token once and keeps its hash', async () => {
    const added = await token('add --name shop --scope lookup,create');
    expect(added.status).toBe(0);
    const text = added.stdout.trim();
    expect(text).toMatch(/^cgt_[A-Za-z0-9_-]{43}$/);
    expect((await desk.staff.tokens.use(text))?.scopes).toEqual(['create', 'lookup']);
    const [list, again] = await Promise.all([
      token('list'),
      token('add --name shop --scope create'),
    ]);
    expect(list.stdout).toContain('create,lookup');
    expect(list.stdout).not.toContain(text.slice(4, 20));
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('has this name')]);
    expect((await token('revoke --name shop')).status).toBe(0);
    expect(desk.staff.tokens.isValid(text)).toBe(false);
    expect((await token('revoke --name shop')).status).toBe(1);
    const rows = auditRows(desk.database).filter(({ action }) => action.startsWith('token-'));
    expect(rows.map(({ action, actor_type }) => [action, actor_type])).toEqual([
      ['token-added', 'command'],
      ['token-revoked', 'command'],
    ]);
    const detail = {
      ...{ tokenId: expect.any(String), name: 'shop', scopes: ['create', 'lookup'] },
      // A command signs its rows, so that a running desk trusts them.
      rowSignature: expect.any(String),
    };
    for (const row of rows) expect(row.detail).toEqual(detail);
    expect(JSON.stringify(rows)).not.toContain(text);
  }, 60_000);
});

describe('the audit log', () =>
  it('has each of these acts by its command, and no secret', () => {
    const rows = auditRows(desk.database);
    const byCommand = rows.filter(({ actor_type }) => actor_type === 'command');
    const told = byCommand.map(({ action, detail }) => `${action} ${String(detail['name'])}`);
    expect(told).toEqual([
      'staff-added Kim@shop.kr',
      'staff-invited 이하늘',
      'staff-changed 이조회',
      'staff-changed 이보기',
      'staff-disabled 이보기',
      'staff-enabled 이보기',
      'two-factor-reset 김민지',
      'password-changed 김민지',
      'password-reset-offered 김민지',
      'staff-changed Kim@shop.kr',
      expect.stringMatching(/^staff-disabled (박서준|최지우)$/),
      'token-added shop',
      'token-revoked shop',
    ]);
    for (const row of byCommand) {
      expect(row).toMatchObject({ actor_id: null, actor_name: userInfo().username, address: null });
    }
    expect(byCommand[3]?.detail).toMatchObject({
      changes: { role: { from: 'viewer', to: 'operator' } },
    });
    const made = rows.filter(({ actor_type }) => actor_type === 'desk');
    expect(made.map(({ action, detail }) => [action, detail['email']])).toEqual([
      ['staff-added', 'viewer@demo.shop'],
      ['staff-added', 'operator@demo.shop'],
      ['staff-added', 'manager@demo.shop'],
      ['staff-added', 'manager2@demo.shop'],
    ]);
    const text = JSON.stringify(rows);
    for (const secret of [GOOD_PASSWORD, OTHER_PASSWORD, DEMO_PASSWORD, 'token=', 'cgt_']) {
      expect(text).not.toContain(secret);
    }
  }));

describe('npm run token with the scope refund', () => {
  it('makes a token only with a ceiling, for an account that may refund', async () => {
    const line = 'add --name orders --scope refund';
    for (const more of ['', ' --owner kim@shop.kr', ' --day-ceiling 0 --owner kim@shop.kr']) {
      const refused = await token(`${line}${more}`);
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('--day-ceil')]);
    }
    const nobody = await token(`${line} --day-ceiling 50000 --owner nobody@shop.kr`);
    expect([nobody.status, nobody.stderr]).toEqual([2, expect.stringContaining('--owner')]);
    await staff('add --email sees@shop.kr --role viewer --password-stdin', GOOD_PASSWORD);
    const viewer = await token(`${line} --day-ceiling 50000 --owner sees@shop.kr`);
    expect([viewer.status, viewer.stderr]).toEqual([1, expect.stringContaining('may not refund')]);
    await staff('add --email owns@shop.kr --role operator --password-stdin', GOOD_PASSWORD);
    const made = await token(`${line} --day-ceiling 50000 --owner owns@shop.kr`);
    expect(made.status).toBe(0);
    expect(await desk.staff.tokens.use(made.stdout.trim())).toMatchObject({
      scopes: ['refund'],
      dayCeilingWon: 50_000,
      maker: { name: 'owns@shop.kr' },
    });
    expect((await token('list')).stdout).toMatch(/orders\trefund\t.*≤ 50000\towns@shop\.kr/);
    await staff('disable --email owns@shop.kr');
    expect(desk.staff.tokens.isValid(made.stdout.trim())).toBe(false);
  }, 60_000);
});
