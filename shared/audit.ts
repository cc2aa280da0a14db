/** The audit log as the API and exports show it. `server/storage/audit.ts` writes its rows. */

/** Everything that is recorded. An operation gets one entry per transition. */
export const auditActions = [
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'screen-locked',
  'screen-unlocked',
  'unlock-refused',
  'second-factor-passed',
  'second-factor-refused',
  'recovery-code-used',
  'two-factor-enrolled',
  'two-factor-reset',
  'recovery-codes-renewed',
  'session-ended',
  'password-changed',
  'password-reset-offered',
  'staff-added',
  'staff-invited',
  'staff-link-mailed',
  'invitation-accepted',
  'staff-changed',
  'staff-disabled',
  'staff-enabled',
  'wait-lifted',
  'token-added',
  'token-revoked',
  'webhook-added',
  'webhook-changed',
  'webhook-switched',
  'webhook-secret-renewed',
  'webhook-removed',
  'webhook-tested',
  'webhook-sent-again',
  'webhook-given-up',
  'push-added',
  'push-removed',
  'chat-set',
  'chat-removed',
  'chat-tested',
  'sheet-mail-set',
  'sheet-mail-again',
  'sheet-mailed',
  'settings-changed',
  'payment-created',
  'drift-acknowledged',
  'bank-transfer-recorded',
  'bank-transfer-confirmed',
  'bank-transfer-take-back-asked',
  'bank-transfer-taken-back',
  'bank-transfer-over-acknowledged',
  'operation-requested',
  'operation-sent',
  'operation-decided',
  'operation-unclear',
  'operation-ended',
  'bulk-confirmed',
  'bulk-approved',
  'bulk-declined',
  'bulk-resumed',
  'bulk-paused',
  'bulk-stopped',
  'bulk-ended',
  'month-signed',
  'month-reopened',
  'deposit-recorded',
  'deposit-removed',
  'deposits-read',
  'rate-entered',
  'receipt-printed',
  'data-exported',
  'audit-pruned',
  'buyer-data-erased',
  'access-records-pruned',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Who did it: a staff member, a storefront, the desk itself, or a command-line script. */
export const auditActorTypes = ['staff', 'token', 'desk', 'command'] as const;
export type AuditActorType = (typeof auditActorTypes)[number];

export interface AuditActor {
  type: AuditActorType;
  /** `null` where nobody is known, as for a refused sign-in, and for the desk itself. */
  id: string | null;
  name: string | null;
  /** Network address of the request; `null` where there was no request. */
  address: string | null;
}

/** One row of the hash chain. `hash` covers the other fields, `prevHash` included. */
export interface AuditEntry {
  /** 1, 2, 3 … without a gap. */
  seq: number;
  at: string;
  actor: AuditActor;
  action: AuditAction;
  payToken: string | null;
  operationId: string | null;
  /** JSON values by name, such as the cause, the evidence and hashes of request bodies. */
  detail: Record<string, unknown>;
  prevHash: string;
  hash: string;
}

/** A row as the log's pages show it. */
export interface ListedAuditEntry extends AuditEntry {
  /** Of the payment; `null` where there is none, or the desk does not know it. */
  orderNo: string | null;
}

/** A signed statement of the desk that row `seq` of the chain had this hash. */
export interface AuditCheckpoint {
  seq: number;
  hash: string;
  at: string;
  /** Ed25519 over `changgu-audit-checkpoint\n<seq>\n<hash>\n<at>`, base64. */
  signature: string;
}

/**
 * What is wrong with the first bad row. `checkpoint-missing`: a checkpoint given from outside is
 * not among the desk's own. `foreign-row`: the row fits the chain, but the desk did not write it.
 */
export const auditFaults = [
  'hash',
  'link',
  'gap',
  'order',
  'checkpoint-hash',
  'checkpoint-signature',
  'checkpoint-missing',
  'shorter-than-checkpoint',
  'foreign-row',
] as const;
export type AuditFault = (typeof auditFaults)[number];

export interface AuditVerdict {
  ok: boolean;
  /** Rows read, with the first and the last of them. */
  rows: number;
  firstSeq: number | null;
  lastSeq: number | null;
  lastHash: string | null;
  checkpoints: number;
  lastCheckpoint: AuditCheckpoint | null;
  broken: { seq: number; fault: AuditFault } | null;
}
