/**
 * 일마감. Viewing a sheet is not recorded and needs no reason and no second factor: it contains sums,
 * order numbers and staff names, which the list shows to everybody, and no buyer data. Prints leave
 * the desk, so each is in the audit log, without asking for a reason.
 */
import type { DayClose } from '../../shared/api.ts';
import { kstDayOf, spanOfKstDay } from '../../shared/kst.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import { AppError } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import type { Storage } from '../storage/storage.ts';
import { readDay } from './read-day.ts';

/** The head of a sheet, read per request. */
export interface SheetHead {
  mode: 'test' | 'live';
  shop: () => Pick<ShopSettings, 'shopName' | 'businessNumber'>;
}

/** @throws {AppError} `invalid-request` for a day in the future */
function requireBegun(date: string, pointer: string, now: string): void {
  const today = kstDayOf(now);
  if (date <= today) return;
  const detail = `is a day to come; today is ${today} in Seoul`;
  throw new AppError('invalid-request', undefined, {
    errors: [{ pointer, code: 'in-future', params: { today }, detail }],
  });
}

async function dayClose(storage: Storage, head: SheetHead, date: string): Promise<DayClose> {
  const asOf = storage.clock.nowIso();
  const day = spanOfKstDay(date);
  const isOpen = asOf < day.to;
  const { shopName, businessNumber } = head.shop();
  const figures = await readDay(storage, day, isOpen);
  return { date, ...day, asOf, isOpen, mode: head.mode, shopName, businessNumber, ...figures };
}

export function dayCloseRoutes(storage: Storage, head: SheetHead): Route[] {
  const { clock } = storage;
  return [
    route('GET /api/day-close', async ({ query: { date } }) => {
      requireBegun(date, '/query/date', clock.nowIso());
      return { status: 200, body: await dayClose(storage, head, date) };
    }),
    route('POST /api/day-close/prints', async ({ body: { date } }, { actor }) => {
      const at = clock.nowIso();
      requireBegun(date, '/date', at);
      const detail = { what: 'day-close', format: 'paper', date };
      const by = staffActor(staffOf(actor));
      await storage.transact(() => appendAudit({ at, actor: by, action: 'data-exported', detail }));
      return { status: 204, body: undefined };
    }),
  ];
}
