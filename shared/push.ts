/** Web Push: what a manager's browser is told of approvals that wait. */

export const pushLanguages = ['ko', 'en'] as const;
export type PushLanguage = (typeof pushLanguages)[number];

/** What a push carries. Shown on a locked phone too, so it names nobody and nothing. */
export interface PushNotice {
  title: string;
  /** Empty unless the shop's settings allow amounts. */
  body: string;
  /** A later notice with the same tag replaces this one. */
  tag: string;
  language: PushLanguage;
  /** The page of the desk that a press opens. */
  path: string;
}

/** The tag of every notice: a phone shows, and a push service keeps, only the newest one. */
export const PUSH_TAG = 'approval';

/** Push services give addresses of 100 to 700 characters. */
export const PUSH_ENDPOINT_MAX = 1000;
/** Browsers of one person. */
export const PUSH_DEVICES_AT_MOST = 10;
/** A browser where nobody signed in for so long is forgotten. */
export const PUSH_UNUSED_DAYS = 30;
