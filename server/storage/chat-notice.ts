/** The chat that gets digests, and what it was told. */
import type { Selectable } from 'kysely';
import type { ChatFailure, ChatForm, NoticeLang } from '../../shared/notices.ts';
import type { ChatNoticeRow } from './schema.ts';
import { db, prepare, prepared } from './statement.ts';
import type { Thing } from './waiting-things.ts';
import type { Unit } from './unit.ts';

export type ChatNotice = Selectable<ChatNoticeRow>;

const present = prepared(() => db.selectFrom('chat_notice').selectAll());

export function chatNotice(): Unit<ChatNotice | undefined> {
  return present.first({});
}

/** Hours in which it is told nothing; `null`: none. */
export function quietHours({ quiet_from: from, quiet_to: to }: ChatNotice) {
  return from === null || to === null ? null : { from, to };
}

interface Content {
  sealedUrl: string;
  host: string;
  form: ChatForm;
  lang: NoticeLang;
  quietFrom: string | null;
  quietTo: string | null;
}

/** Sets the chat; what became of the messages to another address is forgotten. */
export function* setChatNotice(content: Content, isOther: boolean): Unit<void> {
  yield* prepare(`INSERT INTO chat_notice (id, sealed_url, host, form, lang, quiet_from, quiet_to)
      VALUES (1, @sealedUrl, @host, @form, @lang, @quietFrom, @quietTo)
      ON CONFLICT (id) DO UPDATE SET sealed_url = @sealedUrl, host = @host, form = @form,
        lang = @lang, quiet_from = @quietFrom, quiet_to = @quietTo`).run(content);
  if (isOther) yield* forgetTold();
}

/** A new address is told everything that waits. */
function* forgetTold(): Unit<void> {
  yield* prepare(
    'UPDATE chat_notice SET last_at = NULL, failure = NULL, http_status = NULL, answer = NULL',
  ).run();
  yield* prepare('DELETE FROM chat_told').run();
}

export function* removeChatNotice(): Unit<void> {
  yield* prepare('DELETE FROM chat_notice').run();
  yield* prepare('DELETE FROM chat_told').run();
}

export interface ChatResult {
  failure: ChatFailure | null;
  httpStatus: number | null;
  answer: string | null;
}

/** Keeps what became of a message, unless the chat was changed since it was sent. */
export function* noteChatResult(
  sealedUrl: string,
  result: ChatResult & { at: string },
): Unit<boolean> {
  const text = `UPDATE chat_notice SET last_at = @at, failure = @failure,
      http_status = @httpStatus, answer = @answer WHERE sealed_url = @sealedUrl`;
  return (yield* prepare(text).run({ ...result, sealedUrl })) === 1;
}

const told = prepared(() => db.selectFrom('chat_told').selectAll());

/** What was told and was waiting when it was looked at last. */
export function toldThings(): Unit<Thing[]> {
  return told.all({});
}

/**
 * Replaces what was told; call inside a transaction. A payment that waits stays told: whether it
 * expires soon changes with the clock.
 */
export function* replaceTold(things: readonly Thing[]): Unit<void> {
  yield* prepare(`DELETE FROM chat_told WHERE topic <> 'expiring' OR thing NOT IN
      (SELECT pay_token FROM payment WHERE status = 'PAY_APPROVED')`).run();
  const insert = prepare('INSERT INTO chat_told VALUES (@topic, @thing) ON CONFLICT DO NOTHING');
  for (const thing of things) yield* insert.run(thing);
}
