/**
 * The shop's figures at one moment. They are calculated on each request, in batches: a quarter of a
 * million payments takes many of them, and the process stays responsive.
 */
import type { Overview } from '../../shared/api.ts';
import { isOpen, operationStates } from '../../shared/operation.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import type { Read } from '../storage/unit.ts';
import {
  firstPaidAt,
  paidByHour,
  refundedByHour,
  undatedRefunds,
  unknownSpells,
  type Source,
  type Stretch,
} from '../storage/overview-figures.ts';
import type { Storage } from '../storage/storage.ts';
import { dayOf, daysLater, daysUpTo, type DaySpan } from './day-span.ts';
import { spread } from './spread.ts';
import { Tally } from './tally.ts';

/** Reads a range in parts and yields to the event loop after each. */
async function readParts<Row, Given extends Stretch>(
  read: Read,
  source: Source<Row, Given>,
  whole: Given,
  take: (rows: Row[]) => void,
): Promise<void> {
  let part = whole;
  while (part.from < whole.to) {
    const to = read(source.stretchEnd(part));
    take(read(source.read({ ...part, to })));
    part = { ...part, from: to };
    await yieldToEventLoop();
  }
}

async function readMoney(read: Read, range: Stretch): Promise<Tally> {
  const tally = new Tally();
  await readParts(read, paidByHour, range, (hours) => tally.add('paid', hours));
  await readParts(read, refundedByHour, range, (hours) => tally.add('refunded', hours));
  return tally;
}

/** The same number of days before; the last of them only as far as the range has passed. */
async function readBefore(read: Read, span: DaySpan, asOf: string) {
  const until = asOf < span.to ? asOf : span.to;
  const range = { from: daysLater(span.from, -span.days), to: daysLater(until, -span.days) };
  const { total } = await readMoney(read, range);
  return { ...total, ...range };
}

/** A range that contains every ISO time. */
const always: Stretch = { from: '', to: ':' };

async function readUnknowns(read: Read, span: Stretch): Promise<Overview['unknowns']> {
  const durations: number[] = [];
  let open = 0;
  for (const state of operationStates) {
    // Open operations are few and are counted whatever their age.
    const { from, to } = isOpen(state) ? always : span;
    await readParts(read, unknownSpells, { from, to, state }, (spells) => {
      if (isOpen(state)) open += spells.length;
      for (const { since, endedAt } of spells) {
        if (endedAt !== null) durations.push(Date.parse(endedAt) - Date.parse(since));
      }
    });
  }
  return { settled: durations.length, ...spread(durations), open };
}

function namesOf(span: DaySpan): string[] {
  return Array.from({ length: span.days }, (_, index) => dayOf(daysLater(span.from, index)));
}

async function addUp(read: Read, span: DaySpan, asOf: string): Promise<Overview> {
  const today = daysUpTo(dayOf(asOf), 1);
  const ofToday = await readMoney(read, today);
  const ofSpan = await readMoney(read, span);
  const { paid, refunded } = ofSpan.total;
  const days = namesOf(span);
  const first = read(firstPaidAt());
  return {
    asOf,
    from: dayOf(span.from),
    to: days.at(-1) ?? dayOf(span.from),
    firstDay: first === null ? null : dayOf(first),
    today: { ...ofToday.total, before: await readBefore(read, today, asOf) },
    span: { ...ofSpan.total, before: await readBefore(read, span, asOf) },
    refundRate: paid === 0 ? null : refunded / paid,
    days: ofSpan.byDay(days),
    byHour: ofSpan.byHour(),
    byMethod: ofSpan.byMethod(),
    undated: read(undatedRefunds(span)),
    unknowns: await readUnknowns(read, span),
  };
}

/**
 * The figures of a range, read in one transaction so that they are consistent.
 * @param asOf now, ISO UTC
 */
export async function readOverview(
  storage: Pick<Storage, 'snapshot'>,
  span: DaySpan,
  asOf: string,
): Promise<Overview> {
  const { read, close } = storage.snapshot();
  try {
    return await addUp(read, span, asOf);
  } finally {
    close();
  }
}
