/** A viewer requests more sums over searches than their only thread can compute. */
import { expect, it } from 'vitest';
import { readFigures } from '../operating/figures-text.ts';
import { knowPaid } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const PAYMENTS = 30_000;
const PEOPLE = 12;
const ONE_PERSONS = 5;
const PLACES = 50;

/** Copies the existing payment, so that a sum over all of them takes a while. */
function copyPayment({ db }: RunningDesk): void {
  const columns = Object.keys(db.get('SELECT * FROM payment') as object);
  const own = columns.map((name) =>
    ['pay_token', 'order_no'].includes(name) ? `${name} || '-' || i` : name,
  );
  db.script(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PAYMENTS})
    INSERT INTO payment (${columns.join(', ')}) SELECT ${own.join(', ')} FROM payment, n`);
}

it('is told at once that too many wait, and leaves the line to others', async () => {
  const desk = await startTestDesk();
  try {
    await knowPaid(desk, { productDesc: '머그컵' });
    copyPayment(desk);
    const path = `/api/payments/summary?q=${encodeURIComponent('머그컵')}`;
    const search = (who: string) => desk.as('viewer', who).call('GET', path);
    const first = await search('v0');
    expect([first.status, first.body.count]).toEqual([200, PAYMENTS + 1]);
    const people = Array.from({ length: PEOPLE }, (_, n) => `v${String(n)}`);
    for (const who of people) await desk.as('viewer', who).call('GET', '/api/me');
    // One person, in two sessions.
    const own = await Promise.all(Array.from({ length: 20 }, () => search('v0')));
    const told = own.filter(({ status }) => status === 429);
    // One or two may have ended before the last is requested.
    expect(told.length).toBeGreaterThan(20 - 2 * ONE_PERSONS);
    for (const { body } of told) {
      expect([body.code, body.effect]).toEqual(['too-many-requests', 'not-applied']);
    }
    // More people than the queue has places.
    const answers = await Promise.all(
      people.flatMap((who) => Array.from({ length: ONE_PERSONS }, () => search(who))),
    );
    const busy = answers.filter(({ status }) => status !== 200);
    expect(busy.length).toBeGreaterThan(0);
    expect(answers.length - busy.length).toBeGreaterThanOrEqual(PLACES);
    for (const { status, body, headers } of busy) {
      expect([status, body.code, body.effect]).toEqual([503, 'desk-busy', 'not-applied']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await search('v0')).status).toBe(200);
    const figures = readFigures(await (await desk.fetch('/metrics')).text());
    expect(figures.get('changgu_queue_length{queue="slow-reads"}')).toBe(0);
    expect(figures.get('changgu_queue_refused_total{queue="slow-reads"}')).toBe(busy.length);
  } finally {
    await desk.close();
  }
});
