/** The shop's settings: everybody signed in can read them, managers can replace them. */
import type { HandlerInput, SettingsAnswer } from '../../shared/api.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import { route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import type { ShopSettingsStore } from './shop-settings.ts';

/** Facts that the settings screen (설정) shows beside the settings, read-only. */
export interface DeskFacts {
  publicUrl: string;
  mode: 'test' | 'live';
  keyLast4: string;
}

/** `1234567890` and `123-45-67890` are the same number; it is stored with hyphens, as printed. */
function withHyphens(businessNumber: string | null): string | null {
  if (businessNumber === null) return null;
  const digits = businessNumber.replaceAll('-', '');
  return `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`;
}

type SentSettings = HandlerInput<'PUT /api/settings'>['body']['settings'];

/** Normalises settings before they are stored; what was not sent stays. */
function tidied(now: ShopSettings, sent: SentSettings): ShopSettings {
  const { pushAmounts = now.pushAmounts, ...settings } = sent;
  return {
    ...settings,
    pushAmounts,
    businessNumber: withHyphens(settings.businessNumber),
    refundReasons: [...new Set(settings.refundReasons)],
  };
}

/** `GET` and `PUT /api/settings` */
export function settingsRoutes(store: ShopSettingsStore, desk: DeskFacts): Route[] {
  const answer = (): SettingsAnswer => {
    const { settings, version } = store.current();
    const { publicUrl, mode, keyLast4 } = desk;
    return {
      ...settings,
      version,
      callbackUrl: `${publicUrl}/toss/callback`,
      retUrl: `${publicUrl}/checkout/return`,
      retCancelUrl: `${publicUrl}/checkout/cancel`,
      keyLast4,
      mode,
    };
  };
  return [
    route('GET /api/settings', () => ({ status: 200, body: answer() })),
    route('PUT /api/settings', async ({ body }, { actor }) => {
      await store.replace(
        tidied(store.current().settings, body.settings),
        body.seenVersion,
        staffOf(actor),
      );
      return { status: 200, body: answer() };
    }),
  ];
}
