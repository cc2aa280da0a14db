import { describe, expect, it } from 'vitest';
import { isOpen, nextState, operationStates, transitions } from '../../shared/operation.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import { payStatuses, type OpenOperation } from '../../shared/payment.ts';
import { may, permissions, permissionsOf } from '../../shared/permissions.ts';

const payment = {
  status: 'PAY_COMPLETE',
  remaining: 10_000,
  availableActions: null,
  drift: null,
  quarantined: false,
  openOperation: null,
} as const;

const openOperation: OpenOperation = {
  id: '00000000-0000-4000-8000-000000000000',
  kind: 'refund',
  state: 'unknown',
  amount: 1000,
  requestedBy: { id: '1', name: '김민지' },
  createdAt: '2026-11-24T03:00:00.000Z',
  sentAt: null,
  nextCheckAt: null,
  sendAfter: null,
  refusal: null,
};

/** What an operator may do in each state when Toss gives no availableActions. */
const allowed: Record<(typeof payStatuses)[number], string[]> = {
  PAY_STANDBY: ['cancel'],
  PAY_APPROVED: ['execute', 'cancel'],
  PAY_CANCEL: [],
  PAY_PROGRESS: [],
  PAY_COMPLETE: ['refund'],
  REFUND_PROGRESS: [],
  REFUND_SUCCESS: ['refund'],
  SETTLEMENT_COMPLETE: [],
  SETTLEMENT_REFUND_COMPLETE: [],
};

function allowedNow(change: Parameters<typeof paymentActions>[0]): string[] {
  const actions = paymentActions(change, 'operator');
  return Object.entries(actions).flatMap(([kind, state]) => (state.allowed ? [kind] : []));
}

describe('what may be done', () => {
  it.each(payStatuses)('in %s', (status) =>
    expect(allowedNow({ ...payment, status })).toEqual(allowed[status]),
  );

  it('is nothing, with a reason, where something forbids it', () => {
    const reason = (change: Partial<Parameters<typeof paymentActions>[0]>, role = 'operator') =>
      paymentActions({ ...payment, ...change }, role as 'operator').refund.reason;
    expect(reason({}, 'viewer')).toBe('not-permitted');
    expect(reason({ openOperation })).toBe('operation-open');
    expect(reason({ status: 'PAY_NEW_STATE' })).toBe('unknown-status');
    expect(reason({ drift: 'missing' })).toBe('missing-at-toss');
    expect(reason({ quarantined: true })).toBe('not-read-since-restore');
    expect(reason({ status: 'REFUND_SUCCESS', remaining: 0 })).toBe('nothing-left');
    expect(reason({ availableActions: [] })).toBe('toss-forbids');
    expect(reason({ availableActions: ['REFUND'] })).toBeNull();
  });

  it('takes availableActions into account for a cancel, not for an execute', () => {
    const approved = { ...payment, status: 'PAY_APPROVED', availableActions: [] };
    expect(allowedNow(approved)).toEqual(['execute']);
  });
});

describe('the table of transitions', () => {
  it('has one transition per state and cause, and ends only in the end states', () => {
    const keys = transitions.map((row) => `${row.from}/${row.cause}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const row of transitions) expect(nextState(row.from, row.cause)).toBe(row.to);
    expect(nextState('succeeded', 'seen-done')).toBeUndefined();
  });

  it('leads out of every open state', () => {
    for (const state of operationStates.filter(isOpen)) {
      expect(transitions.some((row) => row.from === state)).toBe(true);
    }
  });

  it('sends only from ready, not_sent and, by a person, absent', () => {
    const sources = transitions.filter((row) => row.to === 'sending').map((row) => row.from);
    expect(sources.toSorted()).toEqual(['absent', 'not_sent', 'ready']);
  });
});

it('gives each role what the one below it may do, and more', () => {
  const { viewer, operator, manager } = permissionsOf;
  expect(operator).toEqual(expect.arrayContaining([...viewer]));
  expect(manager).toEqual(expect.arrayContaining([...operator]));
  expect(manager.toSorted()).toEqual([...permissions].toSorted());
  expect(may('viewer', 'operations.request')).toBe(false);
  expect(may('operator', 'operations.request')).toBe(true);
});
