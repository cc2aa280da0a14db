/** The audit log as screens and exports tell it. Its rows are made by `server/storage/audit.ts`. */

/** Everything that is recorded, by what was done. Operations: one per transition. */
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
  'invitation-accepted',
  'staff-changed',
  'staff-disabled',
  'staff-enabled',
  'wait-lifted',
  'token-added',
  'token-revoked',
  'settings-changed',
  'payment-created',
  'drift-acknowledged',
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
  'receipt-printed',
  'data-exported',
  'audit-pruned',
  'buyer-data-erased',
  'access-records-pruned',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Who did it: a person, a storefront, the desk by itself, or somebody at the command line. */
export const auditActorTypes = ['staff', 'token', 'desk', 'command'] as const;
export type AuditActorType = (typeof auditActorTypes)[number];

export interface AuditActor {
  type: AuditActorType;
  /** `null` where nobody is known: a refused sign-in, the desk itself. */
  id: string | null;
  name: string | null;
  /** The network address that the request came from; `null` where there was no request. */
  address: string | null;
}

/** One row of the chain. `hash` is over the other fields and the hash before it. */
export interface AuditEntry {
  /** 1, 2, 3 … without a gap. */
  seq: number;
  at: string;
  actor: AuditActor;
  action: AuditAction;
  payToken: string | null;
  operationId: string | null;
  /** What exactly: JSON values by name, such as the cause, the evidence and hashes of the bytes. */
  detail: Record<string, unknown>;
  prevHash: string;
  hash: string;
}

/** The desk's word, signed, that the chain had this hash at this row. */
export interface AuditCheckpoint {
  seq: number;
  hash: string;
  at: string;
  /** Ed25519 over `changgu-audit-checkpoint\n<seq>\n<hash>\n<at>`, base64. */
  signature: string;
}

/**
 * What is wrong with the first row that doesn't hold. `checkpoint-missing`: one that was kept
 * outside is no longer among the desk's own. `foreign-row`: it fits, and the desk did not write it.
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
  /** How many rows were read, and the first and the last of them. */
  rows: number;
  firstSeq: number | null;
  lastSeq: number | null;
  lastHash: string | null;
  checkpoints: number;
  lastCheckpoint: AuditCheckpoint | null;
  /** The first broken row. */
  broken: { seq: number; fault: AuditFault } | null;
}
