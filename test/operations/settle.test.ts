/** What Toss's answer does to an operation in `sending`, as a table. */
import { describe, expect, it } from 'vitest';
import { MOST_TRIES, movesAfterSend } from '../../server/operations/settle.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import type { Exchange, Verdict } from '../../server/toss/toss.ts';
import { nextState, type OperationState } from '../../shared/operation.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const now = { iso: NOW, no: 7 };
const exchange: Exchange = {
  call: 'refunds',
  outcome: 'answered',
  httpStatus: 200,
  contentType: 'application/json',
  json: {},
  code: -1,
  errorCode: 'SOME_CODE',
  message: '말',
  failure: null,
  answerText: '{"x":1}',
  answerHash: 'hash',
  startedAt: NOW,
  endedAt: NOW,
};

const sending = (attempts: number) => ({ state: 'sending', attempts }) as OperationRow;
const after = (verdict: Verdict, attempts = 1, over: Partial<Exchange> = {}) =>
  movesAfterSend(sending(attempts), verdict, { ...exchange, ...over }, now, 900_000);

function endOf(moves: ReturnType<typeof after>): OperationState {
  let state: OperationState = 'sending';
  for (const move of moves) {
    const next = nextState(state, move.cause);
    if (next === undefined) throw new Error(`${state} has no ${move.cause}`);
    state = next;
  }
  return state;
}

const unclear = {
  ...{ absent_reads: 0, poor_reads: 0, checks: 0 },
  ...{ next_check_at: NOW, unclear_no: 7 },
};

describe('an answer', () => {
  it.each<[Verdict, OperationState, string]>([
    [{ verdict: 'ok', tossRefundNo: 'x' }, 'succeeded', 'ok'],
    [{ verdict: 'pending', afterMaintenance: false }, 'pending', 'pending'],
    [{ verdict: 'pending', afterMaintenance: true }, 'pending', 'pending-maintenance'],
    [{ verdict: 'said-done', tossRefundNo: 'toss-1', detail: 'x' }, 'unknown', 'said-done'],
    [{ verdict: 'said-done', tossRefundNo: null, detail: 'x' }, 'unknown', 'said-done'],
    [{ verdict: 'refused' }, 'unknown', 'refused'],
    [{ verdict: 'wrong-key' }, 'unknown', 'wrong-key'],
    [{ verdict: 'unknown', detail: 'time-out' }, 'unknown', 'unknown'],
    [{ verdict: 'not-sent', detail: 'refused' }, 'not_sent', 'not-sent'],
  ])('%o → %s', (verdict, state, word) => {
    const moves = after(verdict);
    expect(endOf(moves)).toBe(state);
    expect(moves[0]?.patch).toMatchObject({
      verdict: word,
      toss_error_code: 'SOME_CODE',
      toss_message: '말',
    });
    expect(moves[0]?.answer).toEqual({ hash: 'hash', text: '{"x":1}' });
    expect(moves[0]?.detail).not.toBe('');
  });

  it('never ends an operation by itself, except by a clear success or a proof that nothing was sent', () => {
    const verdicts: Verdict[] = [
      { verdict: 'refused' },
      { verdict: 'wrong-key' },
      { verdict: 'unknown', detail: '' },
      { verdict: 'pending', afterMaintenance: false },
      { verdict: 'said-done', tossRefundNo: 'x', detail: '' },
    ];
    for (const verdict of verdicts) {
      for (const attempts of [1, 2, 3, 99]) {
        const moves = after(verdict, attempts);
        expect(['unknown', 'pending']).toContain(endOf(moves));
        expect(moves[0]?.patch).toMatchObject(unclear);
      }
    }
  });

  it('that nothing was sent is tried again, three times in all', () => {
    const verdict: Verdict = { verdict: 'not-sent', detail: 'ECONNREFUSED' };
    expect(MOST_TRIES).toBe(3);
    expect(endOf(after(verdict, 1))).toBe('not_sent');
    expect(endOf(after(verdict, 2))).toBe('not_sent');
    const last = after(verdict, 3);
    expect(endOf(last)).toBe('declined');
    expect(last.map((move) => move.evidence)).toEqual(['desk', 'desk']);
    expect(last[1]?.detail).toContain('nothing was ever sent');
  });

  it('that nothing was sent again leaves it absent, however often', () => {
    const again = { ...sending(9), cause: 'sent-again' } as OperationRow;
    const verdict: Verdict = { verdict: 'not-sent', detail: 'ECONNREFUSED' };
    const moves = movesAfterSend(again, verdict, exchange, now, 900_000);
    expect(endOf(moves)).toBe('absent');
    expect(moves).toMatchObject([{ cause: 'again-unsent', evidence: 'desk', patch: unclear }]);
  });

  it.each(['refused', 'wrong-key'] as const)('%s to a second copy is marked as such', (verdict) => {
    const again = { ...sending(2), cause: 'sent-again' } as OperationRow;
    const [move] = movesAfterSend(again, { verdict }, exchange, now, 900_000);
    expect(move).toMatchObject({ cause: 'answered-unclear', patch: { verdict: 'refused-again' } });
    expect(after({ verdict })[0]?.patch).toMatchObject({ verdict });
  });

  it('says when a refusal will count', () => {
    const patch = after({ verdict: 'refused' })[0]?.patch;
    expect(patch).toMatchObject({ settles_at: '2026-01-01T00:15:00.000Z' });
  });

  it('stores the number that Toss gave, and keeps it where Toss gives none', () => {
    const patch = (tossRefundNo: string | null) =>
      after({ verdict: 'said-done', tossRefundNo, detail: '' })[0]?.patch;
    expect(patch('toss-1')).toMatchObject({ toss_refund_no: 'toss-1' });
    expect(patch(null)).not.toHaveProperty('toss_refund_no');
    const own = { ...sending(1), id: 'own' };
    const said = { verdict: 'said-done', tossRefundNo: 'own', detail: '' } as const;
    const [move] = movesAfterSend(own, said, exchange, now, 900_000);
    expect(move?.patch).not.toHaveProperty('toss_refund_no');
  });

  it('of success clears the number of an earlier send', () => {
    const patch = after({ verdict: 'ok', tossRefundNo: 'x' })[0]?.patch;
    expect(patch).toMatchObject({ toss_refund_no: null });
  });

  it('without a code says so plainly', () => {
    const [move] = after({ verdict: 'refused' }, 1, { errorCode: null });
    expect(move?.detail).toBe('Toss refused it; status reads decide');
  });
});
