/**
 * Mails the sheet of each day in the morning, and that of a month when it is signed. Which mails
 * are due is stored before the first is sent, so a restart neither repeats nor forgets one.
 */
import type { PeriodFigures } from '../../shared/api.ts';
import { spanOfKstDay } from '../../shared/kst.ts';
import { SAID_MAX } from '../../shared/notices.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { SendMail } from '../send-mail.ts';
import { appendAudit, deskActor } from '../storage/audit.ts';
import { figuresOf, monthEntries } from '../storage/months.ts';
import {
  beginSheetMail,
  dueSheetMail,
  endSheetMail,
  sheetMailSetting,
  type SheetMail,
  type SheetMailSetting,
} from '../storage/sheet-mails.ts';
import type { SlowReads } from '../storage/slow-reads/slow-reads.ts';
import { planSheets } from './plan-sheets.ts';
import { createRepeat, type Repeat } from './repeat.ts';
import { sheetMessage } from './sheet-message.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A stop waits so long for a mail on its way. */
const STOP_MS = 3 * SECOND;

export interface MailTimes {
  /** Looks for what is due so often. */
  lookMs: number;
  /** The pause after each refusal in turn; with one more refusal the mail has failed. */
  pauses: readonly number[];
}

export const mailTimes: MailTimes = {
  lookMs: 20 * SECOND,
  pauses: [MINUTE, 10 * MINUTE, 60 * MINUTE],
};

export interface SheetMailerDeps extends Pick<Deps, 'storage' | 'clock' | 'log'> {
  slowReads: SlowReads;
  send: SendMail;
  times: MailTimes;
  publicUrl: string;
  shopName: () => string;
}

/** `null`: the signature is not kept any more. */
async function figuresFor(
  { storage, slowReads }: SheetMailerDeps,
  { kind, subject, entry_id }: SheetMail,
): Promise<PeriodFigures | null> {
  if (kind === 'day') return slowReads.run('period', spanOfKstDay(subject));
  const entry = storage.read(monthEntries(subject)).find(({ id }) => id === entry_id);
  return entry === undefined ? null : figuresOf(entry);
}

/** @returns what the mail server said where it refused; `null` where it took the mail */
async function attempt(
  deps: SheetMailerDeps,
  mail: SheetMail,
  { lang }: SheetMailSetting,
): Promise<string | null> {
  const figures = await figuresFor(deps, mail);
  if (figures === null) return 'signature not found';
  const message = await sheetMessage(
    { kind: mail.kind, of: mail.subject, figures },
    { shop: deps.shopName(), lang, publicUrl: deps.publicUrl },
  );
  try {
    await deps.send({ ...message, to: mail.email });
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message.slice(0, SAID_MAX);
    throw error;
  }
}

async function sendSheet(
  deps: SheetMailerDeps,
  mail: SheetMail,
  setting: SheetMailSetting,
): Promise<void> {
  const { storage, clock, log, times } = deps;
  const { id, kind, subject: of, email } = mail;
  const pause = times.pauses[mail.attempts];
  const nextAt = new Date(clock.nowMs() + (pause ?? Math.max(...times.pauses))).toISOString();
  // Stored first: a process that ends in the middle, or a full disk, sends no flood of mails.
  await storage.transact(() => beginSheetMail(id, nextAt));
  const answer = await attempt(deps, mail, setting);
  const state = answer === null ? 'sent' : pause === undefined ? 'failed' : 'waiting';
  if (state === 'failed') log.warn({ kind, of, answer }, 'a sheet could not be mailed');
  await storage.transact(function* () {
    const at = clock.nowIso();
    yield* endSheetMail(id, { state, answer, at });
    if (state !== 'sent') return;
    const detail = { sheet: kind, of, email };
    yield* appendAudit({ at, actor: deskActor, action: 'sheet-mailed', detail });
  });
}

export function createSheetMailer(deps: SheetMailerDeps): Repeat {
  const { storage, clock, times } = deps;
  const longestPauseMs = Math.max(...times.pauses);
  let isStopped = false;

  async function look(): Promise<void> {
    const setting = storage.read(sheetMailSetting());
    if (setting === undefined) return;
    await planSheets(storage, setting);
    while (!isStopped) {
      const nowMs = clock.nowMs();
      const ahead = new Date(nowMs + longestPauseMs).toISOString();
      const mail = storage.read(dueSheetMail(new Date(nowMs).toISOString(), ahead));
      if (mail === undefined) return;
      await sendSheet(deps, mail, setting);
    }
  }

  const failed = 'sheets could not be mailed';
  const repeat = createRepeat(deps, { work: look, everyMs: times.lookMs, failed });
  return {
    ...repeat,
    stop: async () => {
      isStopped = true;
      await Promise.race([repeat.stop(), clock.sleep(STOP_MS)]);
    },
  };
}
