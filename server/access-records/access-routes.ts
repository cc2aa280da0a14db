/** 접속 기록 endpoints: pages and a CSV. */
import { fileStamp } from '../../shared/file-stamp.ts';
import { foreignCursor } from '../errors.ts';
import { FileStream, route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { pageAccessRecords } from '../storage/access-records.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import { orderNosOf } from '../storage/payments.ts';
import type { Storage } from '../storage/storage.ts';
import { accessFile } from './access-file.ts';
import type { AccessRecorder } from './access-recorder.ts';

const DEFAULT_LIMIT = 50;

export function accessRoutes(storage: Storage, recorder: AccessRecorder): Route[] {
  const { read, clock } = storage;
  return [
    route('GET /api/access-records', async ({ query }) => {
      const { cursor, limit = DEFAULT_LIMIT, ...filter } = query;
      await recorder.flush();
      const page = read(pageAccessRecords(filter, { cursor, limit }));
      if (page === null) throw foreignCursor();
      const orderNos = read(orderNosOf(page.items.flatMap(({ payTokens }) => payTokens)));
      return { status: 200, body: { ...page, notKeptSince: recorder.notKeptSince(), orderNos } };
    }),
    route('GET /api/exports/access-records.csv', async ({ query }, { actor }) => {
      const { language = 'ko', reason, ...filter } = query;
      await recorder.flush();
      const at = clock.nowIso();
      const by = staffActor(staffOf(actor));
      const detail = { what: 'access-records', format: 'csv', filter, reason };
      await storage.transact(() => appendAudit({ at, actor: by, action: 'data-exported', detail }));
      const name = `changgu-access-${fileStamp(at)}.csv`;
      return { status: 200, body: new FileStream(name, accessFile(read, filter, language)) };
    }),
  ];
}
