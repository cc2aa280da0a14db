/** The endpoints of access records (접속 기록): which data was shown to whom. */
import { z } from 'zod';
import { accessActorTypes, accessKinds, type AccessRecord } from './access-record.ts';
import {
  cursor,
  exportReason,
  instant,
  instantInQuery,
  limit,
  page,
  payToken,
  staffId,
  type Endpoint,
} from './api-pieces.ts';

const accessRecord: z.ZodType<AccessRecord> = z
  .object({
    id: z.int(),
    at: instant,
    actor: z.object({
      type: z.enum(accessActorTypes),
      id: z.string(),
      name: z.string(),
      address: z.string().nullable(),
    }),
    kind: z.enum(accessKinds),
    payTokens: z.array(z.string()),
    query: z.record(z.string(), z.unknown()).nullable(),
    requests: z.int(),
  })
  .meta({ id: 'AccessRecord' });

const filter = {
  /** The id of a person or of a storefront's token. */
  staff: staffId.optional(),
  kind: z.enum(accessKinds).optional(),
  payToken: payToken.optional(),
  from: instantInQuery.optional(),
  to: instantInQuery.optional(),
};

export const accessEndpoints = {
  'GET /api/access-records': {
    summary: 'Who was shown whose data, the newest first; a page may be short and go on',
    who: 'audit.read',
    query: z.strictObject({ ...filter, cursor, limit }),
    answers: {
      200: page(accessRecord).extend({
        /** Since when records can't be written; `null` while they can. */
        notKeptSince: instant.nullable(),
        /** The order numbers of these records' payments, by payToken. */
        orderNos: z.record(z.string(), z.string()),
      }),
    },
  },
  'GET /api/exports/access-records.csv': {
    summary: 'The same as a file; the reason is recorded',
    who: 'audit.read',
    stepUp: true,
    perMinute: 20,
    file: 'text/csv',
    query: z.strictObject({
      ...filter,
      language: z.enum(['ko', 'en']).optional(),
      reason: exportReason,
    }),
    answers: { 200: z.string() },
  },
} as const satisfies Record<string, Endpoint>;
