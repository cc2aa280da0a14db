/** A database restored from a copy, as the file shows it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../server/clock.ts';
import { serviceTokens } from '../../server/staff/service-tokens.ts';
import { newestEventSeq } from '../../server/storage/events.ts';
import { getOperationRow } from '../../server/storage/operations.ts';
import { findPayment } from '../../server/storage/payments.ts';
import { quarantineRestored, restoreProgress } from '../../server/storage/restore.ts';
import { markAsCopy } from '../../server/storage/restore-mark.ts';
import type { OperationState } from '../../shared/operation.ts';
import { payStatuses } from '../../shared/payment.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  insertRaw,
  observeFacts,
  openTestStorage,
  paidFacts,
  plantPayment,
  rawRefund,
  walkTo,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { prepare } from '../../server/storage/statement.ts';

let test: TestStorage;
let clock: FakeClock;
beforeEach(() => {
  clock = createFakeClock('2026-05-01T00:00:00.000Z');
  test = openTestStorage(clock);
});
afterEach(() => test.close());

const markCopy = () => test.storage.transact(() => markAsCopy(clock.nowIso()));

async function plant(state: OperationState, patch: Record<string, string | null> = {}) {
  const payToken = await plantPayment(test.storage);
  return test.storage.transact(function* () {
    const born = state === 'proposed' ? { state } : {};
    const id = String((yield* insertRaw(rawRefund(payToken, born))).id);
    yield* walkTo(id, state);
    for (const [name, value] of Object.entries(patch)) {
      yield* prepare(`UPDATE operation SET ${name} = ? WHERE id = ?`).run(value, id);
    }
    return id;
  });
}

describe('a file that is no copy', () =>
  it('is left as it is', async () => {
    const payToken = await plantPayment(test.storage);
    const seen = test.storage.read(newestEventSeq());
    expect(await quarantineRestored(test.storage, seen)).toBeNull();
    expect(findPayment(test.storage, payToken)?.quarantined).toBe(false);
    expect(restoreProgress(test.storage)).toBeNull();
  }));

describe('a copy', () => {
  it('revokes every token that refunds, as it may have been revoked since', async () => {
    const { storage } = test;
    const tokens = serviceTokens(storage, clock, systemRandom);
    await storage.transact(() =>
      prepare(`INSERT INTO "user" (id, name, email, role, "createdAt", "updatedAt")
        VALUES ('m', '관리자', 'm@shop.kr', 'manager', '2026', '2026')`).run(),
    );
    const author = { type: 'command', id: null, name: null, address: null } as const;
    const terms = { dayCeilingWon: 1000, maker: { id: 'm', name: '관리자' } };
    await tokens.add(author, 'shop', ['create']);
    const { token } = await tokens.add(author, 'orders', ['read', 'refund'], terms);
    await markCopy();
    await quarantineRestored(storage, 0);
    const ended = storage
      .read(tokens.list())
      .map(({ name, revokedAt }) => [name, revokedAt !== null]);
    expect(Object.fromEntries(ended)).toEqual({ shop: false, orders: true });
    const rows = test.db.all(
      "SELECT actor_type, detail FROM audit WHERE action = 'token-revoked'",
    ) as { actor_type: string; detail: string }[];
    expect(rows.map((row) => [row.actor_type, JSON.parse(row.detail)])).toEqual([
      [
        'desk',
        {
          ...{ tokenId: token.id, name: 'orders', scopes: ['read', 'refund'] },
          ...{ dayCeilingWon: 1000, staffId: 'm', because: 'restored' },
        },
      ],
    ]);
  });

  it('that says so itself is locked, and is open again after good reads', async () => {
    const facts = paidFacts();
    await observeFacts(test.storage, facts);
    await plantPayment(test.storage, { status: 'PAY_CANCEL' });
    await markCopy();
    expect(restoreProgress(test.storage)).toBeNull();
    const at = clock.nowIso();
    expect(await quarantineRestored(test.storage, 0)).toEqual({ operations: 0, payments: 1 });
    expect(restoreProgress(test.storage)).toEqual({ at, left: 1 });
    await clock.advance(1000);
    await observeFacts(test.storage, facts, { good: false });
    expect(findPayment(test.storage, facts.payToken)?.quarantined).toBe(true);
    await observeFacts(test.storage, facts);
    expect(findPayment(test.storage, facts.payToken)?.quarantined).toBe(false);
    expect(restoreProgress(test.storage)).toBeNull();
    // The mark is used up: the next start is an ordinary one.
    expect(await quarantineRestored(test.storage, 0)).toBeNull();
  });

  it('that is behind what the folder has seen goes on above those numbers', async () => {
    await plantPayment(test.storage);
    const seen = test.storage.read(newestEventSeq());
    expect(await quarantineRestored(test.storage, seen + 100)).toEqual({
      operations: 0,
      payments: 1,
    });
    await plantPayment(test.storage);
    expect(test.storage.read(newestEventSeq())).toBe(seen + 101);
  });

  it('from before the first event does so too', async () => {
    expect(await quarantineRestored(test.storage, 100)).toEqual({ operations: 0, payments: 0 });
    await plantPayment(test.storage);
    expect(test.storage.read(newestEventSeq())).toBe(101);
  });

  it.each<[OperationState, OperationState]>([
    ['proposed', 'declined'],
    ['ready', 'unknown'],
    ['not_sent', 'unknown'],
    ['absent', 'unknown'],
    ['unknown', 'unknown'],
    ['pending', 'pending'],
    ['needs_review', 'needs_review'],
    ['given_up', 'given_up'],
    ['failed', 'failed'],
    ['succeeded', 'succeeded'],
    ['sending', 'sending'],
  ])('has forgotten what was sent: %s becomes %s', async (state, becomes) => {
    const id = await plant(state);
    await markCopy();
    await clock.advance(60_000);
    await quarantineRestored(test.storage, 0);
    const row = getOperationRow(test.storage, id);
    expect(row.state).toBe(becomes);
    if (!['unknown', 'pending', 'sending'].includes(becomes)) return;
    // It may have been sent at any time until now, so the settle time and the day start over.
    expect(row.sent_at).toBe(clock.nowIso());
    expect(row.unclear_no).toBeGreaterThanOrEqual(60_000);
    if (becomes !== 'sending') expect(row.next_check_at).toBe(clock.nowIso());
  });

  it('locks every payment with which something can still be sent', async () => {
    const planted = await Promise.all(
      payStatuses.map(async (status) => [status, await plantPayment(test.storage, { status })]),
    );
    await markCopy();
    await quarantineRestored(test.storage, 0);
    const locked = planted
      .filter(([, payToken]) => findPayment(test.storage, String(payToken))?.quarantined)
      .map(([status]) => status);
    expect(locked).toEqual([
      ...['PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS', 'PAY_COMPLETE'],
      ...['REFUND_PROGRESS', 'REFUND_SUCCESS'],
    ]);
  });

  it('believes no refusal that it knows: it may not have been the last answer', async () => {
    const verdictAfter = async (state: OperationState, verdict: string) => {
      const id = await plant(state, { verdict });
      await markCopy();
      await quarantineRestored(test.storage, 0);
      return getOperationRow(test.storage, id).verdict;
    };
    expect(await verdictAfter('unknown', 'refused')).toBeNull();
    expect(await verdictAfter('unknown', 'wrong-key')).toBeNull();
    expect(await verdictAfter('unknown', 'said-done')).toBe('said-done');
    expect(await verdictAfter('pending', 'pending-maintenance')).toBe('pending-maintenance');
  });
});
