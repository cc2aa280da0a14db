/**
 * RFC 9457 problems. `effect` says whether money may have moved. The titles are for engineers;
 * screens have their own text per code.
 */
import type { CautionCode } from './caution.ts';
import type { ActionRefusal } from './payment-actions.ts';
import type { Operation } from './operation.ts';
import type { Payment } from './payment.ts';

export type ProblemEffect = 'not-applied' | 'unknown';

/** code → HTTP status, title, effect. Every error answer has one of these codes. */
export const problems = {
  'invalid-request': [422, 'The request has fields that are not acceptable', 'not-applied'],
  'malformed-body': [400, 'The request body cannot be read', 'not-applied'],
  'body-too-large': [413, 'The request body is too large', 'not-applied'],
  'unsupported-media-type': [415, 'The body must be application/json', 'not-applied'],
  'malformed-request': [400, 'This is not HTTP as the desk speaks it', 'not-applied'],
  'request-timeout': [408, 'The request did not arrive in time', 'not-applied'],
  'address-too-long': [414, 'The address of the request is too long', 'not-applied'],
  'headers-too-large': [431, 'The headers of the request are too many or too long', 'not-applied'],
  'wrong-credentials': [401, 'E-mail and password do not match', 'not-applied'],
  'not-signed-in': [401, 'Sign in first', 'not-applied'],
  'second-factor-needed': [401, 'Give the second factor to finish signing in', 'not-applied'],
  'screen-locked': [401, 'The screen is locked; give the password to go on', 'not-applied'],
  'wrong-code': [401, 'The code is not right, or it was used already', 'not-applied'],
  'step-up-needed': [403, 'Prove again who you are, then repeat the request', 'not-applied'],
  'two-factor-required': [403, 'Set up a second factor first', 'not-applied'],
  'invitation-ended': [410, 'This link was used or has lapsed', 'not-applied'],
  'email-taken': [409, 'Another account has this e-mail address', 'not-applied'],
  'own-account': [409, 'Nobody changes the own rights or resets the own account', 'not-applied'],
  'last-manager': [409, 'The shop needs at least one active manager', 'not-applied'],
  forbidden: [403, 'This person or token may not do this', 'not-applied'],
  'foreign-origin': [403, 'The request came from another origin', 'not-applied'],
  'not-found': [404, 'There is no such thing here', 'not-applied'],
  'payment-not-found': [404, 'Neither the desk nor Toss knows this payment', 'not-applied'],
  'operation-not-found': [404, 'There is no such operation', 'not-applied'],
  'payment-busy': [409, 'Another operation on this payment is still open', 'not-applied'],
  'stale-view': [409, 'The payment changed since it was read', 'not-applied'],
  'operation-moved': [409, 'The operation is in a state where this is not possible', 'not-applied'],
  'month-moved': [409, 'The month is in a state where this is not possible', 'not-applied'],
  'bulk-moved': [409, 'The run is in a state where this is not possible', 'not-applied'],
  'changes-gone': [410, 'What came after this cursor may not be kept any more', 'not-applied'],
  'settlement-off': [
    409,
    'The settlement is not imported: the operator has it off (SETTLEMENT_IMPORT)',
    'not-applied',
  ],
  'events-off': [409, 'Events are switched off by the operator (EVENTS_OUT)', 'not-applied'],
  'push-off': [409, 'Web Push is switched off by the operator (PUSH_SUBJECT)', 'not-applied'],
  'mail-off': [409, 'The desk has no mail server (SMTP_URL)', 'not-applied'],
  'mail-refused': [502, 'The mail server did not take the mail', 'not-applied'],
  'token-refunds-off': [
    409,
    'Refunds by service tokens are switched off by the operator (TOKEN_REFUNDS)',
    'not-applied',
  ],
  'cautions-not-accepted': [
    409,
    'The refund looks like a mistake; send its cautions back in acceptCautions if it is none',
    'not-applied',
  ],
  'bulk-total': [422, 'The total is not the sum of the rows that would go', 'not-applied'],
  'audit-broken': [409, 'The audit log does not hold; nothing was signed', 'not-applied'],
  'no-receipt': [409, 'Only a refund that is done has a receipt', 'not-applied'],
  'approval-mismatch': [409, 'The approval is for another body than the recorded', 'not-applied'],
  'second-person-needed': [403, 'Another person than the requester must do this', 'not-applied'],
  'requester-barred': [
    409,
    'Whoever asked for it may not give money back any more; it can only be declined',
    'not-applied',
  ],
  'approver-held': [
    403,
    'The requester made, reset or enabled this account lately; it is no second person yet',
    'not-applied',
  ],
  'sole-manager-waits': [
    403,
    'Another manager was disabled or demoted lately; nobody decides alone yet',
    'not-applied',
  ],
  'too-early': [409, 'This is possible only later', 'not-applied'],
  'operation-id-reused': [409, 'This operation id belongs to another request', 'not-applied'],
  'over-ceiling': [422, 'More than may be given back today', 'not-applied'],
  'approval-over-ceiling': [
    422,
    'With this more would be given back today than the requester or the shop may',
    'not-applied',
  ],
  'over-remaining': [422, 'More than what is left to refund', 'not-applied'],
  'parts-mismatch': [422, 'The tax parts do not fit the refund', 'not-applied'],
  'items-mismatch': [422, 'The items do not fit the refund', 'not-applied'],
  'over-items': [409, 'More of an item than is left of it', 'not-applied'],
  'not-refundable': [422, 'This payment cannot be refunded now', 'not-applied'],
  'no-bank-transfer': [
    422,
    'No transfer is recorded: Toss can refund this payment, or nothing of it is left',
    'not-applied',
  ],
  'bank-transfer-moved': [409, 'Somebody has decided on this record already', 'not-applied'],
  'not-cancelable': [422, 'This payment cannot be canceled now', 'not-applied'],
  'not-executable': [422, 'This payment cannot be executed now', 'not-applied'],
  'too-many-requests': [429, 'Too many requests; wait and try again', 'not-applied'],
  'desk-busy': [503, 'Too many such requests wait already; nothing was done', 'not-applied'],
  'toss-rejected': [422, 'Toss refused the request', 'not-applied'],
  'toss-credentials': [502, "Toss does not accept the shop's API key", 'not-applied'],
  'toss-unreachable': [503, 'Toss was not reached; nothing was sent', 'not-applied'],
  'toss-busy': [503, 'Too many calls to Toss wait already; nothing was sent', 'not-applied'],
  'toss-unclear': [502, 'Toss gave an answer that proves nothing', 'not-applied'],
  'toss-lost-answer': [504, 'The answer of Toss was lost; the outcome is unknown', 'unknown'],
  'not-ready': [503, 'The desk is starting or stopping', 'not-applied'],
  'no-leader': [503, 'No desk has the lead at the moment', 'not-applied'],
  'leader-lost': [503, 'The leading desk ended before it answered', 'unknown'],
  'file-damaged': [
    503,
    'The data file is damaged: it is only read from, and no call that moves money is made',
    'not-applied',
  ],
  'storage-failed': [
    503,
    'The desk could not use its disk; ask for the operation by its id',
    'unknown',
  ],
  internal: [500, 'The desk failed; the request id is in its log', 'unknown'],
} as const satisfies Record<string, readonly [number, string, ProblemEffect]>;

export type ProblemCode = keyof typeof problems;

/** An invalid field. `pointer` is a JSON pointer into the body, `/query/name` or `/params/name`. */
export interface FieldError {
  pointer: string;
  code: string;
  params: Record<string, string | number>;
  detail: string;
}

/** A daily refund limit and how much of it is used; won. */
export interface CeilingUse {
  scope: 'person' | 'shop';
  ceilingWon: number;
  usedWon: number;
}

/** A field that changed since the form was opened. */
export interface ViewChange {
  field:
    | ('refunded' | 'status' | 'amount' | 'approval' | 'graceSeconds')
    | ('transferred' | 'refundUnsettled' | 'takeBackAsked');
  seen: string | number;
  now: string | number;
}

/** The body of every error answer, `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The request id, as in the log. */
  instance: string;
  code: ProblemCode;
  effect: ProblemEffect;
  errors?: FieldError[];
  tossErrorCode?: string;
  tossMessage?: string;
  operation?: Operation;
  payment?: Payment;
  changes?: ViewChange[];
  reason?: ActionRefusal;
  remaining?: number;
  /** With `over-ceiling` and `approval-over-ceiling`. */
  ceiling?: CeilingUse;
  /** With `cautions-not-accepted`: what `acceptCautions` has to have. */
  cautions?: CautionCode[];
  /** With `too-early`, `approver-held`, `sole-manager-waits`: when it becomes possible, ISO UTC. */
  notBefore?: string;
}
