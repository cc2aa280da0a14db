/** What happens to a shop on PostgreSQL while clerks refund. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../shared/seeded-random.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { Clerks } from './clerks.ts';
import type { FailoverStand, Member } from './stand.ts';

export interface Round {
  stand: FailoverStand;
  clerks: Clerks;
  random: SeededRandom;
  /** Counts from 0. */
  number: number;
}

export interface Played {
  /** From the fault, or from its end where nobody can serve before; `null`: never. */
  tookMs: number | null;
  /** Broken promises, in sentences. */
  broken: string[];
}

export interface Scene {
  name: string;
  what: string;
  /** Commits do not wait for the standby: what was confirmed must get lost. */
  asynchronous?: true;
  /** It leaves no standby: each round has a shop of its own. */
  endsStand?: true;
  /** All desks run and reach the primary afterwards. */
  play(round: Round): Promise<Played>;
}

const SECOND = 1000;
const MOVED_MS = 20 * 60 * SECOND;
const AROUND_MS = 300;
const around = (ms: number) => [ms - AROUND_MS, ms + AROUND_MS];
/**
 * PostgreSQL ends an idle transaction, a desk gives up an answer, another one takes the lead, a
 * claim to send lapses.
 */
const LIMITS_MS = [2 * SECOND, 3 * SECOND, 4 * SECOND, 10 * SECOND];
/** How long a desk stands still, in turn: the first is longer than a takeover. */
const STILL_MS = [8 * SECOND, ...LIMITS_MS.flatMap(around)];
/** After so long another desk has the lead for certain, so that a moved clock decides nothing. */
const TAKEN_OVER_MS = 6 * SECOND;
/** How long before its primary dies a standby gets nothing any more. */
const BEHIND_MS = [0.5 * SECOND, SECOND];
const CUT_MS = [2 * SECOND, 5 * SECOND];

async function isReady({ desk }: Member): Promise<boolean> {
  try {
    return (await fetch(`${desk.url}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** Waits until a desk answers for the one that leads. @returns what is wrong */
async function findNotFollowing({ leader }: FailoverStand, member: Member): Promise<string[]> {
  try {
    await waitUntil('the desk follows', () => isReady(member));
  } catch {
    return [`${member.desk.url} does not answer for the desk that leads`];
  }
  return (await leader()) === member ? [`${member.desk.url} leads again`] : [];
}

const killDesk: Scene['play'] = async ({ stand, clerks }) => {
  const { desk } = await stand.leader();
  const fromMs = performance.now();
  await desk.kill();
  const tookMs = await clerks.servedAfter(fromMs);
  await desk.start();
  return { tookMs, broken: [] };
};

const pauseDesk: Scene['play'] = async ({ stand, clerks, number }) => {
  const member = await stand.leader();
  const stillMs = STILL_MS[number % STILL_MS.length] ?? 0;
  const isLong = stillMs > TAKEN_OVER_MS;
  const fromMs = performance.now();
  process.kill(member.desk.pid(), 'SIGSTOP');
  const took = clerks.servedAfter(fromMs);
  await sleep(stillMs);
  if (isLong) member.moveClock(MOVED_MS);
  process.kill(member.desk.pid(), 'SIGCONT');
  const tookMs = await took;
  const broken = isLong ? await findNotFollowing(stand, member) : [];
  member.moveClock(0);
  return { tookMs, broken };
};

const killPrimary: Scene['play'] = async ({ stand, clerks, random }) => {
  stand.standbyLine.cut();
  await sleep(random.pick(BEHIND_MS));
  const fromMs = performance.now();
  stand.killPrimary();
  await stand.promoteStandby();
  return { tookMs: await clerks.servedAfter(fromMs), broken: [] };
};

const killBehind: Scene['play'] = async (round) => {
  const { stand, clerks } = round;
  stand.standbyLine.cut();
  // What is confirmed now is nowhere else.
  await clerks.servedAfter(performance.now());
  return killPrimary(round);
};

const cutStandby: Scene['play'] = async ({ stand, clerks, random }) => {
  stand.standbyLine.cut();
  const cutMs = performance.now();
  await sleep(random.pick(CUT_MS));
  const told = clerks.told.filter(({ firstAskedMs }) => firstAskedMs > cutMs).length;
  const fromMs = performance.now();
  stand.standbyLine.mend();
  const broken = told === 0 ? [] : [`${String(told)} refunds were confirmed without a standby`];
  return { tookMs: await clerks.servedAfter(fromMs), broken };
};

const cutDesk: Scene['play'] = async ({ stand, clerks, random }) => {
  const member = await stand.leader();
  const fromMs = performance.now();
  member.line.cut();
  const tookMs = await clerks.servedAfter(fromMs);
  await sleep(random.below(3 * SECOND));
  member.line.mend();
  return { tookMs, broken: await findNotFollowing(stand, member) };
};

export const scenes: readonly Scene[] = [
  { name: 'desk-killed', what: 'kill -9 of the desk that leads', play: killDesk },
  { name: 'desk-paused', what: 'it stands still, and wakes with a moved clock', play: pauseDesk },
  { name: 'desk-cut', what: 'it no longer reaches the primary', play: cutDesk },
  { name: 'standby-cut', what: 'the standby gets nothing, until it returns', play: cutStandby },
  {
    name: 'primary-killed',
    what: 'kill -9 of the primary; its standby takes its place',
    endsStand: true,
    play: killPrimary,
  },
  {
    name: 'asynchronous',
    what: 'the same where no commit waits for the standby: it must lose',
    asynchronous: true,
    endsStand: true,
    play: killBehind,
  },
];
