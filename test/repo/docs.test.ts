/** Facts in the documentation match the code. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig, type Config } from '../../server/config.ts';
import { openStates, transitionCauses, transitions } from '../../shared/operation.ts';

const ROOT = join(import.meta.dirname, '../..');

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const DOCUMENTS = [
  'README.md',
  'README.ko.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].sort();

/** The text between `<!-- name:begin -->` and `<!-- name:end -->`. */
function marked(document: string, name: string): string {
  const parts = read(document).split(new RegExp(`<!-- ${name}:(?:begin|end) -->`));
  expect(parts, `markers of ${name} in ${document}`).toHaveLength(3);
  return parts[1] ?? '';
}

/** The cells of a Markdown table, without its head, code marks and padding. */
function tableIn(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}

function sourcesBelow(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join(folder, name)))
    .join('\n');
}

describe('docs/architecture.md', () => {
  it('lists the transitions that the code has', () => {
    const lines = marked('docs/architecture.md', 'transitions').matchAll(/^- `(\w+)`: (.*)$/gm);
    const told = [...lines].flatMap(([, from, moves = '']) =>
      moves.split('; ').flatMap((move) => {
        const [causes = '', to] = move.replaceAll('`', '').split(' → ');
        return causes.split(', ').map((cause) => `${from} ${cause} ${to}`);
      }),
    );
    const made = transitions.map(({ from, cause, to }) => `${from} ${cause} ${to}`);
    expect(told.toSorted()).toEqual(made.toSorted());
  });

  it('has no transition that no code in the server makes', () => {
    const engine = sourcesBelow('server/operations');
    const storage = sourcesBelow('server/storage');
    const made = transitionCauses.filter(
      (cause) => engine.includes(`'${cause}'`) || storage.includes(`cause: '${cause}'`),
    );
    expect(made).toEqual(transitionCauses);
  });

  it('names the open states', () => {
    const sentence = /^Open states hold [^:]*: (.*?)\. Ended/m.exec(read('docs/architecture.md'));
    expect(sentence?.[1]?.replaceAll('`', '').split(', ')).toEqual([...openStates]);
  });

  it.each(['client', 'server'])('names every folder of %s/ and no other', (top) => {
    const tree = /```\nshared\/[^]*?```/.exec(read('docs/architecture.md'))?.[0] ?? '';
    const below = tree.split(`\n${top}/\n`)[1]?.split('\n\n')[0] ?? '';
    const told = [...below.matchAll(/^ {2}([a-z-]+)\/ /gm)].map(([, name]) => name);
    const there = readdirSync(join(ROOT, top), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(told.toSorted()).toEqual(there.toSorted());
  });
});

describe('docs/operating.md', () => {
  const rows = tableIn(marked('docs/operating.md', 'variables'));
  let dataDir: string;
  let sandbox: Config;
  let withKey: Config;

  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'changgu-docs-'));
    sandbox = readConfig({ DATA_DIR: dataDir });
    withKey = readConfig({
      DATA_DIR: dataDir,
      TOSS_API_KEY: 'sk_test_changgu',
      PUBLIC_URL: 'https://desk.example.com',
      AUTH_SECRET: 'x'.repeat(32),
    });
  });
  afterAll(() => rmSync(dataDir, { recursive: true }));

  it('lists the variables that server/config.ts reads, in its order', () => {
    const table = /^const variables = \{$([^]*?)^\}/m.exec(read('server/config.ts'))?.[1] ?? '';
    const names = [...table.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(rows.map(([name]) => name)).toEqual(names);
    expect(rows.filter(([, byDefault, meaning]) => !byDefault || !meaning)).toEqual([]);
  });

  it('has the defaults of the configuration', () => {
    const defaults = Object.fromEntries(rows.map(([name, byDefault]) => [name, byDefault]));
    expect(defaults).toMatchObject({
      PORT: String(sandbox.port),
      HOST: sandbox.host,
      TOSS_BASE_URL: withKey.tossBaseUrl,
      TOSS_CALLS_A_SECOND: String(sandbox.tossCallsASecond),
      LOG_LEVEL: sandbox.logLevel,
      SANDBOX_PORT: String(sandbox.sandbox?.port),
      TOSS_TIMEOUT_MS: String(sandbox.tossTimeoutMs),
      SETTLE_MS: String(sandbox.settleMs),
      RECONCILE_SCALE: String(sandbox.reconcileScale),
      POLL_SCALE: String(sandbox.pollScale),
    });
    expect(defaults.PUBLIC_URL?.replace('PORT', String(sandbox.port))).toBe(sandbox.publicUrl);
    expect(defaults.SHOP_NAME).toBe(`${sandbox.shopName}\`; with a key \`${withKey.shopName}`);
  });
});

describe('README', () =>
  it.each(['README.md', 'README.ko.md'])('%s starts with the two commands', (name) => {
    const blocks = [...read(name).matchAll(/```sh\n([^`]*)\n```/g)].map(([, text]) => text);
    expect(blocks.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  }));

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  it('links only to existing targets', () => {
    const links = [...text.matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? '');
    const broken = links
      .filter((to) => !/^(https?:|#)/.test(to))
      .filter((to) => {
        const [path = '', anchor] = to.split('#');
        const file = join(ROOT, dirname(document), path);
        if (!existsSync(file)) return true;
        return anchor !== undefined && !headingsOf(file).includes(decodeURIComponent(anchor));
      });
    expect(broken).toEqual([]);
  });

  it('names only commands that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run (?:--silent )?([a-z:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
  });

  it('names only existing files', () => {
    const named = [...text.matchAll(/`((?:client|server|shared|test|docs)\/[\w./-]+)`/g)];
    const gone = named
      .map(([, path]) => path ?? '')
      .filter((path) => !existsSync(join(ROOT, path)));
    expect(gone).toEqual([]);
  });
});

/** Anchors of a document's headings, as GitHub generates them. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
