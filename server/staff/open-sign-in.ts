/** The whole sign-in: authentication of requests, and the sign-in routes. */
import type { Router } from 'express';
import type { Clock, Random } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Authenticate } from '../http/authenticate.ts';
import type { Logger } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import type { LineState } from '../waiting-line.ts';
import type { AuthParts } from './auth-parts.ts';
import { authenticator } from './authenticate.ts';
import { lockRows } from './lock-rows.ts';
import { passwordCheck } from './password-check.ts';
import { refusedSignIns } from './refused-sign-ins.ts';
import { secondFactors } from './second-factors.ts';
import type { ServiceTokens } from './service-tokens.ts';
import { sessionCookie, type SessionCookie } from './session-cookie.ts';
import { sessionGate } from './session-gate.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { attemptLimits, defaultSignInLimits, type SignInLimits } from './sign-in-limits.ts';
import { signInRouter } from './sign-in-router.ts';
import { staffKeys } from './staff-keys.ts';
import { unwrittenActs } from './unwritten-acts.ts';

export interface SignInDeps extends Pick<AuthParts, 'shopName' | 'ownerOf'> {
  storage: Storage;
  clock: Clock;
  random: Random;
  log: Logger;
  config: Pick<Config, 'authSecret' | 'secureCookies' | 'mode'>;
  tokens: ServiceTokens;
  limits?: SignInLimits | undefined;
  /** Router for choosing a password by a link. */
  links: Router;
}

export interface SignIn {
  authenticate: Authenticate;
  router: Router;
  /** Queue of password checks. */
  line: LineState;
  sessions: Sessions;
  cookie: SessionCookie;
  /** Writes pending audit rows; call it before the storage is closed. */
  close(): Promise<void>;
}

export function openSignIn(deps: SignInDeps): SignIn {
  const { storage, clock, random, log, config } = deps;
  const keys = staffKeys(config.authSecret, random);
  const unwritten = unwrittenActs({ check: storage.check, log });
  const base = { storage, clock, random, log, keys, unwritten };
  const cookie = sessionCookie({ clock, secure: config.secureCookies });
  const sessions = createSessions(base);
  const gate = sessionGate({ ...base, sessions, cookie });
  const refused = refusedSignIns(base);
  const locks = lockRows(base);
  const parts: AuthParts = {
    ...base,
    sessions,
    gate,
    cookie,
    refused,
    lockRows: locks,
    factors: secondFactors(base),
    passwords: passwordCheck(),
    limits: storage.read(attemptLimits(clock, deps.limits ?? defaultSignInLimits)),
    shopName: deps.shopName,
    ownerOf: deps.ownerOf,
  };
  return {
    authenticate: authenticator({ gate, tokens: deps.tokens, mode: config.mode }),
    router: signInRouter(parts, deps.links),
    line: parts.passwords.line,
    sessions,
    cookie,
    close: async () => {
      await refused.close();
      await locks.close();
    },
  };
}
