/** The present settings of the shop: values of the environment until somebody changes them. */
import { isDeepStrictEqual } from 'node:util';
import {
  ACCESS_YEARS,
  BUYER_DATA_YEARS,
  OPERATOR_DAY_WON,
  usualRefundReasons,
  type ShopSettings,
} from '../../shared/settings.ts';
import type { Config } from '../config.ts';
import type { ShopRules } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { StaffOnDuty } from '../http/endpoint.ts';
import { keptSettings, replaceSettings, type KeptSettings } from '../storage/settings.ts';
import type { Storage } from '../storage/storage.ts';

export interface ShopSettingsStore {
  /** The present settings and the number of changes. */
  current(): { settings: ShopSettings; version: number };
  /** The same in the form that the money engine uses. */
  rules(): ShopRules;
  /**
   * Takes effect with the next request.
   * @throws AppError stale-view when somebody else changed them since `seenVersion`
   */
  replace(
    settings: ShopSettings,
    seenVersion: number,
    staff: Pick<StaffOnDuty, 'id' | 'name' | 'address'>,
  ): Promise<void>;
}

type FirstValues = Pick<
  Config,
  'shopName' | 'approvalFromWon' | 'approvalHours' | 'graceSeconds' | 'stepUpFromWon'
>;

const HOUR_MS = 60 * 60 * 1000;

function firstSettings(config: FirstValues): ShopSettings {
  const { shopName, approvalFromWon, approvalHours, graceSeconds, stepUpFromWon } = config;
  return {
    shopName,
    businessNumber: null,
    refundReasons: [...usualRefundReasons],
    approvalFromWon,
    approvalHours,
    graceSeconds: { operator: graceSeconds, manager: graceSeconds },
    stepUpFromWon,
    personDayWon: { operator: OPERATOR_DAY_WON, manager: null },
    shopDayWon: null,
    pushAmounts: false,
    accessYears: ACCESS_YEARS.usual,
    buyerDataYears: BUYER_DATA_YEARS.usual,
  };
}

function changesBetween(before: ShopSettings, after: ShopSettings) {
  const names = Object.keys(after) as (keyof ShopSettings)[];
  return Object.fromEntries(
    names
      .filter((name) => !isDeepStrictEqual(before[name], after[name]))
      .map((name) => [name, { from: before[name], to: after[name] }]),
  );
}

function rulesOf(settings: ShopSettings): ShopRules {
  const { approvalFromWon, approvalHours, graceSeconds, stepUpFromWon } = settings;
  const { personDayWon, shopDayWon } = settings;
  return {
    approvalFromWon,
    approvalMs: approvalHours * HOUR_MS,
    graceMs: { operator: graceSeconds.operator * 1000, manager: graceSeconds.manager * 1000 },
    stepUpFromWon,
    personDayWon,
    shopDayWon,
  };
}

/** @param config the values until somebody changes them */
export function openShopSettings(storage: Storage, config: FirstValues): ShopSettingsStore {
  const first = firstSettings(config);
  const settingsOf = (kept: KeptSettings) => ({
    settings: { ...first, ...kept.settings },
    version: kept.version,
  });
  // Only this process writes the settings, so this cache stays valid until its next write.
  let now = settingsOf(storage.read(keptSettings()));
  let rules = rulesOf(now.settings);
  return {
    current: () => now,
    rules: () => rules,
    replace: async (settings, seenVersion, { id, name, address }) => {
      const actor = { type: 'staff', id, name, address } as const;
      const kept = await replaceSettings(storage, actor, (found) => {
        if (found.version !== seenVersion) {
          throw new AppError('stale-view', 'Somebody else has changed the settings meanwhile');
        }
        return { settings, changes: changesBetween(settingsOf(found).settings, settings) };
      });
      now = settingsOf(kept);
      rules = rulesOf(now.settings);
    },
  };
}
