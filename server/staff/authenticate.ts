/** Resolves a cookie or bearer to a caller; looked up on every request. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Authenticate, Caller } from '../http/authenticate.ts';
import { bearerOf } from '../http/check-origin.ts';
import type { ServiceTokens } from './service-tokens.ts';
import type { SessionGate } from './session-gate.ts';
import type { HeldSession } from './sessions.ts';

interface AuthenticateDeps {
  gate: SessionGate;
  tokens: ServiceTokens;
  mode: 'test' | 'live';
}

async function tokenCaller(
  text: string,
  tokens: ServiceTokens,
  address: string | null,
): Promise<Caller | null> {
  const token = await tokens.use(text);
  if (!token) return null;
  const { id, name, scopes } = token;
  return {
    actor: { type: 'token', id, name, scopes, address },
    isStillValid: () => tokens.isValid(text),
  };
}

function staffCaller(
  held: HeldSession,
  { gate, mode }: AuthenticateDeps,
  { headers, address }: { headers: IncomingHttpHeaders; address: string | null },
): Caller {
  const { id, name, email, role, mayExport, dayCeilingWon, secondFactorAt } = held;
  return {
    actor: {
      type: 'staff',
      id,
      name,
      email,
      role,
      mayExport,
      dayCeilingWon,
      // With a live key everybody needs one: viewers can read and perhaps export buyers' data.
      twoFactor: { enrolled: held.enrolled, required: mode === 'live' },
      secondFactorAt,
      sessionId: held.sessionId,
      sessionEndsAt: held.expiresAt,
      address,
    },
    isStillValid: () => gate.isStillOpen(held, headers),
  };
}

export function authenticator(deps: AuthenticateDeps): Authenticate {
  const { gate, tokens } = deps;
  return async (credentials) => {
    const { headers, address } = credentials;
    // With a bearer, ignore the cookie: otherwise a token could use a person's rights.
    if (headers.authorization !== undefined) {
      const bearer = bearerOf(headers);
      return bearer === null ? null : tokenCaller(bearer, tokens, address);
    }
    const held = await gate.enter(credentials);
    return held && staffCaller(held, deps, { headers, address });
  };
}
