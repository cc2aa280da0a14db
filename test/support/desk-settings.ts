/** Reads the settings as a manager, changes some and sends all of them back, as the screen does. */
import type { SettingsAnswer } from '../../shared/api.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import type { DeskAnswer, RunningDesk } from './start-desk.ts';

export async function readSettings(desk: RunningDesk): Promise<SettingsAnswer> {
  const answer = await desk.as('manager').call('GET', '/api/settings');
  if (answer.status !== 200) throw new Error(`settings: ${JSON.stringify(answer.body)}`);
  return answer.body as SettingsAnswer;
}

/** The part of a response that the form sends back. */
export function editable(answer: SettingsAnswer): ShopSettings {
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

/** Changes some of the current settings. @throws Error where the desk refuses */
export async function changeSettings(
  desk: RunningDesk,
  change: Partial<ShopSettings>,
): Promise<SettingsAnswer> {
  const now = await readSettings(desk);
  const answer = await putSettings(desk, { ...editable(now), ...change }, now.version);
  if (answer.status !== 200) throw new Error(`settings: ${JSON.stringify(answer.body)}`);
  return answer.body as SettingsAnswer;
}

/** Sends all settings, as the form does. */
export function putSettings(
  desk: RunningDesk,
  settings: object,
  seenVersion: number,
  who: { role?: 'viewer' | 'operator' | 'manager'; name?: string } = {},
): Promise<DeskAnswer> {
  const { role = 'manager', name = 'first' } = who;
  return desk.as(role, name).call('PUT', '/api/settings', { settings, seenVersion });
}
