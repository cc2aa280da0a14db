/**
 * The disk stops taking writes while one refund is being sent, another waits to be sent and a third
 * is requested; then it works again. The desk is not restarted.
 */
import { randomUUID } from 'node:crypto';
import type { OperationState } from '../../shared/operation.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { callDesk, signIn, type DeskAnswer } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { signInStaff, type DeskProcess } from './desk-process.ts';
import { withDeskStand } from './desk-stand.ts';
import type { DiskTrouble } from './disk-trouble.ts';
import { readJournal } from './journal.ts';
import { judgeRun, type Judgement, type TrueEnd } from './judge-run.ts';
import { createLedger, type Ask, type Ledger } from './ledger.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import type { SandboxProcess } from './sandbox-process.ts';

/** What was observed; `brokenPromises` compares it with what must be so. */
export interface DiskRun extends Judgement {
  integrity: string;
  /** The response to a refund request while nothing could be written. */
  asked: { status: number; type: string; code: string; effect: string };
  /** Whether the journal had recorded it nevertheless. */
  wasRecorded: boolean;
  /** The status of a sign-in with the right password while nothing could be written. */
  signInStatus: number;
  /** The status of the payment page while nothing could be written. */
  readStatus: number;
  /**
   * The status of a callback that could not be recorded: no success, or Toss would not repeat it.
   */
  callbackStatus: number;
  /** The status of the same request and callback once there was space again. */
  askedAgainStatus: number;
  callbackAgainStatus: number;
  /** The states of the refund whose answer could not be recorded, in order. */
  statesOfLost: OperationState[];
  /** How often Toss received each of the three. */
  sends: { lost: number; waiting: number; asked: number };
  /** Milliseconds from the repair until everything had ended or the time-out passed. */
  recoveredMs: number;
}

/** The time-out leaves time to break the disk while a call is in progress. */
const TIMES = {
  TOSS_TIMEOUT_MS: '5000',
  SETTLE_MS: '3000',
  RECONCILE_SCALE: '0.05',
  POLL_SCALE: '0.2',
};
/** Toss holds its answers until its clock is moved on. */
const HELD_MS = 600_000;
const RECOVERY_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 50;
const PAID_WON = 20_000;
const REFUND_WON = 6000;

interface Scene {
  desk: DeskProcess;
  sandbox: SandboxProcess;
  cookie: string;
  ledger: Ledger;
}

const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

/** A paid payment that the desk knows, and a refund to request for it. */
async function newRefund(scene: Scene): Promise<Ask> {
  const { desk, sandbox, cookie, ledger } = scene;
  const { payToken } = await sandbox.createPaid({ amount: PAID_WON });
  await callDesk(desk.url, cookie, ['POST', '/api/payments/lookup', { payToken }]);
  const ask: Ask = {
    id: randomUUID(),
    payToken,
    kind: 'refund',
    body: { kind: 'refund', amount: REFUND_WON, reason: '단순 변심', seenRefunded: 0 },
    cookie,
    answer: 'none',
  };
  ledger.asks.set(ask.id, ask);
  return ask;
}

async function put({ desk }: Scene, ask: Ask): Promise<DeskAnswer> {
  const path = `/api/payments/${ask.payToken}/operations/${ask.id}`;
  const answer = await callDesk(desk.url, ask.cookie, ['PUT', path, ask.body]);
  if (answer.status === 202 || answer.status === 200) ask.answer = 'accepted';
  return answer;
}

async function callBack({ desk }: Scene, payToken: string): Promise<number> {
  const body = new URLSearchParams({ status: 'PAY_SUCCESS', payToken });
  return (await fetch(`${desk.url}/toss/callback`, { method: 'POST', body })).status;
}

/** Whether the desk logged that the worker's step for this operation failed on the disk. */
function failedToRecord(desk: DeskProcess, ask: Ask): boolean {
  return desk
    .output()
    .split('\n')
    .some((line) => line.includes(ask.id) && line.includes('"code":"SQLITE_'));
}

/** With the right e-mail and password. @returns the response's status */
async function tryToSignIn({ desk }: Scene): Promise<number> {
  try {
    await signIn(desk.url, 'operator0@changgu.test');
    return 200;
  } catch (error) {
    const [, status] = /^sign-in: (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
    if (status === undefined) throw error;
    return Number(status);
  }
}

function statesOf(file: string, id: string): OperationState[] {
  const connection = openConnection(file, { readonly: true });
  try {
    const rows = connection
      .prepare('SELECT state FROM event WHERE operation_id = ? ORDER BY seq')
      .pluck()
      .all(id);
    return rows as OperationState[];
  } finally {
    connection.close();
  }
}

async function judge(scene: Scene): Promise<Judgement & { integrity: string }> {
  const { desk, sandbox, ledger } = scene;
  ledger.takeCalls(await sandbox.calls());
  const journal = readJournal(desk.file);
  const ends = new Map<string, TrueEnd>();
  for (const { payToken } of ledger.asks.values()) {
    const { status, amount, taxable, vat, taxFree, serviceFee } = (await sandbox.payment(
      payToken,
    )) as unknown as TrueEnd & TrueEnd['parts'];
    const parts = { taxable, vat, taxFree, serviceFee };
    ends.set(payToken, { status, canceledBy: null, amount, parts });
  }
  const judged = judgeRun(ledger, journal, await sandbox.books(), ends);
  return { ...judged, integrity: journal.integrity };
}

interface Steps {
  breakDisk(): void;
  mend(): void;
  patienceMs: number;
}

async function play(scene: Scene, { breakDisk, mend, patienceMs }: Steps): Promise<DiskRun> {
  const { desk, sandbox, cookie, ledger } = scene;
  const lost = await newRefund(scene);
  const waiting = await newRefund(scene);
  const asked = await newRefund(scene);
  const held = { effect: 'after', fault: 'delay', ms: HELD_MS } as const;
  await sandbox.fault({ ...held, call: 'status', payToken: waiting.payToken, times: 3 });
  await sandbox.fault({ ...held, call: 'refunds', payToken: lost.payToken });
  await put(scene, waiting);
  await put(scene, lost);
  await waitUntil('Toss has done it', async () =>
    (await sandbox.books()).refunds.some((line) => line.refundNo === lost.id),
  );
  breakDisk();
  await sandbox.advance(HELD_MS);
  await waitUntil('neither answer could be recorded', () =>
    [lost, waiting].every((ask) => failedToRecord(desk, ask)),
  );

  const answer = await put(scene, asked);
  const wasRecorded = readJournal(desk.file).operations.has(asked.id);
  const signInStatus = await tryToSignIn(scene);
  const read = await callDesk(desk.url, cookie, ['GET', `/api/payments/${asked.payToken}`]);
  const callbackStatus = await callBack(scene, asked.payToken);
  mend();
  await sandbox.clearFaults();

  const mendedMs = performance.now();
  const again = await put(scene, asked);
  const callbackAgainStatus = await callBack(scene, asked.payToken);
  const ended = () => {
    const { operations } = readJournal(desk.file);
    return [...ledger.asks.keys()].every((id) => operations.get(id)?.state === 'succeeded');
  };
  const recoversBy = performance.now() + patienceMs;
  while (!ended() && performance.now() < recoversBy) await sleep(LOOK_EVERY_MS);
  const recoveredMs = performance.now() - mendedMs;

  const judged = await judge(scene);
  const sendsOf = (ask: Ask) => ledger.arrived.filter((call) => call.refundNo === ask.id).length;
  return {
    ...judged,
    asked: {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      code: String(answer.body['code']),
      effect: String(answer.body['effect']),
    },
    wasRecorded,
    signInStatus,
    readStatus: read.status,
    callbackStatus,
    askedAgainStatus: again.status,
    callbackAgainStatus,
    statesOfLost: statesOf(desk.file, lost.id),
    sends: { lost: sendsOf(lost), waiting: sendsOf(waiting), asked: sendsOf(asked) },
    recoveredMs,
  };
}

/** One sentence for each promise that a run broke. */
export function brokenPromises(run: DiskRun): string[] {
  const { asked, wasRecorded, sends, statesOfLost } = run;
  const promises: [kept: boolean, broken: string][] = [
    [run.integrity === 'ok', `the file is damaged: ${run.integrity}`],
    [
      asked.code === 'storage-failed' && asked.type.startsWith('application/problem+json'),
      `a refund that can't be recorded is answered ${String(asked.status)} ${asked.code}`,
    ],
    [
      asked.effect === 'unknown' || (asked.effect === 'not-applied' && !wasRecorded),
      `its effect is told as ${asked.effect}`,
    ],
    [run.signInStatus >= 500, `a right password is answered ${String(run.signInStatus)}`],
    [run.readStatus === 200, `payments can't be read: ${String(run.readStatus)}`],
    [run.callbackStatus >= 500, `a lost callback is answered ${String(run.callbackStatus)}`],
    [run.askedAgainStatus === 202, `asked again it is answered ${String(run.askedAgainStatus)}`],
    [run.callbackAgainStatus === 200, `a callback is answered ${String(run.callbackAgainStatus)}`],
    [statesOfLost.includes('unknown'), `a lost answer went through ${statesOfLost.join(', ')}`],
    [
      sends.lost === 1 && sends.waiting === 1 && sends.asked === 1,
      `Toss was sent ${JSON.stringify(sends)}`,
    ],
  ];
  const broken = promises.filter(([kept]) => !kept).map(([, sentence]) => sentence);
  return [...broken, ...run.lost, ...run.doubled, ...run.untrue];
}

/**
 * Runs the scenario with one kind of disk trouble, in a temporary folder.
 * @param options.patienceMs how long everything may take to end once the disk works again
 * @throws Error where the trouble's `whyNot` gives a reason
 */
export function runDiskTrouble(
  trouble: DiskTrouble,
  options: { faults?: readonly PlantedFault[]; patienceMs?: number } = {},
): Promise<DiskRun> {
  const { faults, patienceMs = RECOVERY_TIMEOUT_MS } = options;
  const stand = { name: 'disk', env: TIMES, faults };
  return withDeskStand(stand, async ({ desk, sandbox, dir, env }) => {
    const disk = trouble.prepare(desk.dir, dir);
    Object.assign(env, disk.env);
    try {
      await desk.start();
      const [cookie = ''] = await signInStaff(desk, 'operator', 1);
      const scene = { desk, sandbox, cookie, ledger: createLedger() };
      const pid = desk.pid();
      const breakDisk = () => disk.break(pid);
      const mend = () => disk.mend(pid);
      return await play(scene, { breakDisk, mend, patienceMs });
    } finally {
      await desk.kill();
      disk.remove();
    }
  });
}
