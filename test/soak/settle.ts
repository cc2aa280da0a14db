/** The end of a soak: waits until nothing is in progress, and compares with Toss's books. */
import type { Operation } from '../../shared/operation.ts';
import { readJournal, type Journal } from '../process/journal.ts';
import { judgeRun, type Judgement, type TrueEnd } from '../process/judge-run.ts';
import type { SandboxBooks } from '../support/start-sandbox.ts';
import { setApart } from './former-payments.ts';
import { ask, sleep, type Soak } from './soak.ts';

/** What is judged, and the judgement. */
export interface Settled {
  /** Without the former payments. */
  journal: Journal;
  books: SandboxBooks;
  ends: Map<string, TrueEnd>;
  judgement: Judgement;
}

const LOOK_EVERY_MS = 1000;
const ASKED_AT_ONCE = 16;

/** Operations that still move by themselves or by a manager's decision. */
async function stillOpen(soak: Soak): Promise<Operation[]> {
  const cookie = soak.random.pick(soak.crew.managers);
  const path = '/api/operations?state=open&limit=200';
  const answer = await ask(soak, 'GET operations', cookie, ['GET', path]);
  const { items } = answer.body as { items: Operation[] };
  return items.filter((operation) => operation.state !== 'needs_review');
}

async function trueEnds({ sandbox, ledger }: Soak, books: SandboxBooks) {
  const asked = [...ledger.asks.values()].map((one) => one.payToken);
  const payTokens = [...new Set([...asked, ...books.refunds.map((line) => line.payToken)])];
  const ends = new Map<string, TrueEnd>();
  for (let from = 0; from < payTokens.length; from += ASKED_AT_ONCE) {
    const some = payTokens.slice(from, from + ASKED_AT_ONCE);
    await Promise.all(
      some.map(async (payToken) => {
        const payment = await sandbox.payment(payToken);
        const { status, canceledBy, amount, taxable, vat, taxFree, serviceFee } =
          payment as unknown as TrueEnd & TrueEnd['parts'];
        const parts = { taxable, vat, taxFree, serviceFee };
        ends.set(payToken, { status, canceledBy, amount, parts });
      }),
    );
  }
  return ends;
}

async function judgeNow(soak: Soak, file: string): Promise<Settled> {
  await soak.takeCalls();
  const { ofRun: journal, changed } = setApart(readJournal(file), soak.former);
  const books = await soak.sandbox.books();
  const ends = await trueEnds(soak, books);
  const judgement = judgeRun(soak.ledger, journal, books, ends);
  judgement.untrue.push(...changed);
  return { journal, books, ends, judgement };
}

/**
 * Waits until the desk and Toss's books agree, `withinMs` at most. Nobody requests anything new;
 * managers go on deciding meanwhile.
 */
export async function settle(soak: Soak, file: string, withinMs: number): Promise<Settled> {
  const until = performance.now() + withinMs;
  const isLate = () => performance.now() > until;
  while ((await stillOpen(soak)).length > 0 && !isLate()) await sleep(LOOK_EVERY_MS);
  for (;;) {
    const settled = await judgeNow(soak, file);
    // What a lost read has missed, the desk's own polling finds a little later.
    if (settled.judgement.lost.length === 0 || isLate()) return settled;
    await sleep(LOOK_EVERY_MS);
  }
}
