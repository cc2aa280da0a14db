/**
 * Screens: event streams that stay open, a tab that closes and resumes, the reads that events
 * cause, and lists, searches and sums now and then.
 */
import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import type { PaymentDetail } from '../../shared/api.ts';
import { openStream, type EventStream } from '../support/event-stream.ts';
import { ask, countOne, everybody, repeat, type Soak } from './soak.ts';

const TABS = 20;
const TAB_CLOSES_EVERY_MS = 5000;
const LOOK_EVERY_MS = 250;
const LOOKS_AT_ONCE = 8;
const LIST_EVERY_MS = 400;

const lists: readonly [name: string, path: string][] = [
  ['GET payments', '/api/payments?limit=50'],
  ['GET payments', '/api/payments?limit=50&status=PAY_COMPLETE&sort=-amount'],
  ['GET payments', '/api/payments?limit=50&refunded=partial&sort=-created'],
  ['GET payments', `/api/payments?limit=50&q=${encodeURIComponent('원두')}`],
  ['GET summary', '/api/payments/summary?refunded=full'],
  ['GET counters', '/api/counters'],
  ['GET operations', '/api/operations?state=open&limit=50'],
];

/** A tab whose events nobody reads: it only has to stay open. */
function openTab(url: string, cookie: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/api/events`, { headers: { cookie }, agent: false }, (response) => {
      // Closed from this side, in the middle of an endless response.
      response.on('error', () => undefined);
      if (response.statusCode === 200) resolve(response.resume());
      else reject(new Error(`An event stream was refused: ${String(response.statusCode)}`));
    });
    request.once('error', reject);
  });
}

/** Keeps the tabs open until `over`; the desk closes none by itself. */
export async function keepTabsOpen(soak: Soak, over: AbortSignal): Promise<void> {
  const { url, crew, random, ledger, tally } = soak;
  const cookies = everybody(crew);
  const tabs = await Promise.all(
    Array.from({ length: TABS }, () => openTab(url, random.pick(cookies))),
  );
  await repeat(TAB_CLOSES_EVERY_MS, over, async () => {
    for (const tab of tabs) {
      if (tab.closed) ledger.oddities.push('the desk closed an event stream');
    }
    const index = random.below(TABS);
    tabs[index]?.destroy();
    tabs[index] = await openTab(url, random.pick(cookies));
    countOne(tally.counts, 'tabs closed and opened');
  });
  for (const tab of tabs) tab.destroy();
}

async function look(soak: Soak, payToken: string): Promise<void> {
  const { random, crew, tills } = soak;
  const cookie = random.pick(everybody(crew));
  const path = `/api/payments/${payToken}`;
  const answer = await ask(soak, 'GET payment', cookie, ['GET', path]);
  if (answer.status === 200) tills.saw(answer.body as PaymentDetail);
}

function takeFrames(stream: EventStream, soak: Soak): void {
  for (const { data } of stream.frames.splice(0)) {
    if (data.payToken !== undefined) soak.tills.touch(data.payToken);
  }
}

/** Until `over`: follows the events, and reads what they name as a screen does. */
export async function keepLooking(soak: Soak, over: AbortSignal): Promise<void> {
  const { url, crew, tills, ledger } = soak;
  const stream = await openStream({ url }, crew.operators[0] ?? '');
  await repeat(LOOK_EVERY_MS, over, async () => {
    if (stream.response.closed) ledger.oddities.push('the desk closed the stream that was read');
    takeFrames(stream, soak);
    const due = tills.due();
    for (let from = 0; from < due.length; from += LOOKS_AT_ONCE) {
      const some = due.slice(from, from + LOOKS_AT_ONCE);
      await Promise.all(some.map((payToken) => look(soak, payToken)));
    }
  });
  stream.stop();
}

/** Until `over`: requests a list, a search or a sum, as any person. */
export function keepListing(soak: Soak, over: AbortSignal): Promise<void> {
  const { random, crew } = soak;
  return repeat(LIST_EVERY_MS, over, async () => {
    const [name, path] = random.pick(lists);
    await ask(soak, name, random.pick(everybody(crew)), ['GET', path]);
  });
}
