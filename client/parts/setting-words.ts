/** Formats the values of settings, for the settings page and the audit log. */
import type { TFunction } from 'i18next';
import type { ByRole, ShopSettings } from '../../shared/settings.ts';
import { formatAmount } from '../format.ts';

const SECONDS_A_MINUTE = 60;
const HOURS_A_DAY = 24;

/** `90` → `'1분 30초'` */
export function secondsText(seconds: number, t: TFunction): string {
  const m = Math.floor(seconds / SECONDS_A_MINUTE);
  const s = seconds % SECONDS_A_MINUTE;
  if (m === 0) return t('settings.time.seconds', { n: s });
  return s === 0
    ? t('settings.time.minutes', { n: m })
    : t('settings.time.minutesSeconds', { m, s });
}

/** `36` → `'1일 12시간'` */
export function hoursText(hours: number, t: TFunction): string {
  const d = Math.floor(hours / HOURS_A_DAY);
  const h = hours % HOURS_A_DAY;
  if (d === 0) return t('settings.time.hours', { n: h });
  return h === 0 ? t('settings.time.days', { n: d }) : t('settings.time.daysHours', { d, h });
}

/** Settings with a value per role. */
interface RoleSettings {
  graceSeconds: number;
  personDayWon: number | null;
}

const ofOneRole: {
  [K in keyof RoleSettings]: (value: RoleSettings[K], t: TFunction) => string;
} = {
  graceSeconds: (value, t) => (value === 0 ? t('settings.fields.graceOff') : secondsText(value, t)),
  personDayWon: ceilingText,
};

/** One role's value of such a setting. */
export function roleSettingText<K extends keyof RoleSettings>(
  name: K,
  value: RoleSettings[K],
  t: TFunction,
): string {
  return ofOneRole[name](value, t);
}

function byRoleText<K extends keyof RoleSettings>(
  name: K,
  value: ByRole<RoleSettings[K]>,
  t: TFunction,
): string {
  return (['operator', 'manager'] as const)
    .map((role) =>
      t('settings.roleValue', {
        role: t(`common.role.${role}`),
        value: roleSettingText(name, value[role], t),
      }),
    )
    .join(' · ');
}

const text: {
  [K in keyof ShopSettings]: (value: ShopSettings[K], t: TFunction) => string;
} = {
  shopName: (value) => value,
  businessNumber: (value, t) => value ?? t('settings.none'),
  refundReasons: (value) => value.join(', '),
  approvalFromWon: (value, t) => (value === null ? t('settings.none') : formatAmount(value)),
  approvalHours: hoursText,
  graceSeconds: (value, t) => byRoleText('graceSeconds', value, t),
  stepUpFromWon: (value, t) => (value === null ? t('settings.none') : formatAmount(value)),
  personDayWon: (value, t) => byRoleText('personDayWon', value, t),
  shopDayWon: (value, t) => ceilingText(value, t),
  pushAmounts: (value, t) => t(value ? 'settings.shown' : 'settings.hidden'),
  accessYears: (value, t) => t('settings.time.years', { n: value }),
  buyerDataYears: (value, t) => t('settings.time.years', { n: value }),
};

function ceilingText(won: number | null, t: TFunction): string {
  return won === null ? t('settings.noLimit') : formatAmount(won);
}

/** The names of all settings, in the order of the page. */
export const settingNames = Object.keys(text) as (keyof ShopSettings)[];

export function settingText<K extends keyof ShopSettings>(
  name: K,
  value: ShopSettings[K],
  t: TFunction,
): string {
  return text[name](value, t);
}
