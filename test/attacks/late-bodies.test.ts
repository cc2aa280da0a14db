/** Bodies that arrive after their sender has lost the right to send them. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { knowPaid, knowTwoManagers, putRefund } from '../support/desk-acts.ts';
import { setDisabled } from '../support/staff-accounts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ env: { REFUND_APPROVAL_FROM: '5000', APPROVAL_HOURS: '1' } });
  await knowTwoManagers(desk);
});
afterAll(() => desk.close());

/** Sends the headers, and the body after `between`. @returns the answer as text */
async function sendSlowly(
  path: string,
  { cookie, body }: { cookie: string; body: string },
  between: () => Promise<unknown>,
): Promise<string> {
  const { hostname, port, host } = new URL(desk.url);
  const socket = connect(Number(port), hostname);
  const lines = [
    `POST ${path} HTTP/1.1`,
    ...[`Host: ${host}`, `Origin: ${desk.url}`, `Cookie: ${cookie}`, 'Connection: close'],
    ...['Content-Type: application/json', `Content-Length: ${String(body.length)}`],
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  // The desk knows by its headers who asks.
  await sleep(500);
  await between();
  socket.write(body);
  let text = '';
  for await (const piece of socket) text += String(piece);
  return text;
}

/** A refund that waits for a manager, and the approval of this one. */
async function proposed(manager: 'first' | 'second' = 'second') {
  const id = randomUUID();
  const payToken = await knowPaid(desk);
  const asked = await putRefund(desk, payToken, 6000, { id, seenApproval: true });
  expect(asked.body.state).toBe('proposed');
  const cookie = await desk.cookieOf('manager', manager);
  const body = JSON.stringify({ bodyHash: asked.body.bodyHash });
  return { path: `/api/operations/${id}/approve`, given: { cookie, body }, id };
}
const stateOf = (id: string) => desk.read('SELECT state FROM operation WHERE id = ?', id);

it('approves where nothing happens between', async () => {
  const { path, given } = await proposed();
  expect(await sendSlowly(path, given, () => Promise.resolve())).toContain('HTTP/1.1 202');
});

it('approves nothing once the screen was locked', async () => {
  const { path, given, id } = await proposed('first');
  const { cookie } = given;
  const text = await sendSlowly(path, given, async () => {
    const headers = { cookie, origin: desk.url };
    const locked = await desk.fetch('/api/auth/lock', { method: 'POST', headers });
    expect(locked.status).toBe(204);
  });
  expect(text).toContain('HTTP/1.1 401');
  expect(stateOf(id)).toEqual([{ state: 'proposed' }]);
});

it('approves nothing once the manager was disabled', async () => {
  const { path, given, id } = await proposed();
  const text = await sendSlowly(path, given, () =>
    setDisabled(desk.database, 'second-manager@changgu.test', true),
  );
  expect(text).toContain('HTTP/1.1 401');
  expect(stateOf(id)).toEqual([{ state: 'proposed' }]);
});
