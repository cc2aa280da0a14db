/** The problem that a failed read is reported as, and which reads a decision may rest on. */
import { describe, expect, it } from 'vitest';
import { readProblem, requireGoodRead } from '../../server/operations/read-problem.ts';
import type { ReadOutcome } from '../../server/operations/read-status.ts';
import type { Observed } from '../../server/storage/observe.ts';
import type { ReadFault } from '../../shared/payment.ts';
import type { ProblemCode } from '../../shared/problem.ts';

const unclear = (reached: boolean) => ({ kind: 'unclear' as const, reached, detail: 'time-out' });

const failures: [ReadOutcome & { kind: Exclude<ReadOutcome['kind'], 'observed'> }, ProblemCode][] =
  [
    [{ kind: 'not-found' }, 'payment-not-found'],
    [{ kind: 'credentials' }, 'toss-credentials'],
    [{ kind: 'denied-once' }, 'toss-unclear'],
    [unclear(true), 'toss-unclear'],
    [unclear(false), 'toss-unreachable'],
  ];

function read(good: boolean, why: ReadFault | null): ReadOutcome {
  const observed = { good, why, moved: [], adopted: false } as unknown as Observed;
  return { kind: 'observed', observed, askedNo: 1, askedAt: '2026-05-01T00:00:00.000Z' };
}

describe('a failed read', () => {
  it.each(failures)('as %o is reported as %s', (outcome, code) => {
    expect(readProblem(outcome)).toMatchObject({ code });
    expect(() => {
      requireGoodRead(outcome);
    }).toThrow(expect.objectContaining({ code }));
  });

  it('logs its cause for engineers', () =>
    expect(readProblem(unclear(false)).message).toBe('time-out'));
});

describe('a decision may rest', () => {
  it('on a good read', () =>
    expect(() => {
      requireGoodRead(read(true, null));
    }).not.toThrow());

  it.each([
    [read(false, 'list-against-status'), 'list-against-status'],
    [read(false, null), 'overtaken'],
  ])('on no other: %#', (outcome, why) => {
    const problem = { code: 'toss-unclear', message: `Toss's answer proves nothing: ${why}` };
    expect(() => {
      requireGoodRead(outcome);
    }).toThrow(expect.objectContaining(problem));
  });
});
