/** `npm start`: configuration → sandbox if no key is set → desk → demo shop → until stopped. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock, systemRandom } from './clock.ts';
import { readConfig, type Config } from './config.ts';
import { startDemoBuyers } from './demo/demo-buyers.ts';
import { plantDemoShop } from './demo/demo-shop.ts';
import { startDesk, type Desk, type DeskOptions } from './desk.ts';
import { startLeadDesk } from './lead-desk.ts';
import { createLogger, type Logger } from './log.ts';
import { startSandbox } from './sandbox/sandbox.ts';
import { startFailure } from './start-failure.ts';
import { demoStaff } from './staff/demo-staff.ts';
import { DEMO_PASSWORD } from './staff/password-rules.ts';

/** The folder with package.json above this module, which runs as source and as bundle. */
function projectDir(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(dir, 'package.json'))) dir = path.dirname(dir);
  return dir;
}

function versionOf(dir: string): string {
  const text = readFileSync(path.join(dir, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function greet(config: Config): void {
  const lines = [
    '',
    `  창구 · ${config.shopName}`,
    `  ${config.publicUrl}`,
    '',
    ...config.notices.map((notice) => `  ${notice}`),
  ];
  if (config.demoStaff) {
    lines.push('', '  Sign in with one of these (비밀번호 · password: ' + DEMO_PASSWORD + ')');
    for (const { email, role, name } of demoStaff) {
      lines.push(`    ${email.padEnd(22)} ${name}  ${role}`);
    }
  }
  process.stdout.write(lines.join('\n') + '\n\n');
}

/** Limit of orderNos per adoption, as over HTTP. */
const MOST_AT_ONCE = 500;
const STOREFRONT = '온라인 매장';

/**
 * Fills the sandbox with a demo shop and keeps buyers ordering. @returns a function that stops them
 */
async function startDemo(config: Config, desk: Desk, log: Logger): Promise<() => void> {
  const sandboxUrl = config.tossBaseUrl;
  const random = () => systemRandom.fraction();
  const { orderNos } = await plantDemoShop({
    sandboxUrl,
    // The sandbox's own test key; nothing else accepts it.
    apiKey: config.apiKey.reveal(),
    callbackUrl: `${config.publicUrl}/toss/callback`,
    publicUrl: config.publicUrl,
    now: new Date(systemClock.nowMs()),
    random,
  });
  // Newest first, so that what waits for a person is there when the first page loads.
  const newestFirst = orderNos.toReversed();
  for (let from = 0; from < newestFirst.length; from += MOST_AT_ONCE) {
    await desk.adopt(newestFirst.slice(from, from + MOST_AT_ONCE));
  }
  const buyers = startDemoBuyers({
    sandboxUrl,
    clock: systemClock,
    random,
    placeOrder: async ({ parts, items, ...order }) => {
      const body = { ...order, ...(parts && { parts }), ...(items && { items }) };
      return (await desk.createPayment(body, STOREFRONT)).payToken;
    },
    onError: (error) => log.warn({ err: error }, 'a demo buyer could not order'),
  });
  return () => buyers.stop();
}

/** On SQLite, or on PostgreSQL in line with other desks. */
function openDesk(options: DeskOptions): Promise<Desk> {
  const { databaseUrl, deskUrl } = options.config;
  return databaseUrl === null
    ? startDesk(options)
    : startLeadDesk({ ...options, databaseUrl, ownUrl: deskUrl });
}

async function start(config: Config): Promise<void> {
  const log = createLogger(config.logLevel);
  const dir = projectDir();
  const sandbox =
    config.sandbox === null
      ? null
      : await startSandbox({
          port: config.sandbox.port,
          dataDir: config.sandbox.dataDir,
          shopName: config.shopName,
        });
  const clientDir = path.join(dir, 'dist', 'client');
  const desk = await openDesk({
    config,
    log,
    version: versionOf(dir),
    clientDir: existsSync(clientDir) ? clientDir : null,
  });
  greet(config);
  let stopDemo = () => {
    // Nothing to stop while no demo runs.
  };
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping: waiting for calls that are on their way');
    stopDemo();
    desk
      .close()
      .then(() => sandbox?.close())
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      });
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  const isOpen = await desk.begun;
  if (sandbox === null || !config.demo || !isOpen) return;
  try {
    stopDemo = await startDemo(config, desk, log);
  } catch (error) {
    // The desk works without its demo shop, so this only logs.
    log.warn({ err: error }, 'the demo shop could not be planted');
  }
}

// New files hold payment data: only this account may read them.
process.umask(0o077);
try {
  await start(readConfig());
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}
