/**
 * Which texts in the API's answers contain buyers' data, by field name: a name means the same in
 * every answer. Masks, erasure and the API's description use it, and a test fails for a text
 * without an entry.
 */
import { paymentFields, type Personal } from './payment.ts';

/**
 * `Personal` and two more. `query`: a list's query string, in which the search text is masked.
 * `title`: masked if it names a bulk run, a saved view or an item, not if it names a person or a
 * token.
 */
export type TextRule = Personal | 'query' | 'title';

/** Written about a refund by a person or by Toss; may contain a buyer's number. */
const others = {
  reason: 'masked',
  note: 'masked',
  accountEnd: 'hidden',
  /** The number of a bank transfer, or the words on it. */
  reference: 'masked',
  detail: 'masked',
  tossMessage: 'masked',
  /** Toss's sentence of a refusal or a call. */
  message: 'masked',
  query: 'query',
  name: 'title',
} as const satisfies Record<string, TextRule>;

/** Numbers, codes, addresses of the desk, and data about its staff. */
const nobodys = [
  ...['address', 'agent', 'answerHash', 'apiUrl', 'bank', 'bodyHash', 'businessNumber', 'byId'],
  ...['byName', 'callbackUrl', 'cause', 'code', 'command', 'contentType', 'date', 'day', 'email'],
  ...['engine', 'errorCode', 'failure', 'figuresHash', 'firstDay', 'from', 'hash', 'id'],
  ...['instance', 'keyLast4', 'killedBy', 'lastHash', 'link', 'machine', 'mayLose', 'month'],
  ...['nextCursor'],
  ...['notFound', 'operationId', 'orderNos', 'others', 'paidOn'],
  ...['params', 'payTokens', 'point', 'pointer', 'prevHash', 'publicKey', 'recoveryCodes'],
  ...['refundNo', 'refundReasons', 'retCancelUrl', 'retUrl', 'secret', 'seed', 'seenStatus'],
  ...['shopName', 'signature', 'staffId', 'staffName', 'text', 'title', 'to', 'tossApiVersion'],
  ...['tossBaseUrl', 'tossErrorCode', 'tossRefundNo', 'type', 'uri', 'version', 'what', 'whatKo'],
  ...['today', 'since', 'method', 'tradeDay', 'dueDay', 'expectedOn', 'column', 'validFrom'],
  ...['firstTradeDay', 'host', 'answer', 'of', 'emails', 'time'],
  ...['after', 'bankCode', 'bankName', 'eventId', 'tokenMaker', 'transactionId', 'url'],
];

/** Field → what is shown of its text. */
export const textRules: ReadonlyMap<string, TextRule> = new Map<string, TextRule>([
  ...Object.entries(paymentFields)
    // A list is no text: the names in `items` are titles.
    .filter(([name]) => name !== 'items')
    .map(([name, { personal }]) => [name, personal] as const),
  ...Object.entries(others),
  ...nobodys.map((name) => [name, false] as const),
]);

/** `true` if `name` is a title that somebody wrote; other names are of people and tokens. */
export const isTitled = (fields: object) =>
  'query' in fields || 'note' in fields || 'unitPrice' in fields;
