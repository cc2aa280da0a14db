/** The set-up of the sign-in library: e-mail and password, and nothing else of it. */
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { Kysely, SqliteDialect } from 'kysely';
import type { Logger } from '../log.ts';
import type { Connection } from '../storage/connection.ts';

/** One working shift. */
const SESSION_SECONDS = 8 * 60 * 60;

/** The header that carries the caller's address to the library; a caller's own is dropped. */
export const ADDRESS_HEADER = 'x-changgu-address';

export interface AuthLibraryDeps {
  connection: Connection;
  authSecret: string;
  publicUrl: string;
  secureCookies: boolean;
  log: Logger;
  /** A disabled person gets no session, and the answer of a wrong password. */
  isDisabled: (staffId: string) => boolean;
}

function accountOptions(deps: AuthLibraryDeps) {
  return {
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 15 },
    user: {
      additionalFields: {
        role: { type: 'string', required: false, input: false, defaultValue: 'viewer' },
        disabled: { type: 'boolean', required: false, input: false, defaultValue: false },
      },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    databaseHooks: {
      session: {
        create: {
          before: (session: { userId: string }) =>
            Promise.resolve(deps.isDisabled(session.userId) ? false : undefined),
        },
      },
    },
  } as const satisfies BetterAuthOptions;
}

/** @returns the library over the given connection, which the caller opened and closes */
export function authLibrary(deps: AuthLibraryDeps) {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: deps.connection }) });
  return betterAuth({
    ...accountOptions(deps),
    appName: 'changgu',
    secret: deps.authSecret,
    baseURL: deps.publicUrl,
    basePath: '/api/auth',
    // An async transaction on this handle would swallow statements of other requests.
    database: { db, type: 'sqlite', transaction: false },
    trustedOrigins: [deps.publicUrl],
    telemetry: { enabled: false },
    // The desk limits sign-ins itself, by address and by account, and answers with a problem.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'changgu',
      useSecureCookies: deps.secureCookies,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // STRICT tables have no DATE type, which its check asks for; a test signs in instead.
      database: { validateSchema: false },
    },
    logger: {
      level: 'warn',
      disableColors: true,
      log: (level, message) => {
        // Its further arguments may hold what somebody typed.
        deps.log[level === 'error' ? 'error' : 'debug']({ source: 'sign-in' }, message);
      },
    },
  });
}

export type AuthLibrary = ReturnType<typeof authLibrary>;
