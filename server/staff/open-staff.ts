/** The whole staff side: accounts, sign-in, tokens and their routes. */
import type { Router } from 'express';
import type { Clock, Random } from '../clock.ts';
import type { Config } from '../config.ts';
import type { ShopRules } from '../deps.ts';
import type { Authenticate } from '../http/authenticate.ts';
import type { Route } from '../http/endpoint.ts';
import type { Logger } from '../log.ts';
import { createMailer } from '../send-mail.ts';
import type { Storage } from '../storage/storage.ts';
import type { LineState } from '../waiting-line.ts';
import { ensureDemoStaff } from './demo-staff.ts';
import { meRoutes } from './me-routes.ts';
import { openAccounts } from './open-accounts.ts';
import { openSignIn } from './open-sign-in.ts';
import { passwordLinkRouter } from './password-link-router.ts';
import { serviceTokens, type ServiceTokens } from './service-tokens.ts';
import type { SignInLimits } from './sign-in-limits.ts';
import type { StaffAccounts } from './staff-accounts.ts';
import type { StaffChanges } from './staff-changes.ts';
import { sessionRoutes } from './session-routes.ts';
import { staffRoutes } from './staff-routes.ts';
import { tokenRoutes } from './token-routes.ts';

export interface StaffDeps {
  storage: Storage;
  config: Pick<
    Config,
    | ('authSecret' | 'publicUrl' | 'secureCookies' | 'demoStaff' | 'mode' | 'sandbox' | 'mail')
    | 'tokenRefunds'
  >;
  version: string;
  /** Return the present values: a change applies from the next request on. */
  rules: () => ShopRules;
  shopName: () => string;
  clock: Clock;
  random: Random;
  log: Logger;
  signInLimits?: SignInLimits;
}

export interface Staff {
  accounts: StaffAccounts;
  changes: StaffChanges;
  tokens: ServiceTokens;
  authenticate: Authenticate;
  /** For `AppDeps.signIn`. */
  signIn: Router;
  /** Queue of password checks. */
  passwordLine: LineState;
  routes: Route[];
  /**
   * Call once the file is sound: removes expired sessions and creates a sandbox's demo accounts.
   */
  begin(): Promise<void>;
  /** Writes pending audit rows; call it before the storage is closed. */
  close(): Promise<void>;
}

function tellRefundTokens({ storage, log }: StaffDeps, tokens: ServiceTokens): void {
  const refunding = storage
    .read(tokens.list())
    .filter(({ dayCeilingWon, revokedAt }) => dayCeilingWon !== null && revokedAt === null)
    .map(({ name, dayCeilingWon, maker }) => ({ name, dayCeilingWon, maker: maker?.name }));
  if (refunding.length === 0) return;
  log.warn({ tokens: refunding }, 'these service tokens may ask for refunds');
}

/** Opens the staff side; writes nothing before `begin`. */
export function openStaff(deps: StaffDeps): Staff {
  const { storage, config, clock, random } = deps;
  const { demoStaff } = config;
  const opened = openAccounts({ ...deps, publicUrl: config.publicUrl, demoStaff });
  const { accounts, changes } = opened;
  const tokens = serviceTokens(storage, clock, random);
  const links = passwordLinkRouter(storage, opened.links);
  const limits = deps.signInLimits;
  const { ownerOf } = opened;
  const signIn = openSignIn({ ...deps, tokens, limits, links, ownerOf });
  return {
    accounts,
    changes,
    tokens,
    authenticate: signIn.authenticate,
    signIn: signIn.router,
    passwordLine: signIn.line,
    routes: [
      ...meRoutes({
        storage,
        people: {
          clock,
          time: storage.time,
          activeManagerIds: () => accounts.activeManagerIds(),
        },
        clock,
        shop: { mode: config.mode, sandbox: config.sandbox !== null, version: deps.version },
        shopName: deps.shopName,
        rules: deps.rules,
      }),
      ...sessionRoutes({ storage, clock, sessions: signIn.sessions, cookie: signIn.cookie }),
      ...staffRoutes({
        ...{ accounts, changes, storage, clock, links: opened.links },
        shopName: deps.shopName,
        mail: createMailer(config.mail),
        mailable: config.mail !== null,
      }),
      ...tokenRoutes({ storage, tokens, refunds: config.tokenRefunds }),
    ],
    begin: async () => {
      await storage.transact(() => signIn.sessions.sweep());
      if (config.tokenRefunds) tellRefundTokens(deps, tokens);
      if (demoStaff) await ensureDemoStaff(storage, accounts, changes);
    },
    close: () => signIn.close(),
  };
}
