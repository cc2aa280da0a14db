/** The whole staff side: accounts, sign-in, tokens and their routes, on a separate connection. */
import type { Router } from 'express';
import type { Clock, Random } from '../clock.ts';
import type { Config } from '../config.ts';
import type { ShopRules } from '../deps.ts';
import type { Authenticate } from '../http/authenticate.ts';
import type { Route } from '../http/endpoint.ts';
import type { Logger } from '../log.ts';
import { createMailer } from '../send-mail.ts';
import { openConnection } from '../storage/connection.ts';
import type { Storage } from '../storage/storage.ts';
import type { LineState } from '../waiting-line.ts';
import { ensureDemoStaff } from './demo-staff.ts';
import { meRoutes } from './me-routes.ts';
import { openAccounts } from './open-accounts.ts';
import { openSignIn } from './open-sign-in.ts';
import { passwordLinkRouter } from './password-link-router.ts';
import { preferenceStore } from './preferences.ts';
import { serviceTokens, type ServiceTokens } from './service-tokens.ts';
import type { SignInLimits } from './sign-in-limits.ts';
import type { StaffAccounts } from './staff-accounts.ts';
import type { StaffChanges } from './staff-changes.ts';
import { sessionRoutes } from './session-routes.ts';
import { staffRoutes } from './staff-routes.ts';
import { tokenRoutes } from './token-routes.ts';

export interface StaffDeps {
  storage: Pick<Storage, 'file' | 'check' | 'time'>;
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
  close(): void;
}

function tellRefundTokens(tokens: ServiceTokens, log: Logger): void {
  const refunding = tokens
    .list()
    .filter(({ dayCeilingWon, revokedAt }) => dayCeilingWon !== null && revokedAt === null)
    .map(({ name, dayCeilingWon, maker }) => ({ name, dayCeilingWon, maker: maker?.name }));
  if (refunding.length === 0) return;
  log.warn({ tokens: refunding }, 'these service tokens may ask for refunds');
}

/** Opens the staff side; writes nothing before `begin`. */
export function openStaff(deps: StaffDeps): Staff {
  const { config, clock, random } = deps;
  const { file, check, time } = deps.storage;
  const connection = openConnection(file);
  check.guard(connection);
  const { demoStaff } = config;
  const opened = openAccounts({ ...deps, connection, publicUrl: config.publicUrl, demoStaff });
  const { accounts, changes } = opened;
  const tokens = serviceTokens(connection, clock, random, () => check.state() === 'sound');
  const links = passwordLinkRouter(opened.links);
  const limits = deps.signInLimits;
  const { ownerOf } = opened;
  const signIn = openSignIn({ ...deps, connection, check, tokens, limits, links, ownerOf });
  return {
    accounts,
    changes,
    tokens,
    authenticate: signIn.authenticate,
    signIn: signIn.router,
    passwordLine: signIn.line,
    routes: [
      ...meRoutes({
        connection,
        clock,
        time,
        shop: { mode: config.mode, sandbox: config.sandbox !== null, version: deps.version },
        shopName: deps.shopName,
        rules: deps.rules,
        activeManagerIds: () => accounts.activeManagerIds(),
        preferences: preferenceStore(connection),
      }),
      ...sessionRoutes({ connection, clock, sessions: signIn.sessions, cookie: signIn.cookie }),
      ...staffRoutes({
        ...{ accounts, changes, connection, clock, links: opened.links },
        shopName: deps.shopName,
        mail: createMailer(config.mail),
        mailable: config.mail !== null,
      }),
      ...tokenRoutes(tokens, config.tokenRefunds),
    ],
    begin: async () => {
      signIn.sessions.sweep();
      if (config.tokenRefunds) tellRefundTokens(tokens, deps.log);
      if (demoStaff) await ensureDemoStaff(accounts, changes);
    },
    close: () => {
      signIn.close();
      connection.close();
    },
  };
}
