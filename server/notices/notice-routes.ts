/** 설정 › 알림. The chat's address is a secret: answers and the audit log have its host. */
import { createHash } from 'node:crypto';
import type { Answer } from '../../shared/api.ts';
import type { AuditAction } from '../../shared/audit.ts';
import { WEBHOOK_URL_MAX } from '../../shared/webhook.ts';
import { requireAddress, type AddressRules, type ResolveName } from '../allowed-address.ts';
import { AppError, refuseField } from '../errors.ts';
import { route, type Actor, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import type { Sealer } from '../seal-text.ts';
import { appendAudit } from '../storage/audit.ts';
import {
  chatNotice,
  quietHours,
  removeChatNotice,
  setChatNotice,
  type ChatNotice,
} from '../storage/chat-notice.ts';
import { staffActor } from '../storage/events.ts';
import {
  newestSheetMails,
  sendSheetAgain,
  setSheetMails,
  sheetMailSetting,
  type SheetMail,
} from '../storage/sheet-mails.ts';
import type { Storage } from '../storage/storage.ts';
import { CHAT_HOLDER, type ChatTeller } from './chat-teller.ts';
import { dueDay } from './plan-sheets.ts';
import type { ResultOf, Unit } from '../storage/unit.ts';

type Notices = Answer<'GET /api/notices'>;

/** Mails that the screen lists. */
const MOST_MAILS = 20;
const USUAL = { emails: [], time: '08:00', lang: 'ko' } as const;

export interface NoticeRoutesDeps {
  storage: Storage;
  sealer: Sealer;
  rules: AddressRules;
  resolve: ResolveName;
  teller: Pick<ChatTeller, 'changed' | 'test'>;
  /** The desk has a mail server. */
  canMail: boolean;
}

const hashOf = (...parts: unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const chatVersion = ({ sealed_url, form, lang, quiet_from, quiet_to }: ChatNotice) =>
  hashOf(sealed_url, form, lang, quiet_from, quiet_to);

function* mailOf() {
  return (yield* sheetMailSetting()) ?? USUAL;
}

const mailVersion = ({ emails, time, lang }: ResultOf<typeof mailOf>) => hashOf(emails, time, lang);

/** @throws AppError stale-view where something else is stored than what was shown */
function requireSeen(seen: string | null | undefined, now: string | null): void {
  if (seen === undefined || seen === now) return;
  throw new AppError('stale-view', 'Somebody else has changed the notices meanwhile');
}

function shownChat(chat: ChatNotice): NonNullable<Notices['chat']> {
  const { host, form, lang, last_at: at } = chat;
  const { failure, answer, http_status: httpStatus } = chat;
  return {
    ...{ host, form, lang, quiet: quietHours(chat) },
    version: chatVersion(chat),
    newest: at === null ? null : { at, failure, httpStatus, answer },
  };
}

const shownMail = (mail: SheetMail): Notices['mail']['mails'][number] => ({
  ...{ id: mail.id, kind: mail.kind, of: mail.subject, email: mail.email, state: mail.state },
  ...{ attempts: mail.attempts, at: mail.last_at, nextAt: mail.next_at, answer: mail.answer },
});

function shownNotices({ read }: Storage, canMail: boolean): Notices {
  const chat = read(chatNotice());
  const setting = read(mailOf());
  const { emails, time, lang } = setting;
  return {
    chat: chat === undefined ? null : shownChat(chat),
    mail: {
      ...{ on: canMail, emails: [...emails], time, lang, version: mailVersion(setting) },
      mails: read(newestSheetMails(MOST_MAILS)).map(shownMail),
    },
  };
}

function* getChat(): Unit<ChatNotice> {
  const chat = yield* chatNotice();
  if (chat === undefined) throw new AppError('not-found', 'No chat is set');
  return chat;
}

/** Changes something and writes that to the audit log, in one transaction. */
function changeAudited(
  { storage }: NoticeRoutesDeps,
  actor: Actor,
  action: AuditAction,
  work: (at: string) => Unit<Record<string, unknown>>,
): Promise<void> {
  const by = staffActor(staffOf(actor));
  return storage.transact(function* () {
    const at = storage.clock.nowIso();
    const detail = yield* work(at);
    yield* appendAudit({ at, actor: by, action, detail });
  });
}

function chatRoutes(deps: NoticeRoutesDeps, answer: () => Notices): Route[] {
  const { storage, sealer, rules, resolve, teller } = deps;
  return [
    route('PUT /api/notices/chat', async ({ body }, { actor }) => {
      const given = { rules, resolve, longest: WEBHOOK_URL_MAX, pointer: '/url' };
      const url = body.url === undefined ? null : await requireAddress(body.url, given);
      await changeAudited(deps, actor, 'chat-set', function* () {
        const present = yield* chatNotice();
        requireSeen(body.seenVersion, present === undefined ? null : chatVersion(present));
        const address =
          url === null
            ? present && { sealedUrl: present.sealed_url, host: present.host }
            : { sealedUrl: sealer.seal(CHAT_HOLDER, url), host: new URL(url).host };
        if (address === undefined) {
          const detail = 'is needed: no chat is set';
          throw refuseField({ pointer: '/url', code: 'needed', params: {}, detail });
        }
        const { form, lang, quiet } = body;
        const hours = { quietFrom: quiet?.from ?? null, quietTo: quiet?.to ?? null };
        yield* setChatNotice({ ...address, form, lang, ...hours }, url !== null);
        return { to: address.host, form, lang, quiet };
      });
      teller.changed();
      return { status: 200, body: answer() };
    }),
    route('DELETE /api/notices/chat', async (_input, { actor }) => {
      await changeAudited(deps, actor, 'chat-removed', function* () {
        const { host } = yield* getChat();
        yield* removeChatNotice();
        return { to: host };
      });
      return { status: 200, body: answer() };
    }),
    route('POST /api/notices/chat/test', async (_input, { actor }) => {
      const chat = storage.read(getChat());
      await changeAudited(deps, actor, 'chat-tested', function* () {
        return { to: chat.host };
      });
      await teller.test(chat);
      return { status: 200, body: answer() };
    }),
  ];
}

export function noticeRoutes(deps: NoticeRoutesDeps): Route[] {
  const { storage, canMail } = deps;
  const answer = () => shownNotices(storage, canMail);
  const requireMail = () => {
    if (!canMail) throw new AppError('mail-off');
  };
  return [
    route('GET /api/notices', () => ({ status: 200, body: answer() })),
    ...chatRoutes(deps, answer),
    route('PUT /api/notices/mail', async ({ body }, { actor }) => {
      requireMail();
      const { time, lang } = body;
      const emails = [...new Set(body.emails)];
      await changeAudited(deps, actor, 'sheet-mail-set', function* (at) {
        requireSeen(body.seenVersion, mailVersion(yield* mailOf()));
        yield* setSheetMails({ emails, time, lang, doneDay: dueDay(time, at) });
        return { emails, time, lang };
      });
      return { status: 200, body: answer() };
    }),
    route('POST /api/notices/mail/:id/again', async ({ params: { id } }, { actor }) => {
      requireMail();
      await changeAudited(deps, actor, 'sheet-mail-again', function* (at) {
        if (!(yield* sendSheetAgain(id, at))) {
          throw new AppError('not-found', 'There is no failed mail with this number');
        }
        return { mail: id };
      });
      return { status: 202, body: answer() };
    }),
  ];
}
