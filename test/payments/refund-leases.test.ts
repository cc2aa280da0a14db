/** Leases: who has a refund form open. Colleagues see one at once, and it expires by itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRefundLeases } from '../../server/payments/refund-leases.ts';
import { LEASE_MS } from '../../shared/settings.ts';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { openStream, type EventStream } from '../support/event-stream.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const clock = createShiftedClock();
let desk: RunningDesk;
let people: { minji: string; jihun: string };
let watching: EventStream;

const idOf = async (name: string) =>
  (await desk.as('operator', name).call('GET', '/api/me')).body.staff.id as string;

beforeAll(async () => {
  desk = await startTestDesk({ clock });
  people = { minji: await idOf('minji'), jihun: await idOf('jihun') };
  await desk.as('viewer').call('GET', '/api/me');
  watching = await openStream(desk, await signIn(desk.url, 'first-viewer@changgu.test'));
});
afterAll(async () => {
  watching.stop();
  await desk.close();
});

const take = (payToken: string, name: string) =>
  desk.as('operator', name).call('POST', `/api/payments/${payToken}/lease`);
const release = (payToken: string, name: string) =>
  desk.as('operator', name).call('DELETE', `/api/payments/${payToken}/lease`);
const shown = async (payToken: string) =>
  (await desk.as('viewer').call('GET', `/api/payments/${payToken}`)).body.lease;

const leaseFrames = (payToken: string) =>
  watching.frames.filter(({ event, data }) => event === 'lease' && data.payToken === payToken);

describe('a lease', () => {
  it('is shown to everybody at once, with its holder and start', async () => {
    const payToken = await knowPaid(desk);
    expect(await shown(payToken)).toBeNull();
    const mine = await take(payToken, 'minji');
    expect(mine.status).toBe(200);
    expect(mine.body).toMatchObject({
      mine: true,
      holder: { staff: { id: people.minji, name: 'minji operator' } },
    });
    expect(await shown(payToken)).toEqual(mine.body.holder);
    await watching.until(() => leaseFrames(payToken).length === 1);
    const theirs = await take(payToken, 'jihun');
    expect(theirs.body).toEqual({ mine: false, holder: mine.body.holder });
  });

  it('lasts a minute from its holder’s last renewal', async () => {
    const payToken = await knowPaid(desk);
    const { since } = (await take(payToken, 'minji')).body.holder;
    await watching.until(() => leaseFrames(payToken).length === 1);
    clock.shift(LEASE_MS - 5000);
    expect((await take(payToken, 'minji')).body).toMatchObject({ mine: true, holder: { since } });
    clock.shift(LEASE_MS - 5000);
    expect(await shown(payToken)).toMatchObject({ staff: { id: people.minji }, since });
    clock.shift(6000);
    expect(await shown(payToken)).toBeNull();
    // The next person to ask takes it over, and is shown as its holder.
    expect((await take(payToken, 'jihun')).body).toMatchObject({
      mine: true,
      holder: { staff: { id: people.jihun } },
    });
    await watching.until(() => leaseFrames(payToken).length === 2);
    // A renewal sends no event.
    await take(payToken, 'jihun');
    const marker = await knowPaid(desk);
    await take(marker, 'jihun');
    await watching.until(() => leaseFrames(marker).length === 1);
    expect(leaseFrames(payToken)).toHaveLength(2);
  });

  it('ends when its holder releases it, and only then', async () => {
    const payToken = await knowPaid(desk);
    await take(payToken, 'minji');
    expect((await release(payToken, 'jihun')).status).toBe(204);
    expect(await shown(payToken)).toMatchObject({ staff: { id: people.minji } });
    expect((await release(payToken, 'minji')).status).toBe(204);
    expect(await shown(payToken)).toBeNull();
    expect((await release(payToken, 'minji')).status).toBe(204);
    await watching.until(() => leaseFrames(payToken).length > 0);
  });

  it('blocks nobody: the database keeps two refunds apart', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await take(payToken, 'minji');
    const answer = await putRefund(desk, payToken, 4000, { who: 'jihun', waitSeconds: 15 });
    expect(answer.body.state).toBe('succeeded');
  });

  it('can be taken by anybody who may refund, on an existing payment', async () => {
    const payToken = await knowPaid(desk);
    const path = `/api/payments/${payToken}/lease`;
    for (const method of ['POST', 'DELETE']) {
      const answer = await desk.as('viewer').call(method, path);
      expect(answer.body).toMatchObject({ code: 'forbidden' });
    }
    expect(await shown(payToken)).toBeNull();
    expect((await take('nobody-knows', 'minji')).body).toMatchObject({ code: 'payment-not-found' });
  });

  it('has no event number in the streams, and is stored in no table', async () => {
    const payToken = await knowPaid(desk);
    const events = () => desk.read<{ n: number }>('SELECT count(*) AS n FROM event')[0]?.n;
    const before = events();
    await take(payToken, 'minji');
    await watching.until(() => leaseFrames(payToken).length === 1);
    expect(leaseFrames(payToken)[0]?.id).toBeNaN();
    expect(events()).toBe(before);
  });

  it('ends with the desk’s process', async () => {
    const payToken = await knowPaid(desk);
    await take(payToken, 'minji');
    watching.stop();
    await desk.restart();
    expect(await shown(payToken)).toBeNull();
  });
});

describe('the leases in memory', () => {
  const minji = { id: 'minji', name: '김민지' };

  function openLeases() {
    const fake = createFakeClock('2026-11-24T05:00:00.000Z');
    const changed: string[] = [];
    return { fake, changed, leases: createRefundLeases(fake, (token) => changed.push(token)) };
  }

  it('expire after a minute without a request, with an event', async () => {
    const { fake, changed, leases } = openLeases();
    leases.take('a', minji);
    await fake.advance(LEASE_MS / 2);
    leases.take('a', minji);
    await fake.advance(LEASE_MS - 1);
    expect(changed).toEqual(['a']);
    expect(leases.of('a')).toMatchObject({ staff: minji, since: '2026-11-24T05:00:00.000Z' });
    await fake.advance(1);
    expect(changed).toEqual(['a', 'a']);
    expect(leases.of('a')).toBeNull();
    expect(fake.pending()).toBe(0);
  });

  it('expire after a minute also where the clock was set back meanwhile', async () => {
    const { fake, leases } = openLeases();
    leases.take('a', minji);
    fake.set('2026-11-24T04:00:00.000Z');
    await fake.advance(LEASE_MS);
    expect(leases.of('a')).toBeNull();
  });

  it('are limited per person: the twenty-first form ends the first lease', () => {
    const { fake, changed, leases } = openLeases();
    for (let n = 0; n < 21; n += 1) leases.take(`p${String(n)}`, minji);
    expect(leases.of('p0')).toBeNull();
    expect(leases.of('p1')).not.toBeNull();
    expect(changed.filter((token) => token === 'p0')).toHaveLength(2);
    expect(fake.pending()).toBe(20);
  });

  it('are limited for the whole shop, whoever asks', () => {
    const { fake, leases } = openLeases();
    for (let n = 0; n < 3000; n += 1) {
      leases.take(`p${String(n)}`, { id: `s${String(n % 300)}`, name: 's' });
    }
    expect(fake.pending()).toBe(1000);
    expect(leases.of('p2999')).not.toBeNull();
    expect(leases.of('p1999')).toBeNull();
  });
});
