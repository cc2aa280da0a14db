/**
 * 월마감 and sheets of several days. Like a day's sheet they hold sums alone. A month is signed by a
 * manager over the figures that the manager saw: if they have changed since, nothing is signed.
 */
import type { MonthClose } from '../../shared/api.ts';
import { daysOfMonth, kstDayOf } from '../../shared/kst.ts';
import { AppError } from '../errors.ts';
import { route, type Actor, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { createPerPerson } from '../per-person.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import { appendMonthEntry, monthEntries, type MonthEntry } from '../storage/months.ts';
import { daysIn, isOver, readMonthClose, readPeriodClose, type PeriodReader } from './period.ts';

const MOST_DAYS = 366;
/** Lets a person change the span while the last one is still read. */
const MOST_OF_ONE = 2;

function refuse(pointer: string, code: string, detail: string, params = {}): AppError {
  return new AppError('invalid-request', undefined, {
    errors: [{ pointer, code, params, detail }],
  });
}

/** @throws {AppError} `invalid-request` for days to come, or for too many */
function requireDays(days: { from: string; to: string }, part: string, now: string): void {
  const today = kstDayOf(now);
  if (days.from > today) {
    const detail = `is a day to come; today is ${today} in Seoul`;
    throw refuse(`${part}/from`, 'in-future', detail, { today });
  }
  if (daysIn(days) > MOST_DAYS) {
    const detail = `is more than ${String(MOST_DAYS)} days after from`;
    throw refuse(`${part}/to`, 'too-long', detail, { most: MOST_DAYS });
  }
}

type Entry = Pick<MonthEntry, 'kind' | 'reason'>;

/**
 * Appends a signature or a reopening with the figures that the person saw.
 * @throws {AppError} `month-moved` where the month is signed or open already
 */
async function append(
  { storage }: PeriodReader,
  actor: Actor,
  close: MonthClose,
  { kind, reason }: Entry,
): Promise<void> {
  const staff = staffOf(actor);
  const { month, asOf, figures, figuresHash } = close;
  await storage.transact(function* () {
    const isSigned = (yield* monthEntries(month))[0]?.kind === 'signed';
    if (isSigned === (kind === 'signed')) {
      throw new AppError('month-moved', `The month is ${isSigned ? 'signed' : 'open'} already`);
    }
    const at = storage.clock.nowIso();
    yield* appendMonthEntry({
      ...{ month, kind, at, staff_id: staff.id, staff_name: staff.name, reason },
      figures: JSON.stringify(figures),
      ...{ figures_at: asOf, figures_hash: figuresHash },
    });
    const { paid, refunded, transferred } = figures;
    yield* appendAudit({
      at,
      actor: staffActor(staff),
      action: kind === 'signed' ? 'month-signed' : 'month-reopened',
      detail: {
        ...{ month, figuresHash, figuresAt: asOf, reason: reason ?? undefined },
        ...{ paidWon: paid.won, refundedWon: refunded.won, netWon: paid.won - refunded.won },
        transferredWon: transferred.won,
      },
    });
  });
}

export function periodRoutes(reader: PeriodReader): Route[] {
  const { clock } = reader.storage;
  const perPerson = createPerPerson(MOST_OF_ONE);
  const monthOf = (actor: Actor, month: string) => {
    requireDays(daysOfMonth(month), '/params', clock.nowIso());
    return perPerson.hold(actor.id, () => readMonthClose(reader, month));
  };
  return [
    route('GET /api/day-close/span', async ({ query }, { actor }) => {
      requireDays(query, '/query', clock.nowIso());
      const body = await perPerson.hold(actor.id, () => readPeriodClose(reader, query));
      return { status: 200, body };
    }),
    route('POST /api/day-close/span/prints', async ({ body }, { actor }) => {
      const at = clock.nowIso();
      requireDays(body, '', at);
      const detail = { what: 'period-close', format: 'paper', ...body };
      const by = staffActor(staffOf(actor));
      await reader.storage.transact(() =>
        appendAudit({ at, actor: by, action: 'data-exported', detail }),
      );
      return { status: 204, body: undefined };
    }),
    route('GET /api/day-close/months/:month', async ({ params: { month } }, { actor }) => ({
      status: 200,
      body: await monthOf(actor, month),
    })),
    route('POST /api/day-close/months/:month/signatures', async ({ params, body }, { actor }) => {
      const { month } = params;
      if (!isOver(daysOfMonth(month), clock.nowIso())) {
        throw refuse('/params/month', 'not-over', 'is not over yet in Seoul');
      }
      const close = await monthOf(actor, month);
      if (close.figuresHash !== body.seenHash) {
        throw new AppError('month-moved', 'The figures have changed since they were seen');
      }
      await append(reader, actor, close, { kind: 'signed', reason: null });
      return { status: 200, body: await monthOf(actor, month) };
    }),
    route('POST /api/day-close/months/:month/reopenings', async ({ params, body }, { actor }) => {
      const { month } = params;
      const close = await monthOf(actor, month);
      await append(reader, actor, close, { kind: 'reopened', reason: body.reason });
      return { status: 200, body: await monthOf(actor, month) };
    }),
  ];
}
