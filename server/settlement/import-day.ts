/** Imports one day: reads it whole, then records it in one transaction. */
import type { ImportFault, SettlementDateType } from '../../shared/settlement.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { readStatus } from '../operations/read-status.ts';
import {
  matchAgain,
  payTokensToRead,
  recordDay,
  recordFault,
  type AskedDay,
} from '../storage/settlement-lines.ts';
import { collectDay, type Collected } from './collect-day.ts';
import { isTooEarly, provesAbsence } from './import-times.ts';
import { throughLines } from './through-lines.ts';

/** Unknown payments read after a day's import; the rest come with the next import. */
const MOST_READS = 200;

export interface Asked {
  dateType: SettlementDateType;
  day: string;
}

export interface DayImport {
  deps: Deps;
  mode: 'test' | 'live';
  /** `true` once the desk stops: the day is left, and asked for again after the next start. */
  isStopped: () => boolean;
}

const noAnswer: Collected = { lines: null, fault: 'no-answer', page: null };

async function collect({ deps, mode, isStopped }: DayImport, asked: Asked): Promise<Collected> {
  const { budget, toss } = deps;
  try {
    return await collectDay({ ...asked, mode }, async (cursor) => {
      if (isStopped()) throw new AppError('not-ready');
      await budget.take('background');
      return toss.settlement({ ...asked, cursor });
    });
  } catch (error) {
    // The queue is full, or the desk stops: Toss was not asked.
    if (error instanceof AppError) return noAnswer;
    throw error;
  }
}

/** Reads payments that lines name and the books lack: they are adopted, or their refunds seen. */
async function readUnknown({ deps, isStopped }: DayImport, day: string): Promise<void> {
  const { storage } = deps;
  for (const payToken of storage.read(payTokensToRead(day, MOST_READS))) {
    if (isStopped()) return;
    await readStatus(deps, { payToken }, { priority: 'background' });
  }
  await throughLines(storage, matchAgain, isStopped);
}

async function note({ deps }: DayImport, asked: AskedDay, fault: ImportFault, page: number | null) {
  await deps.storage.transact(() => recordFault(asked, fault, page));
  return fault;
}

/** @returns why the day does not count; `null`: it was imported */
export async function importDay(parts: DayImport, { dateType, day }: Asked) {
  const { storage, clock } = parts.deps;
  const askedMs = clock.nowMs();
  const asked = { dateType, day, askedAt: clock.nowIso() };
  if (isTooEarly(dateType, day, askedMs)) return note(parts, asked, 'too-early', null);
  const collected = await collect(parts, { dateType, day });
  if (parts.isStopped()) return null;
  if (collected.fault !== null) return note(parts, asked, collected.fault, collected.page);
  const { lines } = collected;
  // A test key may have no lines at all: its payments are not settled.
  const isSettled = parts.mode === 'live' || lines.length > 0;
  const told = { ...asked, lines, provesAbsence: isSettled && provesAbsence(day, askedMs) };
  const fault = await storage.transact(() => recordDay(told));
  if (fault === null) await readUnknown(parts, day);
  return fault;
}
