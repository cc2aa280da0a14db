/** Who may decide what, when, and why not: the predicate that buttons and server share. */
import { describe, expect, it } from 'vitest';
import {
  decisionState,
  operationDecisions,
  RELEASE_AFTER_MS,
  SOLE_MANAGER_WAITS_MS,
  type Decider,
  type OperationDecision,
} from '../../shared/operation-actions.ts';
import { operationStates, type Evidence, type OperationState } from '../../shared/operation.ts';

const NOW = Date.parse('2026-05-01T12:00:00.000Z');
const ago = (ms: number) => new Date(NOW - ms).toISOString();
const evidenceAt = (at: string): Evidence => ({
  source: 'status',
  cause: 'contradicted',
  at,
  detail: '',
});

type Considered = Parameters<typeof decisionState>[1];

const asked: Omit<Considered, 'state'> = {
  requestedBy: { id: 'clerk', name: '김민지' },
  createdAt: ago(2 * RELEASE_AFTER_MS),
  sentAt: ago(2 * RELEASE_AFTER_MS),
  approvalLapsesAt: null,
  evidence: null,
  disputed: false,
};
const none = { soleFrom: null, heldFor: [] };
const manager: Decider = { id: 'manager', role: 'manager', soleManager: false, ...none };
const requester = { ...manager, id: 'clerk' };
const alone = { ...requester, soleManager: true };

const stateFor: Record<OperationDecision, OperationState> = {
  approve: 'proposed',
  decline: 'proposed',
  withdraw: 'not_sent',
  check: 'unknown',
  'send-again': 'absent',
  'give-up': 'absent',
  release: 'given_up',
  resolve: 'needs_review',
};

function ask(act: OperationDecision, over: Partial<Considered> = {}, decider = manager) {
  return decisionState(act, { ...asked, state: stateFor[act], ...over }, decider, NOW);
}

const reasons = (decider: Decider) =>
  Object.fromEntries(operationDecisions.map((act) => [act, ask(act, {}, decider).reason]));

describe('what a person may do with an operation', () => {
  it('that a clerk requested, as another manager', () => {
    const all = Object.fromEntries(operationDecisions.map((act) => [act, null]));
    expect(reasons(manager)).toEqual(all);
    // A proposal is declined instead, with a reason.
    expect(decisionState('withdraw', { ...asked, state: 'proposed' }, manager, NOW).reason).toBe(
      'not-own-operation',
    );
  });

  it('whose account the requester created or reset lately: no second person', () => {
    const until = new Date(NOW + 1).toISOString();
    const held = { ...manager, heldFor: [{ staffId: 'clerk', until }] };
    const no = 'held-account';
    expect(reasons(held)).toMatchObject({ approve: no, release: no, resolve: no, decline: null });
    expect(ask('approve', {}, held).notBefore).toBe(until);
    expect(decisionState('approve', { ...asked, state: 'proposed' }, held, NOW + 1).reason).toBe(
      null,
    );
    const forAnother = { ...manager, heldFor: [{ staffId: 'another', until }] };
    expect(ask('approve', {}, forAnother).allowed).toBe(true);
  });

  it('as the only manager left since a moment ago: not alone yet', () => {
    const soleFrom = new Date(NOW + 1).toISOString();
    const left = { ...requester, soleFrom };
    const no = 'sole-later';
    expect(reasons(left)).toMatchObject({ approve: 'own-operation', release: no, resolve: no });
    // The time is over, and the screen does not know yet that this person decides alone.
    const since = { ...requester, soleFrom: new Date(NOW).toISOString() };
    expect(ask('resolve', {}, since).reason).toBe('own-operation');
  });

  it('as the manager who requested it: nothing that needs a second person', () => {
    const own = 'own-operation';
    expect(reasons(requester)).toEqual({
      approve: own,
      decline: own,
      withdraw: null,
      check: null,
      'send-again': null,
      'give-up': null,
      release: own,
      resolve: own,
    });
  });

  it('as the only manager: they end their own contradiction alone, never their own proposal', () =>
    expect(reasons(alone)).toMatchObject({
      approve: 'own-operation',
      decline: 'own-operation',
      release: null,
      resolve: null,
    }));

  it.each(operationDecisions)('as somebody whose role does not permit it: not %s', (act) => {
    const viewer: Decider = { ...requester, role: 'viewer' };
    expect(ask(act, {}, viewer).reason).toBe('not-permitted');
  });

  it('as a clerk: only requesting and taking back', () => {
    const clerk: Decider = { ...requester, role: 'operator' };
    const may = operationDecisions.filter((act) => ask(act, {}, clerk).allowed);
    expect(may).toEqual(['withdraw', 'check']);
  });

  it('in each state, and in no other', () => {
    const may = (state: OperationState) =>
      operationDecisions.filter((act) => {
        const who = act === 'withdraw' ? requester : manager;
        return decisionState(act, { ...asked, state }, who, NOW).allowed;
      });
    expect(Object.fromEntries(operationStates.map((state) => [state, may(state)]))).toEqual({
      proposed: ['approve', 'decline', 'withdraw'],
      ready: ['withdraw'],
      sending: [],
      not_sent: ['withdraw'],
      unknown: ['check'],
      pending: ['check'],
      absent: ['check', 'send-again', 'give-up'],
      needs_review: ['check', 'resolve'],
      succeeded: [],
      failed: [],
      declined: [],
      given_up: ['check', 'release'],
    });
  });
});

describe('an operation that reads contradict after its end', () => {
  const disputed = { disputed: true } as const;
  const may = (state: OperationState, decider = manager) =>
    operationDecisions.filter((act) => ask(act, { ...disputed, state }, decider).allowed);

  it('is resolved where it is booked as done, and acknowledged where it failed', () => {
    expect(may('succeeded')).toEqual(['resolve']);
    expect(may('failed')).toEqual([]);
    expect(ask('resolve', { ...disputed, state: 'failed' }).reason).toBe('other-state');
    expect(ask('resolve', { state: 'succeeded' }).reason).toBe('other-state');
  });

  it('needs a second person all the same', () => {
    const own = ask('resolve', { ...disputed, state: 'succeeded' }, requester);
    expect(own.reason).toBe('own-operation');
    expect(may('succeeded', alone)).toEqual(['resolve']);
  });
});

describe('the time', () => {
  it.each(['approve', 'decline'] as const)('to %s ends when the proposal lapses', (act) => {
    expect(ask(act, { approvalLapsesAt: ago(-1) }).allowed).toBe(true);
    expect(ask(act, { approvalLapsesAt: ago(0) }).reason).toBe('lapsed');
  });

  it('to release starts a day after it was sent, or requested where it never was', () => {
    const early = { sentAt: ago(RELEASE_AFTER_MS - 1) };
    expect(ask('release', early)).toEqual({
      allowed: false,
      reason: 'too-early',
      notBefore: ago(-1),
    });
    expect(ask('release', { sentAt: ago(RELEASE_AFTER_MS) }).allowed).toBe(true);
    const unsent = (ms: number) => ask('release', { sentAt: null, createdAt: ago(ms) });
    expect(unsent(RELEASE_AFTER_MS - 1).reason).toBe('too-early');
    expect(unsent(RELEASE_AFTER_MS).allowed).toBe(true);
    // A clock that was months ahead when it was sent: nobody waits for those months.
    expect(ask('release', { sentAt: ago(-RELEASE_AFTER_MS) }).reason).toBe('too-early');
    expect(ask('release', { sentAt: ago(-RELEASE_AFTER_MS - 1) }).allowed).toBe(true);
  });

  it('to end one’s own alone starts ten minutes after it was found, or else after the request', () => {
    const found = (ms: number) => ask('resolve', { evidence: evidenceAt(ago(ms)) }, alone);
    expect(found(SOLE_MANAGER_WAITS_MS - 1)).toEqual({
      allowed: false,
      reason: 'too-early',
      notBefore: ago(-1),
    });
    expect(found(SOLE_MANAGER_WAITS_MS).allowed).toBe(true);
    const justAsked = { evidence: null, createdAt: ago(SOLE_MANAGER_WAITS_MS - 1) };
    expect(ask('resolve', justAsked, alone).reason).toBe('too-early');
    // For another person the time does not matter.
    expect(ask('resolve', justAsked).allowed).toBe(true);
    // A clock that was set back by seconds makes the wait longer; one that was months ahead, void.
    expect(found(-SOLE_MANAGER_WAITS_MS)).toMatchObject({
      reason: 'too-early',
      notBefore: ago(-2 * SOLE_MANAGER_WAITS_MS),
    });
    expect(found(-SOLE_MANAGER_WAITS_MS - 1).allowed).toBe(true);
  });
});
