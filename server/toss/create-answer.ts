import type { Exchange } from './exchange.ts';

/** The outcome of a creation. After `unclear` a payment may or may not exist at Toss. */
export type CreateAnswer =
  | { kind: 'created'; payToken: string; checkoutPage: string; exchange: Exchange }
  | { kind: 'rejected'; errorCode: string | null; message: string | null; exchange: Exchange }
  /** Toss does not accept the key. */
  | { kind: 'credentials'; exchange: Exchange }
  | { kind: 'never-sent'; exchange: Exchange }
  | { kind: 'unclear'; exchange: Exchange };

/** Errors after which the payment may still exist. */
const openErrors = [
  'COMMON_TIMEOUT',
  'COMMON_SYSTEM_ERROR',
  'COMMON_PAY_ERROR',
  'COMMON_TEMP_DENIAL_ERROR',
  'TRANSACTION_PENDING_ERROR',
];

const refusingStatuses = [200, 400, 404];

/** Hosts of Toss's own pages, accepted beside the base URL's origin. */
const tossHost = /^([a-z0-9-]+\.)*toss\.im$/;

/** `true` for a page of the base URL's origin, or one of Toss over https: buyers are sent there. */
function isTossPage(value: unknown, baseUrl: string): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === new URL(baseUrl).origin && /^https?:$/.test(url.protocol)) return true;
  return url.protocol === 'https:' && url.port === '' && tossHost.test(url.hostname);
}

/**
 * Parses the outcome of a creation. A checkout page anywhere else makes it `unclear`: the payment
 * is then looked up and shown without a link.
 * @param baseUrl Toss's base URL
 */
export function readCreateAnswer(exchange: Exchange, baseUrl: string): CreateAnswer {
  const { outcome, httpStatus, json, code, errorCode, message } = exchange;
  if (outcome === 'never-sent') return { kind: 'never-sent', exchange };
  if (outcome === 'lost') return { kind: 'unclear', exchange };
  if (httpStatus === 401) return { kind: 'credentials', exchange };
  if (json === null || httpStatus === null) return { kind: 'unclear', exchange };
  if (code === -1 && refusingStatuses.includes(httpStatus)) {
    if (errorCode === 'COMMON_INVALID_API_KEY') return { kind: 'credentials', exchange };
    if (errorCode !== null && openErrors.includes(errorCode)) return { kind: 'unclear', exchange };
    return { kind: 'rejected', errorCode, message, exchange };
  }
  const { payToken, checkoutPage } = json;
  const isCreated = httpStatus === 200 && code === 0;
  const isNamed = typeof payToken === 'string' && payToken !== '';
  if (isCreated && isNamed && isTossPage(checkoutPage, baseUrl)) {
    return { kind: 'created', payToken, checkoutPage, exchange };
  }
  return { kind: 'unclear', exchange };
}
