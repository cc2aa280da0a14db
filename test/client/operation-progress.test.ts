import { describe, expect, it } from 'vitest';
import { operationsKo } from '../../client/copy/ko/operations.ts';
import {
  UNCLEAR_AFTER_MS,
  operationProgress,
  situations,
} from '../../client/parts/operation-progress.ts';
import { isOpen, operationKinds, operationStates } from '../../shared/operation.ts';

const sentAt = '2026-11-24T05:12:04.000Z';
const sentMs = Date.parse(sentAt);
const doNotPress = '다시 누르지 마세요';

const cases = operationKinds.flatMap((kind) => operationStates.map((state) => ({ kind, state })));

describe('what the dialog shows for an operation', () => {
  it.each(cases)('$kind, $state: has a text that is right', ({ kind, state }) => {
    const progress = operationProgress(
      { kind, state, sentAt, refusal: null, disputed: false },
      sentMs + 1000,
    );
    expect(operationsKo.progress[kind][progress.situation]).not.toBe('');
    expect(progress.ended).toBe(!isOpen(state));
    expect(progress.steps.recorded).toBe('done');
    // Nobody is invited to press again while the desk still holds the payment or its money.
    expect(progress.mayPressAgain).toBe(state === 'failed' || state === 'declined');
  });

  it.each(cases)('$kind, $state: "moved" only on success', ({ kind, state }) => {
    const { money } = operationProgress(
      { kind, state, sentAt, refusal: null, disputed: false },
      sentMs + 1000,
    );
    expect(money === 'moved').toBe(state === 'succeeded' && kind !== 'cancel');
    const isOpenStill = ['unknown', 'sending', 'pending', 'absent', 'needs_review'].includes(state);
    if (isOpenStill) {
      expect(money).toBe('unknown');
    }
  });

  it.each(['sending', 'unknown', 'pending', 'absent', 'needs_review', 'given_up'] as const)(
    '%s says not to press again',
    (state) => {
      const operation = { kind: 'refund' as const, state, sentAt, refusal: null, disputed: false };
      const { situation } = operationProgress(operation, sentMs + 1000);
      expect(operationsKo.explained[situation]).toContain(doNotPress);
    },
  );

  it.each(['failed', 'declined', 'succeeded'] as const)('%s warns of nothing', (state) =>
    expect(operationsKo.explained[state]).not.toContain(doNotPress),
  );

  it.each(['succeeded', 'failed'] as const)(
    '%s claims nothing about the money while Toss contradicts it',
    (state) => {
      const operation = { kind: 'refund', state, sentAt, refusal: null, disputed: true } as const;
      const progress = operationProgress(operation, sentMs + 1000);
      expect(progress).toMatchObject({ money: 'unknown', mayPressAgain: false, ended: true });
      expect(operationsKo.explained[progress.situation]).toContain(doNotPress);
    },
  );

  it('turns a call without an answer into 결과 확인 중 after 15 s, on the screen alone', () => {
    const operation = {
      kind: 'refund',
      state: 'sending',
      sentAt,
      refusal: null,
      disputed: false,
    } as const;
    const before = operationProgress(operation, sentMs + UNCLEAR_AFTER_MS - 1);
    const after = operationProgress(operation, sentMs + UNCLEAR_AFTER_MS);
    expect(before.situation).toBe('sending');
    expect(after.situation).toBe('checking');
    expect(after.mayPressAgain).toBe(false);
  });

  it('shows a refusal that is not confirmed, and says not to press again yet', () => {
    const refusal = { code: 'COMMON_REFUND_ERROR', message: null, confirmedAt: null };
    const operation = {
      kind: 'refund',
      state: 'unknown',
      sentAt,
      refusal,
      disputed: false,
    } as const;
    const progress = operationProgress(operation, sentMs + 1000);
    expect(progress).toMatchObject({
      ...{ situation: 'refused', money: 'unknown' },
      ...{ mayPressAgain: false, ended: false, canCheckNow: true },
    });
    expect(operationsKo.explained.refused).toContain(doNotPress);
  });

  it('has every situation in every kind, each with its own title', () => {
    for (const kind of operationKinds) {
      const titles = situations.map((situation) => operationsKo.progress[kind][situation]);
      expect(new Set(titles).size).toBe(situations.length);
    }
  });
});
