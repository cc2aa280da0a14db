import type { Logger } from '../log.ts';
import type { Route } from '../http/endpoint.ts';
import type { Storage } from '../storage/storage.ts';
import { openAuditKey } from './audit-key.ts';
import { auditRoutes } from './audit-routes.ts';
import { createLogSigner } from './log-signer.ts';
import { openOwnRows } from './own-rows.ts';

/** The audit log of a running desk. */
export interface Audit {
  routes: Route[];
  /** Starts automatic signing. */
  start(): void;
  /** Signs a last time. */
  stop(): Promise<void>;
}

/**
 * Opens the keys in the data folder; creates them when there are none.
 * @throws Error when a key file is damaged or the folder can't be written
 */
export function openAudit(parts: { storage: Storage; dataDir: string; log: Logger }): Audit {
  const { storage, dataDir, log } = parts;
  const key = openAuditKey(dataDir);
  const own = openOwnRows(storage, key.trusted);
  const signer = createLogSigner({ storage, key, own, clock: storage.clock, log });
  return {
    routes: auditRoutes({ storage, key, own, signer }),
    start: () => signer.start(),
    stop: () => signer.stop(),
  };
}
