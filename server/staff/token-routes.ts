/** Service tokens over HTTP: the same functions and audit rows as `npm run token`. */
import { AppError } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import type { Storage } from '../storage/storage.ts';
import type { Unit } from '../storage/unit.ts';
import type { ServiceToken, ServiceTokens } from './service-tokens.ts';
import { auditActor } from './session-gate.ts';

function nameTaken(): AppError {
  const detail = 'is the name of a valid token or of a person';
  return new AppError('invalid-request', undefined, {
    errors: [{ pointer: '/name', code: 'taken', params: {}, detail }],
  });
}

export interface TokenRouteDeps {
  storage: Storage;
  tokens: ServiceTokens;
  /** Whether the operator lets tokens ask for refunds. */
  refunds: boolean;
}

/** `/api/tokens` */
export function tokenRoutes({ storage, tokens, refunds }: TokenRouteDeps): Route[] {
  const get = function* (id: string): Unit<ServiceToken> {
    const token = (yield* tokens.list()).find((one) => one.id === id.toLowerCase());
    if (token === undefined) throw new AppError('not-found', 'There is no such token');
    return token;
  };
  return [
    route('GET /api/tokens', () => ({
      status: 200,
      body: { refunds, items: storage.read(tokens.list()) },
    })),
    route('POST /api/tokens', async ({ body }, { actor }) => {
      const staff = staffOf(actor);
      const { name, scopes, dayCeilingWon } = body;
      if (dayCeilingWon !== undefined && !refunds) throw new AppError('token-refunds-off');
      if (storage.read(tokens.isTaken(name))) throw nameTaken();
      const maker = { id: staff.id, name: staff.name };
      const terms = dayCeilingWon === undefined ? undefined : { dayCeilingWon, maker };
      const made = await tokens.add(auditActor(staff, staff.address), name, scopes, terms);
      return { status: 201, body: made };
    }),
    route('DELETE /api/tokens/:id', async ({ params }, { actor }) => {
      const staff = staffOf(actor);
      const { id, name, revokedAt } = storage.read(get(params.id));
      // Revoking a revoked token succeeds, for repeated clicks and other tabs.
      if (revokedAt === null) await tokens.revoke(auditActor(staff, staff.address), name);
      return { status: 200, body: storage.read(get(id)) };
    }),
  ];
}
