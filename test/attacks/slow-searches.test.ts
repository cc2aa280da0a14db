/** A viewer asks for more sums over searches than the one thread for them can do. */
import { expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import { readFigures } from '../operating/figures-text.ts';
import { knowPaid } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const PAYMENTS = 30_000;
const SEARCHES = 200;
const PLACES = 50;

/** Copies the one payment that is there, so that a sum over all of them takes a while. */
function copyPayment({ file }: RunningDesk): void {
  const db = openConnection(file);
  const columns = (db.pragma('table_info(payment)') as { name: string }[]).map(({ name }) => name);
  const own = columns.map((name) =>
    ['pay_token', 'order_no'].includes(name) ? `${name} || '-' || i` : name,
  );
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PAYMENTS})
    INSERT INTO payment (${columns.join(', ')}) SELECT ${own.join(', ')} FROM payment, n`);
  db.close();
}

it('is told at once that too many wait, and the line is short again afterwards', async () => {
  const desk = await startTestDesk();
  try {
    await knowPaid(desk, { productDesc: '머그컵' });
    copyPayment(desk);
    const viewer = desk.as('viewer');
    const path = `/api/payments/summary?q=${encodeURIComponent('머그컵')}`;
    const search = () => viewer.call('GET', path);
    const first = await search();
    expect([first.status, first.body.count]).toEqual([200, PAYMENTS + 1]);
    const answers = await Promise.all(Array.from({ length: SEARCHES }, search));
    const busy = answers.filter(({ status }) => status !== 200);
    expect(busy.length).toBeGreaterThan(0);
    expect(answers.length - busy.length).toBeGreaterThanOrEqual(PLACES);
    for (const { status, body, headers } of busy) {
      expect([status, body.code, body.effect]).toEqual([503, 'desk-busy', 'not-applied']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await search()).status).toBe(200);
    const figures = readFigures(await (await desk.fetch('/metrics')).text());
    expect(figures.get('changgu_queue_length{queue="slow-reads"}')).toBe(0);
    expect(figures.get('changgu_queue_refused_total{queue="slow-reads"}')).toBe(busy.length);
  } finally {
    await desk.close();
  }
});
