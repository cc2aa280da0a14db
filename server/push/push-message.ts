/** What a push says, and its encrypted and signed form. */
import webPush from 'web-push';
import { PUSH_TAG, type PushLanguage, type PushNotice } from '../../shared/push.ts';
import type { Parcel } from '../guarded-post.ts';
import type { PushTarget } from '../storage/push-subscriptions.ts';
import type { PushKey } from './push-key.ts';
import type { WaitingApproval } from './waiting-approvals.ts';

/** How long a push service keeps a notice for a phone that is off; an older one is of no use. */
const TTL_SECONDS = 60 * 60;

/** The page for several approvals; a single one has its own. */
const LIST = '/review';

interface Words {
  one: Record<WaitingApproval['kind'], string>;
  several: (count: number) => string;
  won: (won: number) => string;
}

const words: Record<PushLanguage, Words> = {
  ko: {
    one: {
      refund: '승인할 환불이 있어요',
      bulk: '승인할 일괄 환불이 있어요',
      transfer: '확인할 직접 송금이 있어요',
      'take-back': '확인할 직접 송금 기록 취소가 있어요',
    },
    several: (count) => `승인할 일이 ${String(count)}건 있어요`,
    won: (won) => `${won.toLocaleString('ko-KR')}원`,
  },
  en: {
    one: {
      refund: 'A refund waits for your approval',
      bulk: 'A bulk refund waits for your approval',
      transfer: 'A bank transfer waits for your confirmation',
      'take-back': 'The cancellation of a bank transfer waits for you',
    },
    several: (count) => `${String(count)} approvals wait for you`,
    won: (won) => `₩${won.toLocaleString('en-US')}`,
  },
};

/**
 * @param waiting all that the person may decide now, at least one
 * @param total what they come to in won; `null`: the shop allows no amounts
 */
export function noticeOf(
  waiting: readonly WaitingApproval[],
  language: PushLanguage,
  total: number | null,
): PushNotice {
  const { one, several, won } = words[language];
  const [first, ...others] = waiting;
  const single = others.length === 0 ? first : undefined;
  return {
    title: single === undefined ? several(waiting.length) : one[single.kind],
    body: total === null ? '' : won(total),
    tag: PUSH_TAG,
    language,
    path: single?.path ?? LIST,
  };
}

type Keys = Pick<PushTarget, 'endpoint' | 'p256dh' | 'auth'>;

/**
 * The request to the push service.
 * @param text what only the browser can read
 * @throws Error when the browser's keys are not valid
 */
export function parcelOf(
  { endpoint, p256dh, auth }: Keys,
  text: string,
  vapid: { subject: string; key: PushKey },
): Parcel {
  const { headers, body } = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    text,
    {
      vapidDetails: { subject: vapid.subject, ...vapid.key },
      TTL: TTL_SECONDS,
      // Phones that save their battery are woken.
      urgency: 'high',
      topic: PUSH_TAG,
    },
  );
  const lower = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return { url: endpoint, headers: Object.fromEntries(lower), body };
}
