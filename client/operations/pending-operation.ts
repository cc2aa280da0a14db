/**
 * What a person has pressed, kept in this tab before a byte leaves it. A double click, a reload,
 * the back button or a second press all find the same id with the same body here, and the same id
 * is the same operation at the desk: none of them can ask for the money twice.
 */
import type { OperationBody } from '../../shared/api.ts';

export interface PendingOperation {
  operationId: string;
  /** Who pressed. Whoever signs in after them in the same tab has nothing to do with it. */
  staffId: string;
  payToken: string;
  body: OperationBody;
  /** When it was pressed, ISO-8601 UTC. */
  pressedAt: string;
}

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

function isPending(value: unknown): value is PendingOperation {
  if (typeof value !== 'object' || value === null) return false;
  const { operationId, payToken, staffId, body } = value as Partial<PendingOperation>;
  const ids = [operationId, payToken, staffId];
  return ids.every((id) => typeof id === 'string') && body !== undefined;
}

function keptOperation(payToken: string): PendingOperation | null {
  try {
    const text = sessionStorage.getItem(PREFIX + payToken);
    if (text === null) return null;
    const value: unknown = JSON.parse(text);
    return isPending(value) && value.payToken === payToken ? value : null;
  } catch {
    return null;
  }
}

/**
 * What this person pressed on a payment in this tab and has not seen the end of; `null` when there
 * is none.
 */
export function pendingOperation(payToken: string, staffId: string): PendingOperation | null {
  const kept = keptOperation(payToken);
  return kept?.staffId === staffId ? kept : null;
}

/** A payment has one open operation at most, so there is one place per payment. */
function keepPendingOperation(pending: PendingOperation): boolean {
  try {
    const text = JSON.stringify(pending);
    sessionStorage.setItem(PREFIX + pending.payToken, text);
    return sessionStorage.getItem(PREFIX + pending.payToken) === text;
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
  return keepPendingOperation(pending) ? pending : null;
}

/** The same press under the same id, after the person confirmed it once more. */
export function confirmAgain(pending: PendingOperation): PendingOperation {
  const confirmed = { ...pending, pressedAt: new Date().toISOString() };
  // Where it can't be kept the old one is: under the same id it still asks for the money once.
  keepPendingOperation(confirmed);
  return confirmed;
}

/** For when the end of the operation was seen, or the proof that it was never recorded. */
export function forgetPendingOperation(payToken: string, operationId: string): void {
  if (keptOperation(payToken)?.operationId !== operationId) return;
  sessionStorage.removeItem(PREFIX + payToken);
}
