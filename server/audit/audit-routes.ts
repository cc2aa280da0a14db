/** The audit log's HTTP endpoints: pages, verification, signing, export. */
import type { AuditVerdict } from '../../shared/audit.ts';
import { AppError, foreignCursor } from '../errors.ts';
import { FileStream, route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { pageAudit } from '../storage/audit-log.ts';
import { staffActor } from '../storage/events.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditKey } from './audit-key.ts';
import { exportLog, exportName, recordExport } from './export-log.ts';
import type { LogSigner } from './log-signer.ts';
import type { OwnRows } from './own-rows.ts';
import { verifyLog } from './verify-log.ts';

const DEFAULT_LIMIT = 50;

export interface AuditRouteDeps {
  storage: Storage;
  key: AuditKey;
  own: OwnRows;
  signer: Pick<LogSigner, 'sign'>;
}

/** Verifies the whole chain once for all callers that ask during the run. */
function sharedVerdict({ storage, key, own }: AuditRouteDeps): () => Promise<AuditVerdict> {
  let running: Promise<AuditVerdict> | null = null;
  const read = () => {
    own.look();
    const head = own.head();
    return verifyLog(storage.read, key.trusted, head === null ? [] : [head], (row) =>
      own.isOwn(row),
    );
  };
  return () => {
    running ??= read().finally(() => {
      running = null;
    });
    return running;
  };
}

export function auditRoutes(deps: AuditRouteDeps): Route[] {
  const { storage, key, signer } = deps;
  const { read, clock } = storage;
  const verdict = sharedVerdict(deps);
  return [
    route('GET /api/audit', ({ query }) => {
      const { cursor, limit, ...filter } = query;
      const page = pageAudit(storage, filter, { cursor, limit: limit ?? DEFAULT_LIMIT });
      if (page === null) throw foreignCursor();
      return { status: 200, body: page };
    }),
    route('GET /api/audit/verify', async () => ({ status: 200, body: await verdict() })),
    route('POST /api/audit/checkpoints', async () => {
      const { checkpoint, broken } = await signer.sign();
      if (broken !== null) throw new AppError('audit-broken');
      if (checkpoint === null) throw new AppError('not-found', 'The audit log has no row yet');
      return { status: 201, body: { checkpoint, publicKey: key.publicKey } };
    }),
    route('GET /api/audit/export', async ({ query }, { actor }) => {
      const at = clock.nowIso();
      const by = staffActor(staffOf(actor));
      await recordExport(storage, { at, actor: by, reason: query.reason });
      // Sign up to the row that records this export. A broken log is exported unsigned.
      await signer.sign();
      const file = new FileStream(exportName(at), exportLog(read, key.trusted, at));
      return { status: 200, body: file };
    }),
  ];
}
