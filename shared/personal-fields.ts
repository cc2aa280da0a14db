/**
 * Which texts of the API's answers tell of a buyer, by the name of their field: a name means the
 * same in every answer. Masks, erasure and the API's description follow it; a test finds a text
 * that nobody has decided on.
 */
import { paymentFields, type Personal } from './payment.ts';

/**
 * As `Personal`, and for two more. `query`: the address of a list, in which what is searched for
 * is masked; `title`: masked where it names a bulk run or a saved view, not a person or a token.
 */
export type TextRule = Personal | 'query' | 'title';

/** Written by a person or by Toss about a refund, in which a buyer's number may stand. */
const others = {
  reason: 'masked',
  note: 'masked',
  detail: 'masked',
  tossMessage: 'masked',
  query: 'query',
  name: 'title',
} as const satisfies Record<string, TextRule>;

/** Numbers, codes, addresses of the desk, and what is known of its staff. */
const nobodys = [
  ...['address', 'agent', 'answerHash', 'apiUrl', 'bodyHash', 'businessNumber', 'byId', 'byName'],
  ...['callbackUrl', 'cause', 'code', 'command', 'contentType', 'date', 'day', 'email', 'engine'],
  ...['errorCode', 'failure', 'firstDay', 'from', 'hash', 'id', 'instance', 'keyLast4', 'killedBy'],
  ...['lastHash', 'link', 'machine', 'message', 'nextCursor', 'notFound', 'operationId', 'others'],
  ...['params', 'payTokens', 'point', 'pointer', 'prevHash', 'publicKey', 'recoveryCodes'],
  ...['refundNo', 'refundReasons', 'retCancelUrl', 'retUrl', 'secret', 'seed', 'seenStatus'],
  ...['shopName', 'signature', 'staffId', 'staffName', 'text', 'title', 'to', 'tossApiVersion'],
  ...['tossBaseUrl', 'tossErrorCode', 'tossRefundNo', 'type', 'uri', 'version', 'what', 'whatKo'],
];

/** Field → what is shown of its text. */
export const textRules: ReadonlyMap<string, TextRule> = new Map<string, TextRule>([
  ...Object.entries(paymentFields).map(([name, { personal }]) => [name, personal] as const),
  ...Object.entries(others),
  ...nobodys.map((name) => [name, false] as const),
]);

/** `true` where `name` is somebody's words for a thing; other names are of people and tokens. */
export const isTitled = (fields: object) => 'query' in fields || 'note' in fields;
