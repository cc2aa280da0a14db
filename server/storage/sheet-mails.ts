/** Sheets by mail: who gets them, and what became of each. */
import type { Selectable } from 'kysely';
import type { NoticeLang, SheetKind, SheetMailState } from '../../shared/notices.ts';
import type { SheetMailRow, SheetMailSettingRow } from './schema.ts';
import { db, prepare, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

export type SheetMail = Selectable<SheetMailRow>;

export interface SheetMailSetting extends Omit<Selectable<SheetMailSettingRow>, 'emails'> {
  emails: string[];
}

const present = prepared(() => db.selectFrom('sheet_mail_setting').selectAll());

export function* sheetMailSetting(): Unit<SheetMailSetting | undefined> {
  return (yield* present.all({})).map((row) => ({
    ...row,
    emails: JSON.parse(row.emails) as string[],
  }))[0];
}

/**
 * Sets who gets sheets. Waiting mails to anybody else are dropped. If there were recipients before,
 * sheets that are due but not planned yet stay due.
 * @param doneDay the newest day that is due already; without recipients before, the first sheet is
 *   that of the day after
 */
export function* setSheetMails(given: {
  emails: readonly string[];
  time: string;
  lang: NoticeLang;
  doneDay: string;
}): Unit<void> {
  const emails = JSON.stringify(given.emails);
  yield* prepare(`INSERT INTO sheet_mail_setting (id, emails, time, lang, done_day, done_entry)
      VALUES (1, @emails, @time, @lang, @doneDay,
        (SELECT coalesce(max(id), 0) FROM month_entry))
      ON CONFLICT (id) DO UPDATE SET emails = excluded.emails, time = excluded.time,
        lang = excluded.lang,
        done_day = CASE sheet_mail_setting.emails WHEN '[]'
          THEN excluded.done_day ELSE sheet_mail_setting.done_day END,
        done_entry = CASE sheet_mail_setting.emails WHEN '[]'
          THEN excluded.done_entry ELSE sheet_mail_setting.done_entry END`).run({
    ...given,
    emails,
  });
  yield* prepare(`DELETE FROM sheet_mail WHERE state = 'waiting'
      AND email NOT IN (SELECT value FROM json_each(?))`).run(emails);
}

export function* setDone({ day, entry }: { day: string; entry: number }): Unit<void> {
  yield* prepare('UPDATE sheet_mail_setting SET done_day = ?, done_entry = ?').run(day, entry);
}

const entriesAfter = prepared((given: { after: number }) =>
  db.selectFrom('month_entry').select(['id', 'month']).where('id', '>', given.after).orderBy('id'),
);

/** Signatures and reopenings of months after the one with this number. */
export function monthEntriesAfter(after: number) {
  return entriesAfter.all({ after });
}

interface Subject {
  kind: SheetKind;
  subject: string;
  entryId: number;
}

/** Adds a mail per address. A sheet that there is already is sent anew. */
export function* addSheetMails(
  { kind, subject, entryId }: Subject,
  emails: readonly string[],
  at: string,
): Unit<void> {
  const insert =
    prepare(`INSERT INTO sheet_mail (kind, subject, entry_id, email, state, attempts, next_at, made_at)
      VALUES (@kind, @subject, @entryId, @email, 'waiting', 0, @at, @at)
      ON CONFLICT (kind, subject, entry_id, email)
      DO UPDATE SET state = 'waiting', attempts = 0, next_at = @at, made_at = @at`);
  for (const email of emails) yield* insert.run({ kind, subject, entryId, email, at });
}

/** Drops the sheets of days that were not sent: that of a newer day replaces them. */
export function* dropWaitingDays(): Unit<void> {
  yield* prepare(`DELETE FROM sheet_mail WHERE state = 'waiting' AND kind = 'day'`).run();
}

const due = prepared((given: { now: string; ahead: string }) =>
  db
    .selectFrom('sheet_mail')
    .selectAll()
    // One that waits for longer than it may was dated by a clock that was ahead.
    .where((where) =>
      where.or([where('next_at', '<=', given.now), where('next_at', '>', given.ahead)]),
    )
    .orderBy('id')
    .limit(1),
);

/** @param ahead a mail that waits until later than this is due */
export function dueSheetMail(now: string, ahead: string): Unit<SheetMail | undefined> {
  return due.first({ now, ahead });
}

/** Counts an attempt that begins; without an end it is made again at `nextAt`. */
export function* beginSheetMail(id: number, nextAt: string): Unit<void> {
  const text = `UPDATE sheet_mail SET attempts = attempts + 1, next_at = ?
    WHERE id = ? AND state = 'waiting'`;
  yield* prepare(text).run(nextAt, id);
}

/** Stores what became of an attempt, unless the mail is not wanted any more. */
export function* endSheetMail(
  id: number,
  result: { state: SheetMailState; answer: string | null; at: string },
): Unit<void> {
  const text = `UPDATE sheet_mail SET state = @state, answer = @answer, last_at = @at,
      next_at = CASE @state WHEN 'waiting' THEN next_at END
    WHERE id = @id AND state = 'waiting'`;
  yield* prepare(text).run({ ...result, id });
}

/** Sends a failed one again. @returns whether there is such a one, to somebody who gets sheets */
export function* sendSheetAgain(id: number, at: string): Unit<boolean> {
  const text = `UPDATE sheet_mail SET state = 'waiting', attempts = 0, next_at = ?
    WHERE id = ? AND state = 'failed'
      AND email IN (SELECT value FROM sheet_mail_setting, json_each(emails))`;
  return (yield* prepare(text).run(at, id)) === 1;
}

const newest = prepared((given: { most: number }) =>
  db.selectFrom('sheet_mail').selectAll().orderBy('id', 'desc').limit(given.most),
);

export function newestSheetMails(most: number): Unit<SheetMail[]> {
  return newest.all({ most });
}

export function* dropSheetMailsBefore(at: string): Unit<void> {
  yield* prepare('DELETE FROM sheet_mail WHERE made_at < ?').run(at);
}
