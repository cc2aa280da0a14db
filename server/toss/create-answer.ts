import type { Exchange } from './exchange.ts';

/** What a creation told. After `unclear` a payment may or may not exist at Toss. */
export type CreateAnswer =
  | { kind: 'created'; payToken: string; checkoutPage: string; exchange: Exchange }
  | { kind: 'rejected'; errorCode: string | null; message: string | null; exchange: Exchange }
  /** Toss does not accept the key. */
  | { kind: 'credentials'; exchange: Exchange }
  | { kind: 'never-sent'; exchange: Exchange }
  | { kind: 'unclear'; exchange: Exchange };

/** Failures after which the payment may exist all the same. */
const openErrors = [
  'COMMON_TIMEOUT',
  'COMMON_SYSTEM_ERROR',
  'COMMON_PAY_ERROR',
  'COMMON_TEMP_DENIAL_ERROR',
  'TRANSACTION_PENDING_ERROR',
];

const refusingStatuses = [200, 400, 404];

/** Toss's own pages, beside those of the address that is called. */
const tossHost = /^([a-z0-9-]+\.)*toss\.im$/;

/**
 * The buyer's browser is sent there and a person clicks on it, so it must be a page of whom we
 * asked, or of Toss by https: anything else is shown to nobody.
 */
function isTossPage(value: unknown, baseUrl: string): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === new URL(baseUrl).origin && /^https?:$/.test(url.protocol)) return true;
  return url.protocol === 'https:' && url.port === '' && tossHost.test(url.hostname);
}

/**
 * Reads how a creation went. A checkout page elsewhere leaves it unclear: the payment is then
 * looked up, and is shown without a link.
 * @param baseUrl where Toss was asked
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
