/** Staff as a whole: accounts, sign-in, tokens and their routes, over a connection of their own. */
import type { Router } from 'express';
import type { Clock, Random } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Authenticate } from '../http/authenticate.ts';
import type { Route } from '../http/endpoint.ts';
import type { Logger } from '../log.ts';
import { openConnection } from '../storage/connection.ts';
import { authLibrary } from './auth-library.ts';
import { authenticator } from './authenticate.ts';
import { ensureDemoStaff } from './demo-staff.ts';
import { preferenceStore } from './preferences.ts';
import { serviceTokens, type ServiceTokens } from './service-tokens.ts';
import { defaultSignInLimits, signInRouter, type SignInLimits } from './sign-in-router.ts';
import { staffAccounts, type StaffAccounts } from './staff-accounts.ts';
import { staffRoutes } from './staff-routes.ts';

export interface StaffDeps {
  /** The desk's data file, already migrated. */
  file: string;
  config: Pick<
    Config,
    | 'authSecret'
    | 'publicUrl'
    | 'secureCookies'
    | 'demoStaff'
    | 'shopName'
    | 'mode'
    | 'sandbox'
    | 'apiKey'
    | 'approvalFromWon'
    | 'approvalHours'
    | 'graceSeconds'
  >;
  version: string;
  clock: Clock;
  random: Random;
  log: Logger;
  signInLimits?: SignInLimits;
}

export interface Staff {
  accounts: StaffAccounts;
  tokens: ServiceTokens;
  authenticate: Authenticate;
  /** For `AppDeps.signIn`. */
  signIn: Router;
  routes: Route[];
  close(): void;
}

/** Opens the staff side; on a loopback sandbox it makes the demo accounts. */
export async function openStaff(deps: StaffDeps): Promise<Staff> {
  const { config, clock, random, log } = deps;
  const connection = openConnection(deps.file);
  const accounts = staffAccounts(connection, clock, random);
  const tokens = serviceTokens(connection, clock, random);
  const auth = authLibrary({
    connection,
    authSecret: config.authSecret,
    publicUrl: config.publicUrl,
    secureCookies: config.secureCookies,
    log,
    isDisabled: (staffId) => accounts.findById(staffId)?.disabled !== false,
  });
  const { authCookies } = await auth.$context;
  const cookieName = authCookies.sessionToken.name;
  const authenticate = authenticator({ auth, cookieName, accounts, tokens });
  accounts.sweepSessions();
  if (config.demoStaff) {
    await ensureDemoStaff(staffAccounts(connection, clock, random, { allowDemoPassword: true }));
  }
  const limits = deps.signInLimits ?? defaultSignInLimits;
  return {
    accounts,
    tokens,
    authenticate,
    signIn: signInRouter({ auth, accounts, authenticate, log, limits }),
    routes: staffRoutes({
      shop: {
        shopName: config.shopName,
        publicUrl: config.publicUrl,
        mode: config.mode,
        sandbox: config.sandbox !== null,
        keyLast4: config.apiKey.last4,
        version: deps.version,
      },
      rules: {
        approvalFromWon: config.approvalFromWon,
        approvalHours: config.approvalHours,
        graceSeconds: config.graceSeconds,
      },
      activeManagerIds: () => accounts.activeManagerIds(),
      preferences: preferenceStore(connection),
    }),
    close: () => {
      connection.close();
    },
  };
}
