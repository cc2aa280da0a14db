/**
 * What a person has pressed, kept in this tab before a byte leaves it. A double click, a reload,
 * the back button or a second press all find the same id with the same body here, and the same id
 * is the same operation at the desk: none of them can ask for the money twice.
 */
import type { OperationBody } from '../../shared/api.ts';
import { isOpen, type Operation } from '../../shared/operation.ts';
import { dropDraft } from '../kept-drafts.ts';

export interface PendingOperation {
  operationId: string;
  /** Who pressed. Whoever signs in after them in the same tab has nothing to do with it. */
  staffId: string;
  payToken: string;
  body: OperationBody;
  /** When it was pressed, ISO-8601 UTC. */
  pressedAt: string;
}

/** What stays of a press that the desk has recorded: where to look it up. */
type Recorded = Pick<PendingOperation, 'operationId' | 'payToken' | 'staffId'>;

const PREFIX = 'changgu.operation.';

/** A version 4 UUID, also where the page is not a secure context and `randomUUID` is missing. */
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
 * The id of what this person pressed on a payment in this tab and has not seen the end of; `null`
 * when there is none.
 */
export function pressedOperation(payToken: string, staffId: string): string | null {
  const kept = keptOperation(payToken);
  return kept?.staffId === staffId ? kept.operationId : null;
}

/** The same as it was pressed, until the desk is known to have recorded it; `null` from then on. */
export function pendingOperation(payToken: string, staffId: string): PendingOperation | null {
  const kept = keptOperation(payToken);
  return kept?.staffId === staffId && 'body' in kept ? kept : null;
}

/** A payment has one open operation at most, so there is one place per payment. */
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
 * The operation that a press stands for: the kept one where there is one, or else a new one, kept
 * before it is returned.
 *
 * @returns `null` when this browser keeps nothing, in which case nothing may be sent
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

/** The same press under the same id, after the person confirmed it once more. */
export function confirmAgain(pending: PendingOperation): PendingOperation {
  const confirmed = { ...pending, pressedAt: new Date().toISOString() };
  // Where it can't be kept the old one is: under the same id it still asks for the money once.
  keepOperation(confirmed);
  return confirmed;
}

/**
 * The desk has it: what was typed for it is not kept any longer, only its id, until its end is
 * seen. For every operation that the desk tells of; others than the kept ones are passed over.
 */
export function settleOperation({ id, payToken, kind, state }: Operation): void {
  const kept = keptOperation(payToken);
  if (kept?.operationId !== id) return;
  dropDraft(`${kind} ${payToken}`);
  if (isOpen(state)) keepOperation({ operationId: id, payToken, staffId: kept.staffId });
  else forgetPendingOperation(payToken, id);
}

/** For when the end of the operation was seen, or the proof that it was never recorded. */
export function forgetPendingOperation(payToken: string, operationId: string): void {
  if (keptOperation(payToken)?.operationId !== operationId) return;
  sessionStorage.removeItem(PREFIX + payToken);
}
