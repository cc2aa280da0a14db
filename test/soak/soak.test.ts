/** A short soak: its promises must hold, and its checks must be able to fail. */
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeRun } from '../process/judge-run.ts';
import { runSoak, type SoakResult } from './run-soak.ts';
import { rowsOf, summarize } from './verdict.ts';

/** Slow, for other tests run beside it. `npm run soak` is longer and harder. */
const WORK = { seconds: 120, perSecond: 3 };
/** The shop is not new: its earlier payments are not touched, and are not in Toss's books here. */
const FORMER_PAYMENTS = 2000;
const LONGEST_MS = 600_000;

let result: SoakResult;
beforeAll(async () => {
  result = await runSoak({
    ...WORK,
    tossPerSecond: 150,
    payments: FORMER_PAYMENTS,
    staff: { viewers: 2, operators: 8, managers: 2 },
    seed: 'every-run',
  });
}, LONGEST_MS);

describe('a shop at work on a bad day of Toss', () => {
  it('ends with books that are right to the won', () => {
    expect(summarize(result, WORK).broken).toEqual([]);
    expect(rowsOf(summarize(result, WORK)).map((row) => row.verdict)).not.toContain('not met');
  });

  it('was at work, and Toss did have a bad day', () => {
    const { accepted, refundsAtToss, spoiledCalls, counts } = summarize(result, WORK);
    expect(accepted).toBeGreaterThan(30);
    expect(refundsAtToss).toBeGreaterThan(10);
    expect(spoiledCalls).toBeGreaterThan(5);
    expect(counts['doubled clicks']).toBeGreaterThan(0);
    const kinds = [...result.settled.journal.operations.values()].map((row) => row.kind);
    expect(new Set(kinds).size).toBeGreaterThan(1);
  });
});

describe('the judgement', () => {
  const judge = (books: SoakResult['settled']['books']) =>
    judgeRun(result.ledger, result.settled.journal, books, result.settled.ends);

  it('notices a refund that stands in the books twice', () => {
    const { books } = result.settled;
    const [line] = books.refunds;
    const doubled = { ...books, refunds: [...books.refunds, ...books.refunds.slice(0, 1)] };
    expect(judge(doubled).doubled).toContain(`refund ${String(line?.refundNo)} was done 2 times`);
  });

  it('notices a refund that Toss never did', () => {
    const { books } = result.settled;
    const { untrue, lost } = judge({ ...books, refunds: books.refunds.slice(1) });
    expect(untrue).toContainEqual(expect.stringMatching(/books don't have it/));
    expect(lost).toContainEqual(expect.stringMatching(/counted/));
  });

  it('notices an answer that the desk never gives knowingly', () => {
    const errors = new Map([['GET payments: 500 internal', 2]]);
    const { broken } = summarize({ ...result, tally: { ...result.tally, errors } }, WORK);
    expect(broken).toEqual(['GET payments: 500 internal, 2 times']);
  });
});
