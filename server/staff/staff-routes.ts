/** Who am I, what do I like, and what the screens need to know of the shop. */
import { permissionsOf } from '../../shared/permissions.ts';
import { AppError } from '../errors.ts';
import { route, type Actor, type Route } from '../http/endpoint.ts';
import type { PreferenceStore } from './preferences.ts';

export interface StaffRouteDeps {
  shop: {
    shopName: string;
    publicUrl: string;
    mode: 'test' | 'live';
    sandbox: boolean;
    keyLast4: string;
    version: string;
  };
  /** What the shop's owner has decided about refunds. */
  rules: { approvalFromWon: number | null; approvalHours: number; graceSeconds: number };
  activeManagerIds: () => readonly string[];
  preferences: PreferenceStore;
}

/** Reasons that fit most refunds; Toss takes at most 50 characters. */
const refundReasons = ['단순 변심', '상품 불량', '오배송', '재고 부족', '중복 결제', '가격 조정'];

type Staff = Extract<Actor, { type: 'staff' }>;

function staffOf(actor: Actor): Staff {
  // The table gives these endpoints to no token; this holds where it is edited by mistake.
  if (actor.type !== 'staff') throw new AppError('forbidden');
  return actor;
}

export function staffRoutes(deps: StaffRouteDeps): Route[] {
  const { shop, preferences, rules } = deps;
  return [
    route('GET /api/me', (_input, { actor }) => {
      const { id, name, email, role } = staffOf(actor);
      const managers = deps.activeManagerIds();
      const soleManager = managers.length === 1 && managers[0] === id;
      const { mode, sandbox, shopName, version } = shop;
      return Promise.resolve({
        status: 200,
        body: {
          staff: { id, name, email, role },
          permissions: [...permissionsOf[role]],
          mode,
          sandbox,
          shopName,
          version,
          rules: { ...rules, soleManager },
        },
      });
    }),
    route('GET /api/me/preferences', (_input, { actor }) =>
      Promise.resolve({ status: 200, body: preferences.read(staffOf(actor).id) }),
    ),
    route('PUT /api/me/preferences', ({ body }, { actor }) => {
      preferences.write(staffOf(actor).id, body);
      return Promise.resolve({ status: 200, body });
    }),
    route('GET /api/settings', () => {
      const { shopName, publicUrl, keyLast4, mode } = shop;
      return Promise.resolve({
        status: 200,
        body: {
          shopName,
          refundReasons,
          callbackUrl: `${publicUrl}/toss/callback`,
          retUrl: `${publicUrl}/checkout/return`,
          retCancelUrl: `${publicUrl}/checkout/cancel`,
          keyLast4,
          mode,
        },
      });
    }),
  ];
}
