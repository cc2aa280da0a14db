/** Notices while the disk is full, or a chat comes back. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startReceiver, type Receiver } from '../webhooks/receiver.ts';

const HOUR_MS = 60 * 60 * 1000;
const CHAT_LOOK_MS = 30;

let chat: Receiver;
let desk: RunningDesk;

beforeAll(async () => {
  desk = await startTestDesk({
    env: { REFUND_APPROVAL_FROM: '10000' },
    bounds: {
      notices: {
        chat: { lookMs: CHAT_LOOK_MS, restMs: 200, pauses: [HOUR_MS] },
      },
    },
  });
});
afterAll(async () => {
  await desk.close();
});
beforeEach(async () => {
  chat = await startReceiver();
});
afterEach(async () => {
  await call('DELETE', '/api/notices/chat');
  await chat.close();
});

const call = (method: string, path: string, body?: unknown) =>
  desk.as('manager').call(method, path, body);
const connectChat = () =>
  call('PUT', '/api/notices/chat', {
    ...{ url: `http://127.0.0.1:${String(chat.port)}/services/T0K3N`, form: 'slack' },
    ...{ lang: 'ko', quiet: null },
  });
const told = (count: number) =>
  waitUntil(
    `${String(count)} messages`,
    () => chat.received,
    (all) => all.length >= count,
  );
/** So long that a digest that was due would have come. */
const looks = () => new Promise((resolve) => setTimeout(resolve, 800));

/** Writes beside the running desk. */
function write(sql: string): void {
  const connection = openConnection(desk.file);
  connection.exec(sql);
  connection.close();
}

/** A refund that a manager has to approve. */
async function propose(): Promise<void> {
  const payToken = await knowPaid(desk, { amount: 50_000 });
  const { body } = await putRefund(desk, payToken, 20_000);
  expect(body.operation?.state ?? body.state).toBe('proposed');
}

describe('a digest', () => {
  it('comes once where the disk is too full to store that it did', async () => {
    write(`CREATE TRIGGER full BEFORE UPDATE OF last_at ON chat_notice
      WHEN NEW.last_at IS NOT NULL BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`);
    await propose();
    await connectChat();
    await told(1);
    await looks();
    write('DROP TRIGGER full');
    expect(chat.received).toHaveLength(1);
    await propose();
    await told(2);
  });

  it('comes once where the desk stops after the chat took it, and before its last word', async () => {
    chat.answers((_one, response) => response.writeHead(200).write('ok'));
    await propose();
    await connectChat();
    await told(1);
    // The head of the answer arrives.
    await looks();
    await desk.restart();
    await looks();
    expect(chat.received).toHaveLength(1);
  });

  it('comes at once after a test message has shown that the chat is back', async () => {
    chat.answers((_one, response) => response.writeHead(404).end('no_service'));
    await propose();
    await connectChat();
    await told(1);
    await looks();
    chat.answers((_one, response) => response.end('ok'));
    expect((await call('POST', '/api/notices/chat/test')).body.chat.newest.failure).toBeNull();
    const [, test, digest] = await told(3);
    expect(test?.text).toContain('시험 메시지');
    expect(digest?.text).toContain('확인할 일이 있어요');
  });
});
