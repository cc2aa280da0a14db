/**
 * The shop's figures as they are at one moment. They are added up anew each time they are asked
 * for, in turns: a quarter of a million payments takes many of them, and nobody else waits.
 */
import type { Overview } from '../../shared/api.ts';
import { isOpen, operationStates } from '../../shared/operation.ts';
import { letOthersRun } from '../let-others-run.ts';
import { openConnection, type Connection } from '../storage/connection.ts';
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

/** Reads a time part by part, and lets others run after each. */
async function readParts<Row, Given extends Stretch>(
  connection: Connection,
  source: Source<Row, Given>,
  whole: Given,
  take: (rows: Row[]) => void,
): Promise<void> {
  let part = whole;
  while (part.from < whole.to) {
    const to = source.stretchEnd(connection, part);
    take(source.read(connection, { ...part, to }));
    part = { ...part, from: to };
    await letOthersRun();
  }
}

async function readMoney(connection: Connection, time: Stretch): Promise<Tally> {
  const tally = new Tally();
  await readParts(connection, paidByHour, time, (hours) => tally.add('paid', hours));
  await readParts(connection, refundedByHour, time, (hours) => tally.add('refunded', hours));
  return tally;
}

/** As many days before, and of the last of them only as much as has passed of the span's. */
async function readBefore(connection: Connection, span: DaySpan, asOf: string) {
  const until = asOf < span.to ? asOf : span.to;
  const time = { from: daysLater(span.from, -span.days), to: daysLater(until, -span.days) };
  const { total } = await readMoney(connection, time);
  return { ...total, ...time };
}

/** Every text that is an instant lies in it. */
const always: Stretch = { from: '', to: ':' };

async function readUnknowns(connection: Connection, span: Stretch): Promise<Overview['unknowns']> {
  const durations: number[] = [];
  let open = 0;
  for (const state of operationStates) {
    // Those that are open are few, and their age is no reason to leave one out.
    const { from, to } = isOpen(state) ? always : span;
    await readParts(connection, unknownSpells, { from, to, state }, (spells) => {
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

async function addUp(connection: Connection, span: DaySpan, asOf: string): Promise<Overview> {
  const today = daysUpTo(dayOf(asOf), 1);
  const ofToday = await readMoney(connection, today);
  const ofSpan = await readMoney(connection, span);
  const { paid, refunded } = ofSpan.total;
  const days = namesOf(span);
  const first = firstPaidAt(connection);
  return {
    asOf,
    from: dayOf(span.from),
    to: days.at(-1) ?? dayOf(span.from),
    firstDay: first === null ? null : dayOf(first),
    today: { ...ofToday.total, before: await readBefore(connection, today, asOf) },
    span: { ...ofSpan.total, before: await readBefore(connection, span, asOf) },
    refundRate: paid === 0 ? null : refunded / paid,
    days: ofSpan.byDay(days),
    byHour: ofSpan.byHour(),
    byMethod: ofSpan.byMethod(),
    undated: undatedRefunds(connection, span),
    unknowns: await readUnknowns(connection, span),
  };
}

/**
 * The figures of a span, read in one transaction of their own, so that they fit each other.
 * @param asOf ISO UTC, now
 */
export async function readOverview(
  storage: Pick<Storage, 'file'>,
  span: DaySpan,
  asOf: string,
): Promise<Overview> {
  const connection = openConnection(storage.file, { readonly: true });
  try {
    connection.exec('BEGIN');
    return await addUp(connection, span, asOf);
  } finally {
    connection.close();
  }
}
