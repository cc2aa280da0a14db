/** An audit entry as text; pure. */
import type { TFunction } from 'i18next';
import type { AuditAction, AuditEntry } from '../../shared/audit.ts';
import { bulkPauses } from '../../shared/bulk-refund.ts';
import {
  operationKinds,
  operationStates,
  transitionCauses,
  type TransitionCause,
} from '../../shared/operation.ts';
import { roles } from '../../shared/permissions.ts';
import type { ByRole, ShopSettings } from '../../shared/settings.ts';
import { oneOf } from '../address-values.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { roleSettingText, settingNames, settingText } from '../parts/setting-words.ts';

/** Causes that are a person's decision; each has a sentence of its own. */
const decisions = [
  'approved',
  'refused',
  'withdrawn',
  'sent-again',
  'gave-up',
  'resolved-succeeded',
  'resolved-failed',
  'resolved-given-up',
  'released',
] as const satisfies readonly TransitionCause[];

/** Causes for which a person wrote a reason. */
const reasoned: readonly TransitionCause[] = [
  'refused',
  'resolved-succeeded',
  'resolved-failed',
  'resolved-given-up',
  'released',
];

const evidenceSources = ['answer', 'status', 'desk'] as const;

// The detail is stored JSON of any version, so each value is checked.
function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function wonOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** The beginning of the sentence: `'김민지 님이'`. */
export function whoText({ actor }: AuditEntry, t: TFunction): string {
  if (actor.type === 'desk' || actor.type === 'command') return t(`audit.who.${actor.type}`);
  return actor.name === null
    ? t('audit.who.nobody')
    : t(`audit.who.${actor.type}`, { name: actor.name });
}

function actText({ detail }: AuditEntry, t: TFunction): string {
  const kind = oneOf(operationKinds, detail['kind']) ?? 'refund';
  const amount = wonOf(detail['amount']);
  return amount === null
    ? t(`audit.actsPlain.${kind}`)
    : t(`audit.acts.${kind}`, { amount: formatAmount(amount) });
}

type OperationAction = Extract<AuditAction, `operation-${string}`>;

function operationText(entry: AuditEntry, action: OperationAction, t: TFunction): string {
  const { detail } = entry;
  const act = actText(entry, t);
  const decision = oneOf(decisions, detail['cause']);
  if (decision !== null && action !== 'operation-requested') {
    return t(`audit.decided.${decision}`, { act });
  }
  const state = oneOf(operationStates, detail['state']);
  const asked = action === 'operation-requested' && state !== 'proposed';
  if (state === null || asked) return t(`audit.said.${action}`, { act });
  return t(`audit.states.${state}`, { act });
}

/** A change from one value to another, by name. */
export interface ToldChange {
  name: string;
  from: string;
  to: string;
}

function isSettingName(name: string): name is keyof ShopSettings {
  return (settingNames as readonly string[]).includes(name);
}

const rolesWithLimits = ['operator', 'manager'] as const;

function isByRole(value: unknown): value is ByRole<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return rolesWithLimits.every((role) => {
    const one: unknown = (value as Record<string, unknown>)[role];
    return one === null || wonOf(one) !== null;
  });
}

/** The roles' values that changed, of a setting with a value per role; `null` for others. */
function roleChanges(
  name: keyof ShopSettings,
  { from, to }: { from: unknown; to: unknown },
  t: TFunction,
): ToldChange[] | null {
  if (name !== 'graceSeconds' && name !== 'personDayWon') return null;
  if (!isByRole(from) || !isByRole(to)) return null;
  const words = (value: unknown) =>
    name === 'personDayWon'
      ? roleSettingText(name, wonOf(value), t)
      : roleSettingText(name, wonOf(value) ?? 0, t);
  return rolesWithLimits
    .filter((role) => from[role] !== to[role])
    .map((role) => ({
      name: t('audit.ofRole', {
        name: t(`settings.names.${name}`),
        role: t(`common.role.${role}`),
      }),
      from: words(from[role]),
      to: words(to[role]),
    }));
}

function settingValue(name: keyof ShopSettings, value: unknown, t: TFunction): string {
  try {
    return settingText(name, value as never, t);
  } catch {
    // Another version of the desk stored it in another shape, so it is shown as JSON.
    return JSON.stringify(value);
  }
}

function plainValue(name: string, value: unknown, t: TFunction): string {
  const role = name === 'role' ? oneOf(roles, value) : null;
  if (role !== null) return t(`common.role.${role}`);
  if (typeof value === 'boolean') return t(value ? 'audit.values.yes' : 'audit.values.no');
  const won = name === 'dayCeilingWon' ? wonOf(value) : null;
  if (won !== null) return formatAmount(won);
  if (value === null) return t('audit.values.none');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Coded values that have a text. */
const codedValues = [
  'code',
  'recovery-code',
  'set-up',
  'own',
  'link',
  'idle',
  'asked',
  'replaced',
  'invitation',
  'reset',
  'sign-in',
  'step-up',
  'unlock',
  'two-factor',
  'change-password',
  'audit-log',
  ...bulkPauses,
] as const;

/** Fields with codes, which are translated. Text that a user typed is shown as it is. */
const codedNames = ['secondFactor', 'way', 'cause', 'kind', 'purpose', 'by', 'what', 'because'];

const factNames = [
  'amount',
  'answerHash',
  'approverOpened',
  'because',
  'before',
  'beginsAt',
  'bodyHash',
  'bulk',
  'by',
  'callbacks',
  'cause',
  'codesLeft',
  'count',
  'dayCeilingWon',
  'detail',
  'email',
  'emailMark',
  'evidence',
  'failed',
  'kind',
  'left',
  'leftWon',
  'mayExport',
  'name',
  'note',
  'open',
  'orderNo',
  'prevHash',
  'prints',
  'purpose',
  'reason',
  'refused',
  'replaced',
  'role',
  'rowSignature',
  'rows',
  'scopes',
  'secondFactor',
  'signature',
  'since',
  'sole',
  'staffId',
  'state',
  'succeeded',
  'succeededWon',
  'times',
  'tokenId',
  'totalWon',
  'until',
  'waits',
  'way',
  'what',
] as const;

/** The name of a field of the detail; an unknown one keeps its key. */
export function factName(name: string, t: TFunction): string {
  const known = oneOf(factNames, name);
  return known === null ? name : t(`audit.facts.${known}`);
}

/** The changes of an entry about settings or an account. */
export function changesOf({ detail }: AuditEntry, t: TFunction): ToldChange[] {
  const { changes } = detail;
  if (typeof changes !== 'object' || changes === null) return [];
  return Object.entries(changes as Record<string, unknown>).flatMap(([name, change]) => {
    const { from = null, to = null } = (change ?? {}) as { from?: unknown; to?: unknown };
    if (!isSettingName(name)) {
      const words = (value: unknown) => plainValue(name, value, t);
      return [{ name: factName(name, t), from: words(from), to: words(to) }];
    }
    const words = (value: unknown) => settingValue(name, value, t);
    const whole = { name: t(`settings.names.${name}`), from: words(from), to: words(to) };
    return roleChanges(name, { from, to }, t) ?? [whole];
  });
}

function changedSettings({ detail }: AuditEntry, t: TFunction): string[] {
  const { changes } = detail;
  if (typeof changes !== 'object' || changes === null) return [];
  return Object.keys(changes).map((name) =>
    isSettingName(name) ? t(`settings.names.${name}`) : factName(name, t),
  );
}

function whomText({ detail }: AuditEntry, t: TFunction): string {
  const name = textOf(detail['name']);
  return name === null ? t('audit.whom.unnamed') : t('audit.whom.named', { name });
}

function tokenText({ detail }: AuditEntry, t: TFunction): string {
  const name = textOf(detail['name']);
  return name === null ? t('audit.token.unnamed') : t('audit.token.named', { name });
}

/** Acts on what is sent to an address. */
type WebhookAction = Extract<AuditAction, `${'webhook' | 'push'}-${string}`>;

const isWebhookAction = (action: AuditAction): action is WebhookAction =>
  /^(webhook|push)-/.test(action);

function webhookText({ detail }: AuditEntry, action: WebhookAction, t: TFunction): string {
  const words = { to: textOf(detail['to']) ?? '', count: wonOf(detail['count']) ?? 0 };
  if (action === 'webhook-switched' && detail['on'] === false) return t('audit.webhookOff', words);
  return t(`audit.said.${action}`, words);
}

type NoticeAction = Extract<AuditAction, `chat-${string}` | `sheet-${string}`>;

const isNoticeAction = (action: AuditAction): action is NoticeAction =>
  action.startsWith('chat-') || action.startsWith('sheet-');

function noticeText({ detail }: AuditEntry, action: NoticeAction, t: TFunction): string {
  const { emails } = detail;
  const to = Array.isArray(emails) ? emails.join(', ') : textOf(detail['to']);
  const words = { to: to ?? '', of: textOf(detail['of']) ?? '' };
  if (action === 'sheet-mail-set' && words.to === '') return t('audit.sheetMailOff');
  const email = textOf(detail['email']) ?? '';
  return t(`audit.said.${action}`, { ...words, email });
}

function unlockText({ detail }: AuditEntry, t: TFunction): string {
  const by = oneOf(['two-factor', 'change-password'] as const, detail['by']);
  return t(by === null ? 'audit.said.unlock-refused' : `audit.passwordRefused.${by}`);
}

type LockAct = 'screen-locked' | 'screen-unlocked';

function lockText({ detail }: AuditEntry, action: LockAct, t: TFunction): string {
  const count = wonOf(detail['times']);
  if (count !== null) return t(`audit.often.${action}`, { count });
  return t(detail['cause'] === 'idle' ? 'audit.lockedIdle' : `audit.said.${action}`);
}

type SummedBulk = 'bulk-confirmed' | 'bulk-resumed' | 'bulk-ended';

const bulkFacts = {
  'bulk-confirmed': ['rows', 'totalWon'],
  'bulk-resumed': ['left', 'leftWon'],
  'bulk-ended': ['succeeded', 'succeededWon'],
} as const satisfies Record<SummedBulk, readonly [string, string]>;

function bulkText({ detail }: AuditEntry, action: SummedBulk, t: TFunction): string {
  const [count, won] = bulkFacts[action];
  const words = { count: wonOf(detail[count]) ?? 0, sum: formatAmount(wonOf(detail[won]) ?? 0) };
  return detail['waits'] === true ? t('audit.bulkAsked', words) : t(`audit.said.${action}`, words);
}

function monthText(
  { detail }: AuditEntry,
  action: 'month-signed' | 'month-reopened',
  t: TFunction,
): string {
  const { month, netWon } = detail;
  // More may have gone back than came in, so it is no plain amount.
  const net = formatAmount(typeof netWon === 'number' ? netWon : 0);
  return t(`audit.said.${action}`, { month: textOf(month) ?? '', net });
}

const accountActions = [
  ...(['two-factor-reset', 'password-reset-offered', 'wait-lifted'] as const),
  ...(['staff-added', 'staff-invited', 'staff-link-mailed'] as const),
  ...(['staff-changed', 'staff-disabled', 'staff-enabled'] as const),
];
type AccountAction = (typeof accountActions)[number];

const isAccountAction = (action: AuditAction): action is AccountAction =>
  accountActions.some((one) => one === action);

const settlementActions = [
  ...(['deposit-recorded', 'deposit-removed', 'deposits-read', 'rate-entered'] as const),
];
type SettlementAction = (typeof settlementActions)[number];

const isSettlementAction = (action: AuditAction): action is SettlementAction =>
  settlementActions.some((one) => one === action);

function settlementText({ detail }: AuditEntry, action: SettlementAction, t: TFunction): string {
  const amount = formatAmount(wonOf(detail['won']) ?? 0);
  const count = wonOf(detail['count']) ?? 0;
  return t(`audit.said.${action}`, { day: textOf(detail['day']) ?? '', amount, count });
}

function exportedText({ detail }: AuditEntry, t: TFunction): string {
  switch (detail['what']) {
    case 'payments':
    case 'period':
      return t('audit.paymentsExported');
    case 'access-records':
      return t('audit.accessExported');
    case 'settlement':
      return t('audit.settlementExported', { month: textOf(detail['month']) ?? '' });
    case 'period-close': {
      const from = textOf(detail['from']) ?? '';
      return t('audit.periodPrinted', { from, to: textOf(detail['to']) ?? '' });
    }
    case 'day-close':
      return t('audit.dayClosePrinted', { date: textOf(detail['date']) ?? '' });
    default:
      return t('audit.said.data-exported');
  }
}

function refusedText({ detail }: AuditEntry, t: TFunction): string {
  const count = wonOf(detail['refused']);
  return count === null ? t('audit.said.sign-in-refused') : t('audit.refusedOften', { count });
}

function passwordText(entry: AuditEntry, t: TFunction): string {
  return textOf(entry.detail['name']) === null
    ? t('audit.said.password-changed')
    : t('audit.passwordOf', { whom: whomText(entry, t) });
}

/** What was done: the rest of the sentence that `whoText` begins. */
export function saidText(entry: AuditEntry, t: TFunction): string {
  const { action } = entry;
  if (isAccountAction(action)) return t(`audit.said.${action}`, { whom: whomText(entry, t) });
  if (isSettlementAction(action)) return settlementText(entry, action, t);
  if (isNoticeAction(action)) return noticeText(entry, action, t);
  return isWebhookAction(action) ? webhookText(entry, action, t) : otherText(entry, action, t);
}

type OtherAction = Exclude<
  AuditAction,
  AccountAction | WebhookAction | NoticeAction | SettlementAction
>;

function otherText(entry: AuditEntry, action: OtherAction, t: TFunction): string {
  const { detail } = entry;
  switch (action) {
    case 'operation-requested':
    case 'operation-sent':
    case 'operation-decided':
    case 'operation-unclear':
    case 'operation-ended':
      return operationText(entry, action, t);
    case 'payment-created':
    case 'bank-transfer-recorded':
    case 'bank-transfer-confirmed':
    case 'bank-transfer-take-back-asked':
    case 'bank-transfer-taken-back':
    case 'bank-transfer-over-acknowledged':
      return t(`audit.said.${action}`, { amount: formatAmount(wonOf(detail['amount']) ?? 0) });
    case 'settings-changed':
      return t(`audit.said.${action}`, { names: changedSettings(entry, t).join(', ') });
    case 'sign-in-refused':
      return refusedText(entry, t);
    case 'screen-locked':
    case 'screen-unlocked':
      return lockText(entry, action, t);
    case 'unlock-refused':
      return unlockText(entry, t);
    case 'password-changed':
      return passwordText(entry, t);
    case 'token-added':
    case 'token-revoked':
      return t(`audit.said.${action}`, { token: tokenText(entry, t) });
    case 'month-signed':
    case 'month-reopened':
      return monthText(entry, action, t);
    case 'data-exported':
      return exportedText(entry, t);
    case 'session-ended':
    case 'buyer-data-erased':
    case 'access-records-pruned':
      return t(`audit.said.${action}`, { count: wonOf(detail['count']) ?? 0 });
    case 'bulk-confirmed':
    case 'bulk-resumed':
    case 'bulk-ended':
      return bulkText(entry, action, t);
    case 'bulk-approved':
    case 'bulk-declined':
    case 'bulk-paused':
    case 'bulk-stopped':
    case 'signed-in':
    case 'signed-out':
    case 'second-factor-passed':
    case 'second-factor-refused':
    case 'recovery-code-used':
    case 'two-factor-enrolled':
    case 'recovery-codes-renewed':
    case 'invitation-accepted':
    case 'drift-acknowledged':
    case 'receipt-printed':
    case 'audit-pruned':
      return t(`audit.said.${action}`);
  }
}

/** The field of the detail that has the reason a person wrote. */
const writtenUnder: Partial<Record<AuditAction, string>> = {
  'drift-acknowledged': 'note',
  'bank-transfer-recorded': 'note',
  'bank-transfer-take-back-asked': 'note',
  'bank-transfer-taken-back': 'note',
  'bank-transfer-over-acknowledged': 'note',
  'data-exported': 'reason',
  'month-reopened': 'reason',
  'bulk-declined': 'reason',
};

/** A person's reason, or the source of the evidence; `null` if neither is needed. */
export function entryEvidenceText(entry: AuditEntry, t: TFunction): string | null {
  const { action, detail } = entry;
  const written = textOf(detail[writtenUnder[action] ?? '']);
  if (written !== null) return t('audit.quoted', { text: written });
  const cause = oneOf(transitionCauses, detail['cause']);
  if (cause === null || !action.startsWith('operation-')) return null;
  if (reasoned.includes(cause)) {
    const why = textOf(detail['detail']);
    return why === null ? null : t('audit.quoted', { text: why });
  }
  const source = oneOf(evidenceSources, detail['evidence']);
  // A person's own action, or one that was only begun, needs no evidence.
  if (source === null || cause === 'claimed') return null;
  return t('audit.evidence', {
    source: t(`review.sources.${source}`),
    words: t(`review.causes.${cause}`),
  });
}

/** What was done last to the approver's account, in `approverOpened`. */
const openings = ['made', 'reset', 'enabled'] as const;

/** Who last created, reset or enabled the approver's account; `null` if the entry has none. */
export function openedText({ detail }: Pick<AuditEntry, 'detail'>, t: TFunction): string | null {
  const opened = detail['approverOpened'];
  if (typeof opened !== 'object' || opened === null) return null;
  const { what, at, by } = opened as Record<string, unknown>;
  const known = oneOf(openings, what);
  const when = momentText(at);
  if (known === null || when === null) return null;
  const name = textOf(by);
  return name === null
    ? t(`audit.openedOnServer.${known}`, { when })
    : t(`audit.opened.${known}`, { when, name });
}

function momentText(value: unknown): string | null {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? formatMoment(value) : null;
}

/** A value of the detail as text. */
export function factText(name: string, value: unknown, t: TFunction): string {
  if (name === 'kind') {
    const kind = oneOf(operationKinds, value);
    if (kind !== null) return t(`common.kind.${kind}`);
  }
  if (name === 'amount' || name.endsWith('Won')) {
    const won = wonOf(value);
    if (won !== null) return formatAmount(won);
  }
  if (name === 'state') {
    const state = oneOf(operationStates, value);
    if (state !== null) return t(`statuses.operation.${state}`);
  }
  if (name === 'cause') {
    const cause = oneOf(transitionCauses, value);
    if (cause !== null) return t(`review.causes.${cause}`);
  }
  if (name === 'evidence') {
    const source = oneOf(evidenceSources, value);
    if (source !== null) return t(`review.sources.${source}`);
    if (value === 'staff') return t('review.sources.someone');
  }
  if (name === 'approverOpened') {
    const opened = openedText({ detail: { approverOpened: value } }, t);
    if (opened !== null) return opened;
  }
  const coded = codedNames.includes(name) ? oneOf(codedValues, value) : null;
  if (coded !== null) return t(`audit.values.${coded}`);
  if (['until', 'since', 'before'].includes(name))
    return momentText(value) ?? JSON.stringify(value);
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value, null, 2)
    : plainValue(name, value, t);
}
