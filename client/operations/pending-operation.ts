/**
 * A request that the user has confirmed, stored in this tab before it is sent. A double click, a
 * reload, the back button or a second press find the same id and body here, and for the desk the
 * same id is the same operation: none of them can move the money twice.
 */
import type { OperationBody } from '../../shared/api.ts';
import { isOpen, type Operation } from '../../shared/operation.ts';
import { dropDraft } from '../kept-drafts.ts';

export interface PendingOperation {
  operationId: string;
  /** Who made the request. It is ignored for anybody who signs in later in the same tab. */
  staffId: string;
  payToken: string;
  body: OperationBody;
  /** When the button was pressed, ISO-8601 UTC. */
  pressedAt: string;
}

/** What is kept of a request once the desk has recorded it: where to look it up. */
type Recorded = Pick<PendingOperation, 'operationId' | 'payToken' | 'staffId'>;

const PREFIX = 'changgu.operation.';

/** A version 4 UUID, also outside a secure context, where `randomUUID` is missing. */
function newOperationId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

function isKept(value: unknown): value is PendingOperation | Recorded {
  if (typeof value !== 'object' || value === null) return false;
  const { operationId, payToken, staffId } = value as Partial<PendingOperation>;
  return [operationId, payToken, staffId].every((id) => typeof id === 'string');
}

function keptOperation(payToken: string): PendingOperation | Recorded | null {
  try {
    const text = sessionStorage.getItem(PREFIX + payToken);
    if (text === null) return null;
    const value: unknown = JSON.parse(text);
    return isKept(value) && value.payToken === payToken ? value : null;
  } catch {
    return null;
  }
}

/**
 * The id of this user's last request on a payment in this tab whose end was not seen; `null` if
 * there is none.
 */
export function pressedOperation(payToken: string, staffId: string): string | null {
  const kept = keptOperation(payToken);
  return kept?.staffId === staffId ? kept.operationId : null;
}

/** The request as it was made; `null` once the desk is known to have recorded it. */
export function pendingOperation(payToken: string, staffId: string): PendingOperation | null {
  const kept = keptOperation(payToken);
  return kept?.staffId === staffId && 'body' in kept ? kept : null;
}

/** A payment has at most one open operation, so there is one key per payment. */
function keepOperation(kept: PendingOperation | Recorded): boolean {
  try {
    const text = JSON.stringify(kept);
    sessionStorage.setItem(PREFIX + kept.payToken, text);
    return sessionStorage.getItem(PREFIX + kept.payToken) === text;
  } catch {
    return false;
  }
}

/**
 * The stored request of the payment, or a new one, which is stored before it is returned.
 * @returns `null` if this browser can't store it; then nothing may be sent
 */
export function pressOperation(
  payToken: string,
  staffId: string,
  body: OperationBody,
): PendingOperation | null {
  const kept = pendingOperation(payToken, staffId);
  if (kept !== null) return kept;
  const pending: PendingOperation = {
    operationId: newOperationId(),
    staffId,
    payToken,
    body,
    pressedAt: new Date().toISOString(),
  };
  return keepOperation(pending) ? pending : null;
}

/** The same request under the same id, confirmed again by the user. */
export function confirmAgain(pending: PendingOperation): PendingOperation {
  const confirmed = { ...pending, pressedAt: new Date().toISOString() };
  // If this fails, the old one stays stored: the id is the same, so the money moves only once.
  keepOperation(confirmed);
  return confirmed;
}

/**
 * The desk has recorded the operation: deletes the draft and the stored body, and keeps the id
 * until the end is seen. Called for every operation in an answer; others are ignored.
 */
export function settleOperation({ id, payToken, kind, state }: Operation): void {
  const kept = keptOperation(payToken);
  if (kept?.operationId !== id) return;
  dropDraft(`${kind} ${payToken}`);
  if (isOpen(state)) keepOperation({ operationId: id, payToken, staffId: kept.staffId });
  else forgetPendingOperation(payToken, id);
}

/** To be called when the end was seen, or it is proven that the operation was never recorded. */
export function forgetPendingOperation(payToken: string, operationId: string): void {
  if (keptOperation(payToken)?.operationId !== operationId) return;
  sessionStorage.removeItem(PREFIX + payToken);
}
