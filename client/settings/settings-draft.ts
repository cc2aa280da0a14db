/**
 * The draft of the settings form: its faults, the request that it becomes, and merging it with a
 * colleague's change; pure.
 */
import {
  APPROVAL_HOURS_MAX,
  GRACE_SECONDS_MAX,
  LIMIT_MAX_WON,
  ONE_LINE,
  SHOP_NAME_MAX,
} from '../../shared/limits.ts';
import type { Problem } from '../../shared/problem.ts';
import {
  ACCESS_YEARS,
  BUYER_DATA_YEARS,
  type ByRole,
  type ShopSettings,
} from '../../shared/settings.ts';
import { reasonTextFault } from '../parts/sent-reason.ts';
import { settingNames } from '../parts/setting-words.ts';
import type { SettingsAnswer } from '../../shared/api.ts';

/** A limit that can be switched off and keeps its amount meanwhile. */
export interface LimitDraft {
  on: boolean;
  won: number | null;
}

/** A reason with a key of its own, so that its field is kept when it moves. */
export interface ReasonDraft {
  key: number;
  text: string;
}

export interface SettingsDraft {
  shopName: string;
  businessNumber: string;
  refundReasons: ReasonDraft[];
  approvalFromWon: LimitDraft;
  /** `null` for an empty field. */
  approvalHours: number | null;
  graceSeconds: ByRole<number | null>;
  stepUpFromWon: LimitDraft;
  personDayWon: ByRole<LimitDraft>;
  shopDayWon: LimitDraft;
  pushAmounts: boolean;
  accessYears: number | null;
  buyerDataYears: number | null;
}

let lastKey = 0;

export function newReason(text = ''): ReasonDraft {
  lastKey += 1;
  return { key: lastKey, text };
}

const limitOf = (won: number | null): LimitDraft => ({ on: won !== null, won });
const wonOf = ({ on, won }: LimitDraft): number | null => (on ? won : null);

/** The settings of the answer, without its other fields. */
function editable(answer: SettingsAnswer): ShopSettings {
  const { shopName, businessNumber, refundReasons, approvalFromWon, approvalHours } = answer;
  const { graceSeconds, stepUpFromWon, personDayWon, shopDayWon } = answer;
  const { pushAmounts, accessYears, buyerDataYears } = answer;
  return {
    shopName,
    businessNumber,
    refundReasons,
    approvalFromWon,
    approvalHours,
    graceSeconds,
    stepUpFromWon,
    personDayWon,
    shopDayWon,
    pushAmounts,
    accessYears,
    buyerDataYears,
  };
}

export function draftOf(settings: ShopSettings): SettingsDraft {
  const { personDayWon } = settings;
  return {
    shopName: settings.shopName,
    businessNumber: settings.businessNumber ?? '',
    refundReasons: settings.refundReasons.map(newReason),
    approvalFromWon: limitOf(settings.approvalFromWon),
    approvalHours: settings.approvalHours,
    graceSeconds: { ...settings.graceSeconds },
    stepUpFromWon: limitOf(settings.stepUpFromWon),
    personDayWon: {
      operator: limitOf(personDayWon.operator),
      manager: limitOf(personDayWon.manager),
    },
    shopDayWon: limitOf(settings.shopDayWon),
    pushAmounts: settings.pushAmounts,
    accessYears: settings.accessYears,
    buyerDataYears: settings.buyerDataYears,
  };
}

/** `1234567890` or `123 45 67890` becomes `'123-45-67890'`; anything else is returned unchanged. */
export function withHyphens(typed: string): string {
  const digits = typed.normalize('NFKC').replace(/[\s-]/g, '');
  const parts = /^(\d{3})(\d{2})(\d{5})$/.exec(digits);
  return parts === null ? typed.trim() : parts.slice(1).join('-');
}

/** The settings that are sent. An empty number is 0 here; `draftFaults` refuses it before. */
export function settingsOf(draft: SettingsDraft): ShopSettings {
  const { graceSeconds, personDayWon } = draft;
  const businessNumber = withHyphens(draft.businessNumber);
  return {
    shopName: draft.shopName.trim(),
    businessNumber: businessNumber === '' ? null : businessNumber,
    refundReasons: draft.refundReasons.map(({ text }) => text.trim()),
    approvalFromWon: wonOf(draft.approvalFromWon),
    approvalHours: draft.approvalHours ?? 0,
    graceSeconds: {
      operator: graceSeconds.operator ?? 0,
      manager: graceSeconds.manager ?? 0,
    },
    stepUpFromWon: wonOf(draft.stepUpFromWon),
    personDayWon: {
      operator: wonOf(personDayWon.operator),
      manager: wonOf(personDayWon.manager),
    },
    shopDayWon: wonOf(draft.shopDayWon),
    pushAmounts: draft.pushAmounts,
    accessYears: draft.accessYears ?? 0,
    buyerDataYears: draft.buyerDataYears ?? 0,
  };
}

// ── faults ──────────────────────────────────────────────────────────────────────────────────────

export type SettingsFault =
  | 'shopNameMissing'
  | 'shopName'
  | 'businessNumber'
  | 'reasonEmpty'
  | 'reasonLong'
  | 'reasonCharacters'
  | 'reasonTwice'
  | 'reasonsNone'
  | 'wonMissing'
  | 'wonZero'
  | 'wonHigh'
  | 'hours'
  | 'seconds'
  | 'accessYears'
  | 'buyerDataYears'
  | 'refused';

/** Faults by place: `shopName`, `refundReasons`, `refundReasons/2`, `graceSeconds/operator`. */
export type SettingsFaults = Readonly<Record<string, SettingsFault>>;

const reasonFaultNames = {
  missing: 'reasonEmpty',
  'too-long': 'reasonLong',
  characters: 'reasonCharacters',
} as const;

function reasonFault(all: readonly string[], index: number): SettingsFault | null {
  const text = all[index] ?? '';
  const fault = reasonTextFault(text);
  if (fault !== null) return reasonFaultNames[fault];
  return all.indexOf(text) < index ? 'reasonTwice' : null;
}

function shopNameFault(name: string): SettingsFault | null {
  if (name === '') return 'shopNameMissing';
  return name.length > SHOP_NAME_MAX || !ONE_LINE.test(name) ? 'shopName' : null;
}

/** @param leastWon 0 if a limit of 0 won is valid */
function limitFault({ on, won }: LimitDraft, leastWon: 0 | 1): SettingsFault | null {
  if (!on) return null;
  if (won === null) return 'wonMissing';
  if (won < leastWon) return 'wonZero';
  return won > LIMIT_MAX_WON ? 'wonHigh' : null;
}

function numberFault(
  value: number | null,
  [least, most]: readonly [number, number],
  fault: SettingsFault,
): SettingsFault | null {
  return value === null || value < least || value > most ? fault : null;
}

const yearsOf = ({ least, most }: { least: number; most: number }) => [least, most] as const;

export function draftFaults(draft: SettingsDraft): SettingsFaults {
  const name = draft.shopName.trim();
  const number = withHyphens(draft.businessNumber);
  const reasons = draft.refundReasons.map(({ text }) => text.trim());
  const { graceSeconds, personDayWon } = draft;
  const found: Record<string, SettingsFault | null> = {
    shopName: shopNameFault(name),
    businessNumber: number === '' || /^\d{3}-\d{2}-\d{5}$/.test(number) ? null : 'businessNumber',
    refundReasons: reasons.length === 0 ? 'reasonsNone' : null,
    ...Object.fromEntries(
      reasons.map((_, index) => [`refundReasons/${index}`, reasonFault(reasons, index)]),
    ),
    approvalFromWon: limitFault(draft.approvalFromWon, 1),
    approvalHours: numberFault(draft.approvalHours, [1, APPROVAL_HOURS_MAX], 'hours'),
    'graceSeconds/operator': numberFault(graceSeconds.operator, [0, GRACE_SECONDS_MAX], 'seconds'),
    'graceSeconds/manager': numberFault(graceSeconds.manager, [0, GRACE_SECONDS_MAX], 'seconds'),
    stepUpFromWon: limitFault(draft.stepUpFromWon, 1),
    'personDayWon/operator': limitFault(personDayWon.operator, 0),
    'personDayWon/manager': limitFault(personDayWon.manager, 0),
    shopDayWon: limitFault(draft.shopDayWon, 0),
    accessYears: numberFault(draft.accessYears, yearsOf(ACCESS_YEARS), 'accessYears'),
    buyerDataYears: numberFault(draft.buyerDataYears, yearsOf(BUYER_DATA_YEARS), 'buyerDataYears'),
  };
  const wrong = Object.entries(found).filter(([, fault]) => fault !== null);
  return Object.fromEntries(wrong) as SettingsFaults;
}

/** The server's faults by the same places; `{}` if none belongs to a field. */
export function faultsFromProblem(problem: Problem): SettingsFaults {
  if (problem.code !== 'invalid-request') return {};
  const faults: Record<string, SettingsFault> = {};
  for (const { pointer } of problem.errors ?? []) {
    const [, name, inner] = /^#?\/settings\/(\w+)(?:\/(\w+))?/.exec(pointer) ?? [];
    if (name !== undefined) faults[inner === undefined ? name : `${name}/${inner}`] = 'refused';
  }
  return faults;
}

// ── a colleague saved first ─────────────────────────────────────────────────────────────────────

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Names of the settings that differ, in the page's order. */
function changedNames(before: ShopSettings, after: ShopSettings): (keyof ShopSettings)[] {
  return settingNames.filter((name) => !isSame(before[name], after[name]));
}

/** A setting that a colleague changed while the form was open. */
interface ForeignChange {
  name: keyof ShopSettings;
  /** It was changed here too, to another value, so one of the two has to be chosen. */
  conflict: boolean;
}

/** A colleague's changes, compared with those made here. */
function foreignChanges(
  base: ShopSettings,
  theirs: ShopSettings,
  mine: ShopSettings,
): ForeignChange[] {
  const mineChanged = changedNames(base, mine);
  return changedNames(base, theirs).map((name) => ({
    name,
    conflict: mineChanged.includes(name) && !isSame(theirs[name], mine[name]),
  }));
}

/** A draft with one setting taken from `from`. */
function withSetting(
  draft: SettingsDraft,
  name: keyof ShopSettings,
  from: ShopSettings,
): SettingsDraft {
  return { ...draft, [name]: draftOf(from)[name] };
}

/** A colleague's change as it is shown: the old value, theirs, and the one entered here. */
export interface ToldChange extends ForeignChange {
  before: ShopSettings;
  theirs: ShopSettings;
  mine: SettingsDraft;
}

export interface SettingsForm {
  /** The settings that the form is based on. Their version is sent to detect conflicts. */
  base: SettingsAnswer;
  draft: SettingsDraft;
  /** A colleague's changes that have not been acknowledged yet. */
  told: readonly ToldChange[];
}

export function formOf(answer: SettingsAnswer): SettingsForm {
  return { base: answer, draft: draftOf(editable(answer)), told: [] };
}

/** Names of the settings that have unsaved changes. */
export function unsaved({ base, draft }: SettingsForm): (keyof ShopSettings)[] {
  return changedNames(editable(base), settingsOf(draft));
}

/** A retention period that would become shorter, in years. */
export interface ShorterTerm {
  name: 'accessYears' | 'buyerDataYears';
  from: number;
  to: number;
}

export function shorterTerms({ base, draft }: SettingsForm): ShorterTerm[] {
  const mine = settingsOf(draft);
  return (['buyerDataYears', 'accessYears'] as const)
    .filter((name) => mine[name] < base[name])
    .map((name) => ({ name, from: base[name], to: mine[name] }));
}

/**
 * Rebases the form onto newer settings. A setting without a change here takes the new value; a
 * changed one keeps its own until the person chooses. Without unsaved changes the new settings
 * replace the form.
 */
export function rebased(form: SettingsForm, answer: SettingsAnswer): SettingsForm {
  if (unsaved(form).length === 0) return formOf(answer);
  const before = editable(form.base);
  const theirs = editable(answer);
  const changes = foreignChanges(before, theirs, settingsOf(form.draft));
  const draft = changes
    .filter(({ conflict }) => !conflict)
    .reduce((sum, { name }) => withSetting(sum, name, theirs), form.draft);
  const news = changes.map((change): ToldChange => {
    const earlier = form.told.find(({ name }) => name === change.name);
    return { ...change, before: earlier?.before ?? before, theirs, mine: form.draft };
  });
  const names = news.map(({ name }) => name);
  const kept = form.told.filter(({ name }) => !names.includes(name));
  return { base: answer, draft, told: [...kept, ...news] };
}
