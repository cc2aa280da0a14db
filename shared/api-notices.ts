/** 설정 › 알림: the shop's chat, and sheets by mail. */
import { z } from 'zod';
import { digits, instant, type Endpoint } from './api-pieces.ts';
import { EMAIL, EMAIL_MAX } from './limits.ts';
import {
  chatFailures,
  chatForms,
  noticeLangs,
  SHEET_MAILS_MAX,
  sheetKinds,
  sheetMailStates,
  TIME_OF_DAY,
} from './notices.ts';
import { WEBHOOK_URL_MAX } from './webhook.ts';

const timeOfDay = z.string().regex(TIME_OF_DAY, 'is no time of day, such as 08:30');
/** Nothing is sent from the one time until the other, also over midnight. Korea time. */
const quiet = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'is the same as from' });

/** What became of a message. */
const chatAttempt = z.object({
  at: instant,
  /** `null`: the chat took it. */
  failure: z.enum(chatFailures).nullable(),
  httpStatus: z.int().nullable(),
  /** The beginning of what the chat answered. */
  answer: z.string().nullable(),
});

/** Another one after each change, for `seenVersion`. */
const version = z.string();

const chat = z
  .object({
    /** Of the address, whose path is a secret: no answer has it. */
    host: z.string(),
    form: z.enum(chatForms),
    lang: z.enum(noticeLangs),
    quiet: quiet.nullable(),
    version,
    /** The newest message; `null`: none was sent yet. */
    newest: chatAttempt.nullable(),
  })
  .meta({ id: 'ChatNotice' });

const email = z.string().trim().min(3).max(EMAIL_MAX).regex(EMAIL, 'is no e-mail address');

const sheetMail = z
  .object({
    id: z.int(),
    kind: z.enum(sheetKinds),
    /** The day or the month. */
    of: z.string(),
    email: z.string(),
    state: z.enum(sheetMailStates),
    attempts: z.int().min(0),
    /** Of the newest attempt. */
    at: instant.nullable(),
    nextAt: instant.nullable(),
    /** What the mail server said, where it refused. */
    answer: z.string().nullable(),
  })
  .meta({ id: 'SheetMail' });

const mail = z
  .object({
    /** Whether the desk has a mail server (SMTP_URL). */
    on: z.boolean(),
    emails: z.array(z.string()),
    /** When the sheet of yesterday is sent, in Korea time. */
    time: timeOfDay,
    lang: z.enum(noticeLangs),
    version,
    /** The newest mails first. */
    mails: z.array(sheetMail),
  })
  .meta({ id: 'SheetMails' });

const notices = z.object({ chat: chat.nullable(), mail });

/** Each is a request to somebody. */
const perMinute = 10;

export const noticeEndpoints = {
  'GET /api/notices': {
    summary: 'What is told by chat and by mail, and what became of it',
    who: 'settings.manage',
    answers: { 200: notices },
  },
  'PUT /api/notices/chat': {
    summary: 'Sets the chat that gets digests; without url the present address stays',
    who: 'settings.manage',
    stepUp: true,
    body: z.strictObject({
      url: z.string().trim().min(1).max(WEBHOOK_URL_MAX).optional(),
      form: z.enum(chatForms),
      lang: z.enum(noticeLangs),
      quiet: quiet.nullable(),
      /** Of the chat that was shown, `null` for none: with another one nothing is changed. */
      seenVersion: version.nullable().optional(),
    }),
    answers: { 200: notices },
  },
  'DELETE /api/notices/chat': {
    summary: 'Forgets the address of the chat; nothing more is sent there',
    who: 'settings.manage',
    stepUp: true,
    answers: { 200: notices },
  },
  'POST /api/notices/chat/test': {
    summary: 'Sends a test message to the chat, and waits for what it answers',
    who: 'settings.manage',
    perMinute,
    answers: { 200: notices },
  },
  'PUT /api/notices/mail': {
    summary: 'Sets who gets the sheet of each day and of signed months by mail',
    who: 'settings.manage',
    stepUp: true,
    body: z.strictObject({
      emails: z.array(email).max(SHEET_MAILS_MAX),
      time: timeOfDay,
      lang: z.enum(noticeLangs),
      /** Of what was shown: with another one nothing is changed. */
      seenVersion: version.optional(),
    }),
    answers: { 200: notices },
  },
  'POST /api/notices/mail/:id/again': {
    summary: 'Sends a sheet again that the mail server refused',
    who: 'settings.manage',
    perMinute,
    params: z.object({ id: digits }),
    answers: { 202: notices },
  },
} as const satisfies Record<string, Endpoint>;
