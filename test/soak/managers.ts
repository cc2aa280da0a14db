/** Managers: decide what waits for them, and end what is proved absent at Toss. */
import type { Operation } from '../../shared/operation.ts';
import { ask, countOne, problemIn, repeat, type Soak } from './soak.ts';

const EVERY_MS = 1000;

/** Sends it again, or gives it up. */
async function endAbsent(soak: Soak, cookie: string, { id }: Operation): Promise<void> {
  const { random, ledger, tally } = soak;
  if (random.oneIn(5)) {
    countOne(tally.counts, 'given up');
    await ask(soak, 'give up', cookie, ['POST', `/api/operations/${id}/give-up`]);
    return;
  }
  // Recorded before: a second send is only right where somebody requested it.
  ledger.again.set(id, (ledger.again.get(id) ?? 0) + 1);
  countOne(tally.counts, 'sent again');
  const path = `/api/operations/${id}/send-again`;
  const answer = await ask(soak, 'send again', cookie, ['POST', path]);
  // A read may find it done after all, and the read itself may fail by the weather.
  const code = problemIn(answer)?.code;
  const isOrdinary = answer.status < 300 || answer.status === 409 || answer.status === 422;
  if (isOrdinary || code === 'toss-unreachable' || code === 'toss-unclear') return;
  ledger.oddities.push(`sending ${id} again: ${String(answer.status)} ${String(code)}`);
}

async function decide(soak: Soak, cookie: string, operation: Operation): Promise<void> {
  const { random, tally } = soak;
  const { id, bodyHash } = operation;
  if (operation.state === 'absent') return endAbsent(soak, cookie, operation);
  if (random.oneIn(6)) {
    countOne(tally.counts, 'declined');
    const body = { reason: '영수증과 금액이 다릅니다' };
    await ask(soak, 'decline', cookie, ['POST', `/api/operations/${id}/decline`, body]);
    return;
  }
  countOne(tally.counts, 'approved');
  await ask(soak, 'approve', cookie, ['POST', `/api/operations/${id}/approve`, { bodyHash }]);
}

/** Until `over`: decides everything that waits for a manager, a page at a time. */
export function keepDeciding(soak: Soak, over: AbortSignal): Promise<void> {
  return repeat(EVERY_MS, over, async () => {
    const cookie = soak.random.pick(soak.crew.managers);
    const path = '/api/operations?state=proposed&state=absent&limit=50';
    const answer = await ask(soak, 'GET operations', cookie, ['GET', path]);
    if (answer.status !== 200) return;
    const { items } = answer.body as { items: Operation[] };
    await Promise.all(items.map((operation) => decide(soak, cookie, operation)));
  });
}
