/** The files that an operator installs fit the desk and each other. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';
import { directive, readDoc, readEnvFile, readUnit, shellBlocks } from './set-up-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const shipped = readEnvFile(readDoc('operating/desk.env'));
const unit = readUnit(readDoc('operating/changgu.service'));
const caddyfile = readDoc('operating/Caddyfile');
const wrapper = readDoc('operating/changgu');
const install = shellBlocks('A server for a shop');

let dir: string;
let filled: Record<string, string>;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-files-'));
  const keyFile = join(dir, 'toss-api-key');
  writeFileSync(keyFile, 'sk_live_changgu\n');
  filled = {
    ...shipped,
    TOSS_API_KEY_FILE: keyFile,
    AUTH_SECRET: 'x'.repeat(64),
    METRICS_TOKEN: 'y'.repeat(48),
  };
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function badIn(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.bad.map(({ name }) => name);
    throw error;
  }
}

describe('desk.env', () => {
  it('names only variables that the desk reads', () => {
    const table = /^const variables = \{$([^]*?)^\}/m.exec(
      readFileSync(join(ROOT, 'server/config.ts'), 'utf8'),
    );
    const known = [...(table?.[1] ?? '').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
    expect(known).toEqual(expect.arrayContaining(Object.keys(shipped)));
  });

  it('can’t start as shipped, and asks for the two missing secrets', () =>
    expect(badIn(shipped).toSorted()).toEqual(['AUTH_SECRET', 'TOSS_API_KEY_FILE']));

  it('configures a live desk once they are set, without warnings', () => {
    const config = readConfig(filled);
    expect(config).toMatchObject({
      mode: 'live',
      host: '127.0.0.1',
      publicUrl: 'https://desk.example.com',
      secureCookies: true,
      trustProxy: 1,
      databaseFile: 'live.db',
      backupDir: '/var/backups/changgu',
      metricsToken: 'y'.repeat(48),
      notices: [],
    });
  });

  it('leaves out nothing that a live desk needs', () => {
    for (const name of ['TOSS_API_KEY_FILE', 'PUBLIC_URL', 'AUTH_SECRET']) {
      expect(badIn({ ...filled, [name]: '' }).length, name).toBeGreaterThan(0);
    }
  });

  it('is parsed alike by systemd and by a shell', () => {
    const file = join(dir, 'desk.env');
    writeFileSync(file, readDoc('operating/desk.env'));
    const script = `set -a; . ${file}; exec env`;
    const lines = execFileSync('sh', ['-c', script], { env: {}, encoding: 'utf8' }).split('\n');
    const asShell = Object.fromEntries(
      lines.map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
    );
    expect(asShell).toMatchObject(shipped);
  });
});

describe('changgu.service', () => {
  it('starts the build with those settings, and lets it write where they say', () => {
    expect(directive(unit, 'ExecStart')).toBe(
      '/usr/bin/node --enable-source-maps dist/server/main.js',
    );
    const build = readFileSync(join(ROOT, 'server/commands/build.ts'), 'utf8');
    expect(build).toContain("'dist/server/main.js'");
    expect(directive(unit, 'EnvironmentFile')).toBe('/etc/changgu/desk.env');
    expect(`/var/lib/${directive(unit, 'StateDirectory')}`).toBe(shipped['DATA_DIR']);
    expect(directive(unit, 'ReadWritePaths')).toBe(shipped['BACKUP_DIR']);
  });

  it('waits longer for a stop than the desk takes', () => {
    const drainSeconds = readConfig(filled).tossTimeoutMs / 1000 + 5;
    expect(Number(directive(unit, 'TimeoutStopSec'))).toBeGreaterThan(drainSeconds);
    expect(unit.has('KillSignal')).toBe(false);
  });

  it('gives the desk no rights that it does not need', () =>
    expect(Object.fromEntries(unit)).toMatchObject({
      User: ['changgu'],
      NoNewPrivileges: ['yes'],
      CapabilityBoundingSet: [''],
      ProtectSystem: ['strict'],
      ProtectHome: ['yes'],
      PrivateDevices: ['yes'],
      PrivateTmp: ['yes'],
      PrivateUsers: ['yes'],
      RestrictAddressFamilies: ['AF_INET AF_INET6 AF_UNIX'],
      RestrictNamespaces: ['yes'],
      SystemCallFilter: ['@system-service'],
      StateDirectoryMode: ['0700'],
      UMask: ['0077'],
    }));

  const hasAnalyzer = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!hasAnalyzer || !existsSync('/usr/bin/node'))('is a valid unit for systemd', () => {
    const file = join(ROOT, 'docs/operating/changgu.service');
    const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect([verified.stderr, verified.status]).toEqual(['', 0]);
    const rated = spawnSync('systemd-analyze', ['security', '--offline=yes', file], {
      encoding: 'utf8',
    });
    const [, exposure] = /exposure level for changgu.service: ([\d.]+)/.exec(rated.stdout) ?? [];
    expect(Number(exposure)).toBeLessThanOrEqual(1.5);
  });
});

describe('Caddyfile', () => {
  it('is the only trusted proxy before this desk', () => {
    const { port, host, publicUrl, trustProxy } = readConfig(filled);
    expect(caddyfile).toMatch(new RegExp(`^${new URL(publicUrl).host} \\{$`, 'm'));
    const proxies = [...caddyfile.matchAll(/^\treverse_proxy (.*)$/gm)].map(([, to]) => to);
    expect(proxies).toEqual([`${host}:${String(port)}`]);
    expect(trustProxy).toBe(proxies.length);
  });

  it('leaves the headers to Caddy, which overwrites them, and trusts no other proxy', () => {
    const directives = caddyfile.replaceAll(/^\s*#.*$/gm, '');
    expect(directives).not.toMatch(/header_up|header_down|trusted_proxies|flush_interval/);
    expect(directives).not.toMatch(/response_header_timeout|read_timeout|write /);
  });

  it('keeps the metrics inside', () => {
    const [, paths] = /^\t@inside path (.*)$/m.exec(caddyfile) ?? [];
    expect(paths?.split(' ')).toEqual(['/metrics*', '/healthz*', '/readyz*']);
    expect(caddyfile).toMatch(/^\trespond @inside 404$/m);
  });
});

describe('the command changgu', () =>
  it('runs the commands where the desk runs, with its account and settings', () => {
    expect(wrapper).toContain(`. ${directive(unit, 'EnvironmentFile')}\n`);
    expect(wrapper).toContain(`cd ${directive(unit, 'WorkingDirectory')}\n`);
    expect(wrapper).toContain(`exec runuser -u ${directive(unit, 'User')} -- `);
    const [, said] = /COMMAND is (.*?)\}/.exec(wrapper) ?? [];
    const named = said?.split(/, | or /) ?? [];
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) {
      expect(existsSync(join(ROOT, `server/commands/${name}.ts`)), name).toBe(true);
    }
  }));

describe('docs/operating.md', () => {
  it('installs each of the files', () => {
    const files = readdirSync(join(ROOT, 'docs/operating'));
    const steps = install.join('\n');
    for (const file of files) {
      expect(steps, file).toMatch(new RegExp(`^install -m \\d{3}.* ${file} /`, 'm'));
    }
  });

  it('creates the folders that the settings and the unit name', () => {
    const steps = install.join('\n');
    expect(steps).toContain(
      `install -d -m 700 -o changgu -g changgu ${shipped['DATA_DIR']} ${shipped['BACKUP_DIR']}`,
    );
    expect(steps).toContain(`${directive(unit, 'WorkingDirectory')}\n`);
  });

  it('has shell blocks that a shell can parse', () => {
    const blocks = [...readDoc('operating.md').matchAll(/```sh\n([^]*?)```/g)];
    expect(blocks.length).toBeGreaterThan(8);
    for (const [, block = ''] of blocks) {
      const read = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
      expect(read.stderr).toBe('');
    }
  });

  it('fills in the secrets as it says', () => {
    const sed = install.join('\n').match(/^sed -i [^]*?\/etc\/changgu\/desk\.env$/m)?.[0] ?? '';
    const file = join(dir, 'to-be-filled.env');
    writeFileSync(file, readDoc('operating/desk.env'));
    execFileSync('bash', ['-c', sed.replace('/etc/changgu/desk.env', file)]);
    const settings = readEnvFile(readFileSync(file, 'utf8'));
    expect(badIn({ ...settings, TOSS_API_KEY_FILE: filled['TOSS_API_KEY_FILE'] ?? '' })).toEqual(
      [],
    );
    expect(settings['AUTH_SECRET']).toHaveLength(64);
    expect(settings['METRICS_TOKEN']).toHaveLength(48);
  });
});
