/** Sheets by mail: who gets them, and what became of each. */
import type { Selectable } from 'kysely';
import type { NoticeLang, SheetKind, SheetMailState } from '../../shared/notices.ts';
import type { Connection } from './connection.ts';
import type { SheetMailRow, SheetMailSettingRow } from './schema.ts';
import { db, prepare, prepared } from './statement.ts';

export type SheetMail = Selectable<SheetMailRow>;

export interface SheetMailSetting extends Omit<Selectable<SheetMailSettingRow>, 'emails'> {
  emails: string[];
}

const present = prepared(() => db.selectFrom('sheet_mail_setting').selectAll());

export function sheetMailSetting(connection: Connection): SheetMailSetting | undefined {
  return present
    .all(connection, {})
    .map((row) => ({ ...row, emails: JSON.parse(row.emails) as string[] }))[0];
}

/**
 * Sets who gets sheets. Waiting mails to anybody else are dropped. If there were recipients before,
 * sheets that are due but not planned yet stay due.
 * @param doneDay the newest day that is due already; without recipients before, the first sheet is
 *   that of the day after
 */
export function setSheetMails(
  connection: Connection,
  given: { emails: readonly string[]; time: string; lang: NoticeLang; doneDay: string },
): void {
  const emails = JSON.stringify(given.emails);
  prepare(
    connection,
    `INSERT INTO sheet_mail_setting (id, emails, time, lang, done_day, done_entry)
      VALUES (1, @emails, @time, @lang, @doneDay,
        (SELECT coalesce(max(id), 0) FROM month_entry))
      ON CONFLICT (id) DO UPDATE SET emails = excluded.emails, time = excluded.time,
        lang = excluded.lang,
        done_day = iif(emails = '[]', excluded.done_day, done_day),
        done_entry = iif(emails = '[]', excluded.done_entry, done_entry)`,
  ).run({ ...given, emails });
  prepare(
    connection,
    `DELETE FROM sheet_mail WHERE state = 'waiting'
      AND email NOT IN (SELECT value FROM json_each(?))`,
  ).run(emails);
}

export function setDone(
  connection: Connection,
  { day, entry }: { day: string; entry: number },
): void {
  prepare(connection, 'UPDATE sheet_mail_setting SET done_day = ?, done_entry = ?').run(day, entry);
}

const entriesAfter = prepared((given: { after: number }) =>
  db.selectFrom('month_entry').select(['id', 'month']).where('id', '>', given.after).orderBy('id'),
);

/** Signatures and reopenings of months after the one with this number. */
export function monthEntriesAfter(connection: Connection, after: number) {
  return entriesAfter.all(connection, { after });
}

interface Subject {
  kind: SheetKind;
  subject: string;
  entryId: number;
}

/** Adds a mail per address. A sheet that there is already is sent anew. */
export function addSheetMails(
  connection: Connection,
  { kind, subject, entryId }: Subject,
  emails: readonly string[],
  at: string,
): void {
  const insert = prepare(
    connection,
    `INSERT INTO sheet_mail (kind, subject, entry_id, email, state, attempts, next_at, made_at)
      VALUES (@kind, @subject, @entryId, @email, 'waiting', 0, @at, @at)
      ON CONFLICT (kind, subject, entry_id, email)
      DO UPDATE SET state = 'waiting', attempts = 0, next_at = @at, made_at = @at`,
  );
  for (const email of emails) insert.run({ kind, subject, entryId, email, at });
}

/** Drops the sheets of days that were not sent: that of a newer day replaces them. */
export function dropWaitingDays(connection: Connection): void {
  prepare(connection, `DELETE FROM sheet_mail WHERE state = 'waiting' AND kind = 'day'`).run();
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
export function dueSheetMail(
  connection: Connection,
  now: string,
  ahead: string,
): SheetMail | undefined {
  return due.first(connection, { now, ahead });
}

/** Counts an attempt that begins; without an end it is made again at `nextAt`. */
export function beginSheetMail(connection: Connection, id: number, nextAt: string): void {
  const text = `UPDATE sheet_mail SET attempts = attempts + 1, next_at = ?
    WHERE id = ? AND state = 'waiting'`;
  prepare(connection, text).run(nextAt, id);
}

/** Stores what became of an attempt, unless the mail is not wanted any more. */
export function endSheetMail(
  connection: Connection,
  id: number,
  result: { state: SheetMailState; answer: string | null; at: string },
): void {
  const text = `UPDATE sheet_mail SET state = @state, answer = @answer, last_at = @at,
      next_at = iif(@state = 'waiting', next_at, NULL)
    WHERE id = @id AND state = 'waiting'`;
  prepare(connection, text).run({ ...result, id });
}

/** Sends a failed one again. @returns whether there is such a one, to somebody who gets sheets */
export function sendSheetAgain(connection: Connection, id: number, at: string): boolean {
  const text = `UPDATE sheet_mail SET state = 'waiting', attempts = 0, next_at = ?
    WHERE id = ? AND state = 'failed'
      AND email IN (SELECT value FROM sheet_mail_setting, json_each(emails))`;
  return prepare(connection, text).run(at, id).changes === 1;
}

const newest = prepared((given: { most: number }) =>
  db.selectFrom('sheet_mail').selectAll().orderBy('id', 'desc').limit(given.most),
);

export function newestSheetMails(connection: Connection, most: number): SheetMail[] {
  return newest.all(connection, { most });
}

export function dropSheetMailsBefore(connection: Connection, at: string): void {
  prepare(connection, 'DELETE FROM sheet_mail WHERE made_at < ?').run(at);
}
