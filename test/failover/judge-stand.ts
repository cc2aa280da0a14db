/** Judges a shop by the books of Toss's side and by the database that is the primary now. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isOpen, waitsForPerson } from '../../shared/operation.ts';
import { trueEnds } from '../process/crash-loop.ts';
import { journalOf, journalTexts, type Journal } from '../process/journal.ts';
import { findMissing, judgeRun, type Judgement } from '../process/judge-run.ts';
import type { Ledger } from '../process/ledger.ts';
import { callDesk } from '../support/start-desk.ts';
import type { FailoverStand } from './stand.ts';
import { strayWrites } from './writers.ts';

const LOOK_EVERY_MS = 500;
const QUIET_WITHIN_MS = 30_000;

async function readJournal({ query }: FailoverStand): Promise<Journal> {
  const operations = await query(journalTexts.operations);
  return journalOf(operations, await query(journalTexts.payments), 'ok');
}

/** What holds at any time. @returns a sentence for each act that was confirmed and is missing */
export async function findLost(stand: FailoverStand, ledger: Ledger): Promise<string[]> {
  ledger.takeCalls(await stand.sandbox.calls());
  return findMissing(ledger, await readJournal(stand));
}

/** @returns what desks wrote without the lead */
export async function findStrayWrites({ query }: FailoverStand): Promise<string[]> {
  return (await query<{ told: string }>(strayWrites)).map(({ told }) => told);
}

/** A desk may die after it recorded a send and before its bytes left: a person decides. */
async function sendAbsentAgain(
  { members, manager }: FailoverStand,
  { again }: Ledger,
  { operations }: Journal,
): Promise<void> {
  const url = members[0]?.desk.url ?? '';
  for (const { id, state } of operations.values()) {
    if (state !== 'absent') continue;
    again.set(id, (again.get(id) ?? 0) + 1);
    await callDesk(url, manager, ['POST', `/api/operations/${id}/send-again`]);
  }
}

/** Waits until nothing is under way any more, or for half a minute. */
async function becomeQuiet(stand: FailoverStand, ledger: Ledger): Promise<Journal> {
  const until = performance.now() + QUIET_WITHIN_MS;
  for (;;) {
    ledger.takeCalls(await stand.sandbox.calls());
    const journal = await readJournal(stand);
    const open = [...journal.operations.values()].filter(({ state }) => isOpen(state));
    const isQuiet = open.every(({ state }) => state !== 'absent' && waitsForPerson(state));
    if (isQuiet || performance.now() > until) return journal;
    await sendAbsentAgain(stand, ledger, journal);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Judges a shop whose desks all run. */
export async function judgeStand(stand: FailoverStand, ledger: Ledger): Promise<Judgement> {
  const journal = await becomeQuiet(stand, ledger);
  const books = await stand.sandbox.books();
  return judgeRun(ledger, journal, books, await trueEnds(stand.sandbox, ledger, books));
}
