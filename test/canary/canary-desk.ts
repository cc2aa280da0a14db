/** A desk with the canary as its key, in a child process, with all of its functions used. */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { matrix, pages } from '../authorization/matrix.ts';
import { findRestPort } from '../process/child.ts';
import { cookieFrom } from '../server/start-test-desk.ts';
import { addStaff, deskEnv, signIn } from '../support/start-desk.ts';
import { startTestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { echoes, startEchoingToss, type Echo, type EchoingToss } from './echoing-toss.ts';
import { filesBelow } from './leaks.ts';

export interface Driven {
  /** All output of the desk, by where it was found. */
  places: Map<string, Buffer | string>;
  /** How often each kind of echo was answered. */
  answered: ReadonlyMap<Echo, number>;
  statuses: ReadonlySet<number>;
}

type Note = (what: string, path: string, method?: string, body?: object) => Promise<string>;

/** Calls every route of the matrix as a manager, with harmless input. */
async function askEverything(note: Note, payToken: string): Promise<void> {
  for (const route of [...Object.keys(matrix), ...Object.keys(pages)]) {
    if (/sign-out|lock|events$/.test(route)) continue;
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replace(':payToken', payToken).replace(/:\w+/g, randomUUID());
    const query = pattern.includes('export') ? '?reason=canary-run' : '';
    await note(route, path + query, method, ['GET', 'DELETE'].includes(method) ? undefined : {});
  }
}

interface Known {
  paid: string[];
  approved: string[];
}

/** Uses everything that calls Toss, while Toss answers with this echo. */
async function askToss(note: Note, known: Known, toss: EchoingToss): Promise<void> {
  const { echo } = toss;
  toss.readsToo = false;
  const order = { amount: 1000, productDesc: '책', autoExecute: true };
  await note(`${echo}: create`, '/api/payments', 'POST', { ...order, orderNo: `o-${echo}` });
  await note(`${echo}: look up`, '/api/payments/lookup', 'POST', { orderNo: `x-${echo}` });
  const [paid = '', approved = ''] = [known.paid.pop(), known.approved.pop()];
  const operation = (payToken: string) => `/api/payments/${payToken}/operations/${randomUUID()}`;
  await note(`${echo}: refund`, operation(paid), 'PUT', {
    ...{ kind: 'refund', amount: 100, reason: '단순 변심', seenRefunded: 0 },
  });
  await note(`${echo}: execute`, operation(approved), 'PUT', {
    ...{ kind: 'execute', seenAmount: 35_000 },
  });
  toss.readsToo = true;
  await note(`${echo}: look up, no read`, '/api/payments/lookup', 'POST', { orderNo: `y-${echo}` });
  await note(`${echo}: refresh`, `/api/payments/${paid}/refresh`, 'POST');
  await note(`${echo}: detail`, `/api/payments/${paid}`);
}

async function spawnDesk(module: string, env: Record<string, string>, dir: string) {
  const logFile = join(dir, 'output.log');
  const out = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', module], {
    cwd: dir,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  const url = env['PUBLIC_URL'] ?? '';
  await waitUntil(
    'the desk is ready',
    async () => {
      if (child.exitCode !== null) throw new Error(readFileSync(logFile, 'utf8'));
      return fetch(`${url}/readyz`).then(
        ({ status }) => status,
        () => 0,
      );
    },
    (status) => status === 200,
    60_000,
  );
  return {
    url,
    logFile,
    stop: async () => {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** @param root created and removed here */
async function inFolder<T>(root: string, work: (dir: string) => Promise<T>): Promise<T> {
  mkdirSync(root, { recursive: true });
  const dir = mkdtempSync(join(root, 'canary-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs a bundled desk from start to exit. @param env holds the key, or its file */
export function driveDesk(
  module: string,
  root: string,
  keyIn: (dir: string) => Record<string, string>,
): Promise<Driven> {
  return inFolder(root, async (dir) => {
    const sandbox = await startTestSandbox();
    const toss = await startEchoingToss(sandbox.url);
    const port = await findRestPort();
    const data = join(dir, 'data');
    const env = { ...deskEnv({ port, dir: data, sandboxUrl: toss.url }), ...keyIn(dir) };
    const desk = await spawnDesk(module, env, dir);
    const file = join(data, 'test.db');
    const places: Driven['places'] = new Map();
    const statuses = new Set<number>();
    try {
      await addStaff(file, 'manager@canary.test', '김사장', 'manager');
      let cookie = await signIn(desk.url, 'manager@canary.test');
      const note: Note = async (what, path, method = 'GET', body) => {
        const answer = await fetch(`${desk.url}${path}`, {
          method,
          headers: {
            cookie,
            origin: desk.url,
            'content-type': 'application/json',
            prefer: 'wait=3',
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const { status, headers } = answer;
        const text = await answer.text();
        statuses.add(status);
        // Ending all other sessions gives the own one a new cookie.
        cookie = cookieFrom(answer) || cookie;
        places.set(`answer to ${what}`, `${status} ${JSON.stringify([...headers])} ${text}`);
        return text;
      };
      const known: Known = { paid: [], approved: [] };
      for (const list of [known.paid, known.approved]) {
        for (const echo of echoes) {
          const orderNo = `${echo}-${list === known.paid ? 'paid' : 'approved'}`;
          const order = { orderNo, amount: 35_000, productDesc: '책' };
          const made = await note(`creating ${orderNo}`, '/api/payments', 'POST', {
            ...order,
            autoExecute: list === known.paid,
          });
          const { payToken } = JSON.parse(made) as { payToken?: string };
          if (payToken === undefined) throw new Error(made);
          await sandbox.authenticate(payToken);
          await note(`reading ${orderNo}`, `/api/payments/${payToken}/refresh`, 'POST');
          list.push(payToken);
        }
      }
      await askEverything(note, known.paid[0] ?? '');
      for (const echo of echoes) {
        toss.echo = echo;
        await askToss(note, known, toss);
      }
      await note('operations', '/api/operations?limit=200');
      await note('audit', '/api/audit?limit=200');
      const calls = JSON.parse(await note('calls', '/api/calls?limit=200')) as {
        items: { id: number }[];
      };
      for (const { id } of calls.items) await note(`call ${id}`, `/api/calls/${id}`);
      await note('callbacks', '/api/callbacks?limit=200');
    } finally {
      await desk.stop();
      await toss.close();
      await sandbox.close();
    }
    places.set('log', readFileSync(desk.logFile));
    for (const [name, content] of filesBelow(data, 'data')) places.set(name, content);
    return { places, answered: toss.answered, statuses };
  });
}

/** The output of a desk that can't start. */
export function failedStart(module: string, env: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [module], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'trace', ...env },
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (status === 0 || status === null) throw new Error(`The desk did not refuse: ${stdout}`);
  return stdout + stderr;
}
