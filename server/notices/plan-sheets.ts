/** Which sheets are due: yesterday's once its time has come, and months that were signed. */
import { DAY_MS, kstDayOf } from '../../shared/kst.ts';
import type { SheetKind } from '../../shared/notices.ts';
import { monthEntries } from '../storage/months.ts';
import {
  addSheetMails,
  dropSheetMailsBefore,
  dropWaitingDays,
  monthEntriesAfter,
  setDone,
  type SheetMailSetting,
} from '../storage/sheet-mails.ts';
import type { Storage } from '../storage/storage.ts';
import { timeInSeoul } from './quiet-hours.ts';

/** What became of mails is kept for so long. */
const KEPT_DAYS = 30;

/** The newest day whose sheet is due: it is sent on the day after, from `time` on. */
export function dueDay(time: string, nowIso: string): string {
  const days = timeInSeoul(nowIso) >= time ? 1 : 2;
  return kstDayOf(new Date(Date.parse(nowIso) - days * DAY_MS).toISOString());
}

/** Stores which mails have become due. */
export async function planSheets(
  storage: Storage,
  { emails, time, done_day, done_entry }: SheetMailSetting,
): Promise<void> {
  const now = storage.clock.nowIso();
  const day = dueDay(time, now);
  const isDue = day > done_day;
  // A day to come was due by a clock that was ahead.
  const wasAhead = done_day >= kstDayOf(now);
  const entries = storage.read(monthEntriesAfter(done_entry));
  if (!isDue && !wasAhead && entries.length === 0) return;
  await storage.transact(function* () {
    const add = (kind: SheetKind, subject: string, entryId: number) =>
      addSheetMails({ kind, subject, entryId }, emails, now);
    if (isDue) {
      yield* dropWaitingDays();
      yield* add('day', day, 0);
    }
    for (const { id, month } of entries) {
      const [newest] = yield* monthEntries(month);
      if (newest?.id === id && newest.kind === 'signed') yield* add('month', month, id);
    }
    yield* setDone({
      day: isDue || wasAhead ? day : done_day,
      entry: entries.at(-1)?.id ?? done_entry,
    });
    const before = new Date(Date.parse(now) - KEPT_DAYS * DAY_MS).toISOString();
    yield* dropSheetMailsBefore(before);
  });
}
