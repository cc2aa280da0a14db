/** 설정 › 알림: what people who are away are told, by the shop's chat and by mail. */
import { deliveryFailures } from './webhook.ts';

/** `slack`: what Slack and Mattermost take. `jandi`: what 잔디 takes. */
export const chatForms = ['slack', 'jandi'] as const;
export type ChatForm = (typeof chatForms)[number];

export const noticeLangs = ['ko', 'en'] as const;
export type NoticeLang = (typeof noticeLangs)[number];

/**
 * What a digest counts. `approval`: waits for a second person. `expiring`: a payment that the buyer
 * has authenticated (승인 대기) runs out soon. `person`: a refund whose outcome a person has to
 * settle. `differs`: 토스와 다름.
 */
export const digestTopics = ['approval', 'expiring', 'person', 'differs'] as const;
export type DigestTopic = (typeof digestTopics)[number];

/** More of one topic are counted as this many. */
export const DIGEST_COUNT_MAX = 1000;

/** A time of day in Seoul, such as `08:30`. */
export const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Why a chat did not take a message. `sealed`: AUTH_SECRET changed, its address can't be read. */
export const chatFailures = [...deliveryFailures, 'sealed'] as const;
export type ChatFailure = (typeof chatFailures)[number];

/** What is kept of a chat's or a mail server's words. */
export const SAID_MAX = 300;

export const SHEET_MAILS_MAX = 5;

/** `day`: the close of a day. `month`: a month that was signed. */
export const sheetKinds = ['day', 'month'] as const;
export type SheetKind = (typeof sheetKinds)[number];

export const sheetMailStates = ['waiting', 'sent', 'failed'] as const;
export type SheetMailState = (typeof sheetMailStates)[number];
