import { Agent, request } from 'undici';

import type { CallbackRow } from './payment-row.ts';
import type { World } from './world.ts';

/** Delays of four retries, within the ten minutes that the wire page names. */
const RETRIES_AFTER_MS = [10_000, 60_000, 180_000, 360_000];
const ANSWER_WITHIN_MS = 5000;

/** V2 callbacks are JSON, V1's are forms. */
function contentTypeOf(body: string): string {
  return body.startsWith('{')
    ? 'application/json;charset=UTF-8'
    : 'application/x-www-form-urlencoded;charset=UTF-8';
}

export type Callbacks = {
  /** Sends every due callback that is not in flight. */
  deliverDue: () => void;
  close: () => Promise<void>;
};

/**
 * Sends resultCallbacks. The queue is in the storage, so it continues after a restart; a callback
 * in flight at a crash is sent again.
 */
export function createCallbacks(world: World, afterTry: () => void): Callbacks {
  const connections = new Agent({ keepAliveTimeout: 1, connect: { timeout: ANSWER_WITHIN_MS } });
  const inFlight = new Map<number, Promise<void>>();
  let closed = false;

  const send = async (row: CallbackRow): Promise<string> => {
    try {
      const answer = await request(row.url, {
        method: 'POST',
        headers: { 'content-type': contentTypeOf(row.body) },
        body: row.body,
        dispatcher: connections,
        headersTimeout: ANSWER_WITHIN_MS,
        bodyTimeout: ANSWER_WITHIN_MS,
      });
      await answer.body.dump();
      return String(answer.statusCode);
    } catch (error) {
      return error instanceof Error ? error.message : 'no answer';
    }
  };

  const record = (row: CallbackRow, lastAnswer: string): void => {
    const attempts = row.attempts + 1;
    const delivered = lastAnswer === '200';
    const waitMs = delivered ? undefined : RETRIES_AFTER_MS[attempts - 1];
    const isLast = waitMs === undefined;
    world.storage.saveCallback({
      ...row,
      attempts,
      lastAnswer,
      dueAt: isLast ? null : row.firstDueAt + waitMs,
      outcome: delivered ? 'delivered' : isLast ? 'given-up' : 'waiting',
    });
  };

  const deliver = async (row: CallbackRow): Promise<void> => {
    const lastAnswer = await send(row);
    inFlight.delete(row.seq);
    // The storage is closed by now; the row stays due.
    if (closed) return;
    record(row, lastAnswer);
    afterTry();
  };

  return {
    deliverDue() {
      if (closed) return;
      for (const row of world.storage.dueCallbacks(world.clock.now())) {
        if (!inFlight.has(row.seq)) inFlight.set(row.seq, deliver(row));
      }
    },
    async close() {
      closed = true;
      await connections.destroy();
      await Promise.all(inFlight.values());
    },
  };
}
