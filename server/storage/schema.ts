/** Row types of the desk's tables, as SQLite holds them. Domain types live in shared/. */
import type { Generated, GeneratedAlways } from 'kysely';
import type {
  DepositReason,
  FeeBackRule,
  FeeState,
  ImportFault,
  LineState,
  SettledMethod,
  SettlementDateType,
} from '../../shared/settlement.ts';
import type { AccessKind } from '../../shared/access-record.ts';
import type { AuditAction, AuditActorType } from '../../shared/audit.ts';
import type { BulkPause, BulkState, BulkVerdict } from '../../shared/bulk-refund.ts';
import type { BankTransferGround } from '../../shared/bank-transfer.ts';
import type { OperationKind, OperationState, TransitionCause } from '../../shared/operation.ts';
import type { Role } from '../../shared/permissions.ts';
import type { PushLanguage } from '../../shared/push.ts';
import type { TaxKind } from '../../shared/tax-split.ts';
import type { TossVersion } from '../../shared/toss-call.ts';
import type {
  DeliveryFailure,
  DeliveryState,
  EndpointState,
  OutgoingType,
  TEST_TYPE,
} from '../../shared/webhook.ts';
import type {
  ChatFailure,
  ChatForm,
  DigestTopic,
  NoticeLang,
  SheetKind,
  SheetMailState,
} from '../../shared/notices.ts';
import type { StoredColumns } from './payment-columns.ts';

/** SQLite has no boolean. */
export type Flag = 0 | 1;

/** `refunded` is the sum of `payment_refund`, kept in the same transaction. */
export interface PaymentRow extends StoredColumns {
  taxable: number;
  vat: number;
  tax_free: number;
  service_fee: number;
  /** Toss told the payment's parts; otherwise they are the documented default. */
  parts_told: Flag;
  /** Parts of this desk's successful refunds. */
  own_taxable: number;
  own_vat: number;
  own_tax_free: number;
  own_service_fee: number;
  /** When the newest applied read was sent. */
  asked_at: string;
  /** Its number in `DeskTime`: later answers to reads with a smaller number are ignored. */
  asked_no: number;
  /**
   * `asked_no` of the first read since which all reads contradict the books; NULL: no
   * contradiction.
   */
  differs_no: number | null;
  /** Toss's newest answer was that it has no such payment. */
  denied: Flag;
  /** JSON: refunds that Toss shows and that may be the desk's own under other numbers. */
  unbooked: string;
  /** When the poller reads it next; NULL: never by itself. */
  next_poll_at: string | null;
  /** 128 random bits in the buyer's return URL. */
  return_ref: string | null;
  /** When the buyer's data was erased; NULL: not erased. */
  erased_at: string | null;
}

/** A refund that staff made by bank transfer, as they recorded it. */
export interface BankTransferRow {
  id: string;
  pay_token: string;
  /** Won. */
  amount: number;
  /** The desk's own split; all four NULL: unknown. */
  taxable: number | null;
  vat: number | null;
  tax_free: number | null;
  service_fee: number | null;
  /** The Seoul day of the transfer, `yyyy-MM-dd`. */
  paid_on: string;
  bank: string;
  /** The last digits of the account; NULL once erased. */
  account_end: string | null;
  reference: string;
  note: string | null;
  /** Why Toss could not refund it. */
  ground: BankTransferGround;
  /** Whether another manager has to confirm it; `sole`: there was no other. */
  second_person: 'not-needed' | 'needed' | 'sole';
  recorded_at: string;
  recorded_by: string;
  recorded_by_name: string;
}

/** A later act on such a record. */
export interface BankTransferActRow {
  refund_id: string;
  act: 'confirmed' | 'taken-back';
  note: string | null;
  at: string;
  staff_id: string;
  staff_name: string;
}

/** A manager asked another one to take a confirmed record back. */
export interface BankTransferTakeBackRow {
  seq: Generated<number>;
  refund_id: string;
  at: string;
  /** Until when another manager may complete it. */
  lapses_at: string;
  staff_id: string;
  staff_name: string;
  note: string | null;
  /** 1: the shop had no other manager. */
  sole: 0 | 1;
}

/** A manager looked at what was given back beyond what was paid. */
export interface OverGivenAcknowledgedRow {
  id: Generated<number>;
  pay_token: string;
  /** The sum that they saw. */
  over_won: number;
  at: string;
  staff_id: string;
  staff_name: string;
  note: string | null;
}

/** A payment whose buyer's data are being erased; the row exists for one transaction. */
export interface ErasingRow {
  pay_token: string;
  at: string;
}

/** An erased payment that received text later and must be erased again. */
export interface LateTextRow {
  pay_token: string;
  /** When the last of it was written, ISO UTC. */
  at: string;
}

/** Count and sums of payments of one kind and day, kept up to date by triggers. */
export interface PaymentTallyRow {
  /** The payment's time that `day` refers to; `ever`: none, over all days. */
  clock: 'ever' | 'created' | 'completed' | 'changed';
  /** The Seoul day, `yyyy-MM-dd`; empty for `ever` and for payments that were never completed. */
  day: string;
  status: string;
  /** Empty if Toss told none. */
  method: string;
  tax: TaxKind;
  refund: 'none' | 'partial' | 'full';
  drift: Flag;
  payments: number;
  /** Won, as all further sums but the count. */
  amount: number;
  taxable: number;
  vat: number;
  tax_free: number;
  service_fee: number;
  refunded: number;
  /** Parts of this desk's successful refunds; `refunded` has refunds made elsewhere as well. */
  own_taxable: number;
  own_vat: number;
  own_tax_free: number;
  own_service_fee: number;
  /** Taxed, but without VAT of its own: paid without a cash receipt. */
  no_vat_payments: number;
  no_vat_amount: number;
}

export interface PaymentRefundRow {
  pay_token: string;
  refund_no: string;
  amount: number;
  reason: string | null;
  refunded_at: string | null;
  first_seen_at: string;
  /** In `DeskTime`: when the read that first showed it was asked; 0 for the desk's own. */
  seen_no: number;
  /** In `DeskTime`: the newest read when it was last acknowledged; NULL: never. */
  acknowledged_no: number | null;
  /** Made by the desk; present when the payment was adopted; or made elsewhere since. */
  origin: 'desk' | 'adopted' | 'outside';
  operation_id: string | null;
  /** Won of it that was discount or points, not the buyer's money; NULL: unknown. */
  discounted: number | null;
}

/** What Toss calls a booked refund: v1 by a number, v2 by the id of its transaction. */
export interface RefundNameRow {
  pay_token: string;
  /** The number under which it is booked. */
  refund_no: string;
  version: 'v1' | 'v2';
  name: string;
}

export interface OperationRow {
  id: string;
  kind: OperationKind;
  pay_token: string;
  order_no: string;
  state: OperationState;
  cause: TransitionCause | 'requested';
  state_since: string;
  amount: number;
  taxable: number | null;
  vat: number | null;
  tax_free: number | null;
  service_fee: number | null;
  reason: string | null;
  note: string | null;
  /** The version that its body is written for; fixed, whatever the desk is set to later. */
  api_version: TossVersion;
  /** JSON: how many of each line of the payment's items it gives back; NULL: it names none. */
  items: string | null;
  body: string;
  body_hash: string;
  fingerprint: string;
  seen_refunded: number | null;
  seen_status: string | null;
  requested_by: string;
  requested_by_name: string;
  /** Who made the service token that asked; NULL: a person asked. */
  token_maker: string | null;
  approved_by: string | null;
  approved_by_name: string | null;
  resolved_by: string | null;
  resolved_by_name: string | null;
  created_at: string;
  attempts: number;
  boot_id: string | null;
  sent_at: string | null;
  ended_at: string | null;
  /** In `DeskTime`: when it became ready to send. */
  ready_no: number;
  /**
   * In `DeskTime`: when it was claimed; later when its bytes could last have left; later when Toss
   * last showed it in progress. The settle time starts here.
   */
  unclear_no: number;
  /** When a refusal will be confirmed, if known. */
  settles_at: string | null;
  /** It has ended, and reads have contradicted that for longer than the settle time. */
  disputed: Flag;
  /** Its end was acknowledged, if that is a difference to Toss. */
  acknowledged: Flag;
  /** Won refunded elsewhere at the time of sending. */
  base_refunded: number | null;
  /** The classifier's verdict on Toss's answer. */
  verdict: string | null;
  toss_error_code: string | null;
  toss_message: string | null;
  toss_refund_no: string | null;
  /** What v2's answer calls the refund. */
  toss_transaction_id: string | null;
  /** Good reads since `state_since` that don't show its effect. */
  absent_reads: number;
  /** Consecutive reads since `state_since` that prove nothing. */
  poor_reads: number;
  checks: number;
  next_check_at: string | null;
  late: Flag;
  evidence_source: 'answer' | 'status' | 'staff' | 'desk' | null;
  evidence_detail: string | null;
  /** What the evidence rests on where it has no number of the refund; else NULL. */
  evidence_grade: 'amount-and-time' | null;
  /** When it became ready to send: at creation or at approval. */
  ready_at: string | null;
  /** The end of its grace window. */
  send_after: string | null;
  approval_lapses_at: string | null;
  /** Decided by the shop's only manager alone. */
  sole: Flag;
}

export interface EventRow {
  seq: Generated<number>;
  at: string;
  type: 'payment' | 'operation';
  what: string;
  source: 'staff' | 'storefront' | 'callback' | 'status' | 'desk';
  pay_token: string;
  operation_id: string | null;
  kind: OperationKind | null;
  state: OperationState | null;
  amount: number | null;
  staff_id: string | null;
  staff_name: string | null;
  detail: string | null;
  answer_hash: string | null;
  answer_text: string | null;
}

export interface CallbackRow {
  id: Generated<number>;
  received_at: string;
  content_type: string;
  body_hash: string;
  /** Empty if only the hash and the size are kept. */
  body: string;
  /** Size of the body as received; `null` in rows from before sizes were kept. */
  bytes: number | null;
  times: number;
  pay_token: string | null;
  handled_at: string | null;
  outcome: string | null;
  /** When the row may be deleted; `null`: it is kept. */
  expires_at: string | null;
  /** 1: at least one came from an address that the operator configured as Toss's. */
  named: Generated<0 | 1>;
}

export interface AdoptionRow {
  id: string;
  created_at: string;
  requested_by: string | null;
}

export interface AdoptionItemRow {
  adoption_id: string;
  position: number;
  order_no: string;
  outcome: 'adopted' | 'not-found' | 'failed' | null;
  detail: string | null;
}

export interface OperationTransitionRow {
  from_state: OperationState;
  cause: TransitionCause;
  to_state: OperationState;
}

/** At most one row: this file is a copy, or a restored copy that is checked against Toss. */
export interface RestoreMarkRow {
  id: 1;
  kind: 'copy' | 'restored';
  at: string;
}

/** See `appendAudit`. `detail` is JSON text, hashed as it stands. */
export interface AuditRow {
  seq: number;
  at: string;
  actor_type: AuditActorType;
  actor_id: string | null;
  actor_name: string | null;
  address: string | null;
  action: AuditAction;
  pay_token: string | null;
  operation_id: string | null;
  detail: string;
  prev_hash: string;
  hash: string;
}

/** A change to an account that is dated ahead of the clock, and when the desk first saw that. */
export interface ActAheadRow {
  seq: number;
  seen_no: number;
}

export interface AuditCheckpointRow {
  seq: number;
  hash: string;
  at: string;
  signature: string;
}

/** Which personal data was shown to whom; see `shared/access-record.ts`. */
export interface AccessRecordRow {
  id: Generated<number>;
  at: string;
  actor_type: 'staff' | 'token';
  actor_id: string;
  actor_name: string;
  address: string | null;
  kind: AccessKind;
  /** JSON: a list. */
  pay_tokens: string;
  /** JSON: an object. */
  query: string | null;
  requests: Generated<number>;
}

/** A bulk refund run; see `shared/bulk-refund.ts`. */
export interface BulkRunRow {
  id: string;
  state: BulkState;
  paused_because: BulkPause | null;
  name: string;
  note: string | null;
  created_at: string;
  requested_by: string;
  requested_by_name: string;
  /** The network address that confirmed the run. */
  requested_from: string | null;
  body_hash: string | null;
  approval_lapses_at: string | null;
  approved_by: string | null;
  approved_by_name: string | null;
  sole: Generated<Flag>;
  started_at: string | null;
  ended_at: string | null;
  /** When its name, note and reasons were erased; NULL: not erased. */
  erased_at: Generated<string | null>;
}

export interface BulkRowRow {
  run_id: string;
  position: number;
  order_no: string | null;
  pay_token: string | null;
  amount: number | null;
  taxable: number | null;
  vat: number | null;
  tax_free: number | null;
  service_fee: number | null;
  reason: string;
  seen_refunded: number | null;
  verdict: BulkVerdict;
  /** JSON: a list of `BulkFinding`. */
  findings: string;
  included: Flag;
  /** The id of its operation, chosen before anything is sent. */
  operation_id: string;
  /** The code of the problem if the desk refused to record it. */
  refusal_code: string | null;
  refusal_detail: string | null;
}

/** At most one row: the settings as JSON text. */
export interface SettingRow {
  id: 1;
  json: string;
  version: number;
  changed_at: string;
  changed_by: string;
}

/** A saved filter of the list. */
export interface SavedViewRow {
  id: string;
  owner_id: string;
  name: string;
  /** The query string of the list's address, without `?`. */
  query: string;
  shared: Flag;
  created_at: string;
}

/** A signature of a month, or its reopening; append only. */
export interface MonthEntryRow {
  id: Generated<number>;
  /** A Seoul month, `'2026-11'`. */
  month: string;
  kind: 'signed' | 'reopened';
  at: string;
  staff_id: string;
  staff_name: string;
  /** JSON of `PeriodFigures`, as they were at `figures_at`. */
  figures: string;
  figures_at: string;
  /** SHA-256 of `figures`, hex. */
  figures_hash: string;
  /** Why it was reopened; NULL for a signature. */
  reason: string | null;
}

/** A person's default view. */
export interface DefaultViewRow {
  staff_id: string;
  view_id: string;
}

/** Staff. The names of this table and the next two are given by the sign-in library. */
export interface UserRow {
  id: string;
  name: string;
  /** In lower case. */
  email: string;
  emailVerified: Flag;
  role: Role;
  disabled: Generated<Flag>;
  createdAt: string;
  updatedAt: string;
  mayExport: Generated<Flag>;
  /** The person's refund limit per day, in won; NULL: the settings' limit for the role. */
  dayCeilingWon: number | null;
  lastSignInAt: string | null;
  /** No password has been chosen for this account yet. */
  invited: Generated<Flag>;
}

export interface SessionRow {
  id: string;
  token: string;
  userId: string;
  expiresAt: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: string;
  updatedAt: string;
  /** When a person last used it. */
  activeAt: string | null;
  lockedAt: string | null;
  /** When it last passed a second factor. */
  secondFactorAt: string | null;
}

/** A sign-in method: only the password, kept as a hash. */
export interface CredentialRow {
  id: string;
  accountId: string;
  providerId: 'credential';
  userId: string;
  password: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface TwoFactorRow {
  staff_id: string;
  secret: string;
  made_at: string;
  /** NULL: set-up has begun, but no code was entered yet. */
  confirmed_at: string | null;
  /** The newest accepted TOTP step; only increases. */
  last_step: Generated<number>;
}

export interface RecoveryCodeRow {
  staff_id: string;
  /** SHA-256, hex. */
  hash: string;
  used_at: string | null;
}

/** A link to choose a password; its row is deleted on use. */
export interface PasswordLinkRow {
  /** SHA-256 of its token, hex. */
  hash: string;
  staff_id: string;
  kind: PasswordLinkKind;
  until: string;
}

export type PasswordLinkKind = 'invitation' | 'reset';

export interface ServiceTokenRow {
  id: string;
  name: string;
  /** SHA-256, hex. */
  hash: string;
  /** Comma-separated. */
  scopes: string;
  created_at: string;
  revoked_at: string | null;
  last_used_at: string | null;
  /** Set with the scope `refund`, and only then. */
  maker_id: string | null;
  maker_name: string | null;
  day_ceiling: number | null;
}

/** One row: whether events are written to the outbox. */
export interface OutboxSwitchRow {
  id: number;
  is_on: Flag;
}

/** The number of the newest event told of a payment, or of a month. */
export interface OutgoingSubjectRow {
  subject: string;
  last: number;
}

/** An event as the shop's systems are told it. */
export interface OutgoingEventRow {
  seq: Generated<number>;
  id: string;
  at: string;
  type: OutgoingType | typeof TEST_TYPE;
  /** Its payToken, or its month; events of one subject are told in order. */
  subject: string;
  /** What is sent, JSON. */
  body: string;
}

export interface WebhookEndpointRow {
  id: string;
  url: string;
  /** JSON array of `OutgoingType`. */
  types: string;
  /** Which secret is valid: see server/webhooks/sign-webhook.ts. */
  secret_no: Generated<number>;
  /** The oldest secret that signs until `former_until`. */
  former_no: number | null;
  former_until: string | null;
  state: EndpointState | 'removed';
  state_since: string;
  created_at: string;
  /** `seq` of the newest event for which it has a delivery where it wants one. */
  cursor: number;
  /** It asked for no request before. */
  paused_until: string | null;
  /** Since when every attempt failed. */
  failing_since: string | null;
  last_success_at: string | null;
  /** Events that got too old before they could be delivered. */
  dropped: Generated<number>;
}

export interface WebhookDeliveryRow {
  endpoint_id: string;
  seq: number;
  subject: string;
  state: DeliveryState;
  attempts: number;
  /** NULL while an earlier event of its subject waits. */
  next_at: string | null;
  last_at: string | null;
  took_ms: number | null;
  http_status: number | null;
  failure: DeliveryFailure | null;
  answer: string | null;
  late: Flag;
}

/** One row: the chat that gets digests. */
export interface ChatNoticeRow {
  id: number;
  sealed_url: string;
  host: string;
  form: ChatForm;
  lang: NoticeLang;
  quiet_from: string | null;
  quiet_to: string | null;
  /** Of the newest message, with what became of it. */
  last_at: string | null;
  failure: ChatFailure | null;
  http_status: number | null;
  answer: string | null;
}

/** What the chat was told and what still waits. */
export interface ChatToldRow {
  topic: DigestTopic;
  thing: string;
}

/** One row: who gets sheets by mail. */
export interface SheetMailSettingRow {
  id: number;
  /** JSON array. */
  emails: string;
  /** Of the day, in Seoul. */
  time: string;
  lang: NoticeLang;
  /** The newest day whose sheet has its mails. */
  done_day: string;
  /** The newest `month_entry` that was looked at. */
  done_entry: number;
}

export interface SheetMailRow {
  id: Generated<number>;
  kind: SheetKind;
  /** The day or the month. */
  subject: string;
  /** The signature of a month; 0 for a day. */
  entry_id: number;
  email: string;
  state: SheetMailState;
  attempts: number;
  next_at: string | null;
  last_at: string | null;
  answer: string | null;
  made_at: string;
}

/** An attempt to import a day; `fault` NULL: its lines count. */
export interface SettlementImportRow {
  id: Generated<number>;
  date_type: SettlementDateType;
  day: string;
  asked_at: string;
  fault: ImportFault | null;
  page: number | null;
  lines: number;
}

/** What a line is beside the books, worked out anew whenever they change. */
export interface SettlementMatch {
  state: LineState;
  /** The booked refund that it is. */
  refund_no: string | null;
  fee_state: FeeState;
  /** By the contract, with the sign of a line. */
  own_fee: number | null;
  own_vat: number | null;
  rate_bp: number | null;
  rule: FeeBackRule | null;
}

/** A version of a line. */
export interface SettlementLineRow extends SettlementMatch {
  id: Generated<number>;
  import_id: number;
  transaction_id: string;
  type: string;
  version: number;
  pay_token: string;
  order_no: string;
  method: string;
  amount: number;
  fee: number;
  vat: number;
  settle_day: string;
  due_day: string | null;
  settled_at: string | null;
  sign_was_wrong: Flag;
  /** Toss does not list it any more. */
  is_gone: Flag;
  is_newest: Flag;
  /** The payout day, or the day of the trade where there is none. */
  day: GeneratedAlways<string>;
}

/** Sums of the newest lines of a day. */
export interface SettlementDayRow {
  day: string;
  lines: number;
  amount: number;
  fee: number;
  vat: number;
  /** Amount, fee and VAT of the lines that have a payout day. */
  due_won: number;
  amount_differs: number;
  not_in_books: number;
  unknown_type: number;
  fee_differs: number;
}

/** A payment or refund without a line. */
export interface SettlementMissingRow {
  pay_token: string;
  kind: 'PAY' | 'REFUND';
  /** `''` for a payment. */
  refund_no: string;
  trade_day: string;
  expected_on: string;
}

export interface SettlementDepositRow {
  id: Generated<number>;
  day: string;
  won: number;
  reason: DepositReason | null;
  note: string | null;
  source: 'typed' | 'csv';
  csv_line: number | null;
  /** The entry takes back the one before: the day has no deposit. */
  is_removed: Flag;
  at: string;
  staff_id: string;
  staff_name: string;
}

/** A line of a bank's file. */
export interface BankLine {
  won: number;
  /** Seoul time, `09:10` or `09:10:22`; `null` where the file tells none. */
  time: string | null;
}

export interface SettlementBankLineRow extends BankLine {
  id: Generated<number>;
  deposit_id: number;
}

export interface SettlementRateRow {
  id: Generated<number>;
  method: SettledMethod;
  rate_bp: number;
  valid_from: string;
  at: string;
  staff_id: string;
  staff_name: string;
}

export interface SettlementFeeBackRow {
  id: Generated<number>;
  rule: FeeBackRule;
  at: string;
  staff_id: string;
  staff_name: string;
}

/** A browser that gets Web Push. */
export interface PushSubscriptionRow {
  id: string;
  staff_id: string;
  /** NULL: the person's session there has ended. */
  session_id: string | null;
  endpoint: string;
  /** The browser's public key and shared secret, by which only it can read. */
  p256dh: string;
  auth: string;
  language: PushLanguage;
  agent: string | null;
  created_at: string;
  /** The newest time at which it was bound to a session. */
  signed_in_at: string;
  last_sent_at: string | null;
  /** Why the newest notice was given up. */
  failure: DeliveryFailure | null;
  failed_at: string | null;
}

/** What waits for an approval and was told, or is not told any more. */
export interface PushToldRow {
  subscription_id: string;
  subject: string;
}

/** The tables of the database, for Kysely. */
export interface Tables {
  payment: PaymentRow;
  payment_tally: PaymentTallyRow;
  payment_refund: PaymentRefundRow;
  refund_name: RefundNameRow;
  operation: OperationRow;
  operation_transition: OperationTransitionRow;
  restore_mark: RestoreMarkRow;
  /** SQLite's own: the last AUTOINCREMENT value of each table. */
  sqlite_sequence: { name: string; seq: number };
  event: EventRow;
  callback: CallbackRow;
  adoption: AdoptionRow;
  adoption_item: AdoptionItemRow;
  audit: AuditRow;
  audit_checkpoint: AuditCheckpointRow;
  act_ahead: ActAheadRow;
  access_record: AccessRecordRow;
  bank_transfer: BankTransferRow;
  bank_transfer_act: BankTransferActRow;
  bank_transfer_take_back: BankTransferTakeBackRow;
  over_given_acknowledged: OverGivenAcknowledgedRow;
  /** A view: confirmed where needed, and not taken back. */
  counted_bank_transfer: BankTransferRow;
  erasing: ErasingRow;
  late_text: LateTextRow;
  setting: SettingRow;
  bulk_run: BulkRunRow;
  bulk_row: BulkRowRow;
  saved_view: SavedViewRow;
  default_view: DefaultViewRow;
  month_entry: MonthEntryRow;
  settlement_import: SettlementImportRow;
  settlement_line: SettlementLineRow;
  settlement_day: SettlementDayRow;
  settlement_missing: SettlementMissingRow;
  settlement_deposit: SettlementDepositRow;
  settlement_bank_line: SettlementBankLineRow;
  settlement_rate: SettlementRateRow;
  settlement_fee_back: SettlementFeeBackRow;
  user: UserRow;
  session: SessionRow;
  account: CredentialRow;
  two_factor: TwoFactorRow;
  recovery_code: RecoveryCodeRow;
  password_link: PasswordLinkRow;
  service_token: ServiceTokenRow;
  outbox_switch: OutboxSwitchRow;
  outgoing_subject: OutgoingSubjectRow;
  outgoing_event: OutgoingEventRow;
  webhook_endpoint: WebhookEndpointRow;
  webhook_delivery: WebhookDeliveryRow;
  push_subscription: PushSubscriptionRow;
  push_told: PushToldRow;
  chat_notice: ChatNoticeRow;
  chat_told: ChatToldRow;
  sheet_mail_setting: SheetMailSettingRow;
  sheet_mail: SheetMailRow;
}
