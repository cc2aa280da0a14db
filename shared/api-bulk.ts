/** Endpoints of bulk refunds. The browser imports types from here only. */
import { z } from 'zod';
import {
  evidence,
  hasNote,
  instant,
  nameOf,
  note,
  noteMissing,
  orderNo,
  parts,
  payToken,
  reason,
  staffRef,
  uuid,
  won,
  type Endpoint,
} from './api-pieces.ts';
import {
  BULK_MAX_ROWS,
  bulkLooks,
  bulkPauses,
  bulkRefusals,
  bulkStates,
  bulkVerdicts,
  type BulkRow,
  type BulkRun,
} from './bulk-refund.ts';
import { BULK_NAME_MAX } from './limits.ts';
import { operationStates } from './operation.ts';
import { actionRefusals } from './payment-actions.ts';
import { needsNote } from './settings.ts';
import { MAX_PAYMENT_WON } from './won.ts';

const refundWon = z.int().min(1).max(MAX_PAYMENT_WON);

const given = {
  /** Absent: everything that is left. */
  amount: refundWon.optional(),
  parts: parts.optional(),
  /** Absent: the run's reason. */
  reason: reason.optional(),
};
const rowInput = z.union([
  z.strictObject({ orderNo, ...given }),
  z.strictObject({ payToken, ...given }),
]);

const row: z.ZodType<BulkRow> = z.object({
  position: z.int(),
  orderNo: z.string().nullable(),
  payToken: payToken.nullable(),
  productDesc: z.string().nullable(),
  amount: won.nullable(),
  paymentAmount: won.nullable(),
  paymentRemaining: won.nullable(),
  paymentDiscounted: won.nullable(),
  parts: parts.nullable(),
  reason: z.string(),
  verdict: z.enum(bulkVerdicts),
  findings: z.array(
    z.object({
      code: z.enum([...bulkRefusals, ...bulkLooks]),
      reason: z.enum(actionRefusals).nullable(),
      won: won.nullable(),
      at: instant.nullable(),
      detail: z.string(),
    }),
  ),
  included: z.boolean(),
  operationId: uuid,
  state: z.enum(operationStates).nullable(),
  refusal: z.object({ code: z.string(), detail: z.string() }).nullable(),
  tossErrorCode: z.string().nullable(),
  tossMessage: z.string().nullable(),
  refusedByToss: z.boolean(),
});

const run: z.ZodType<BulkRun> = z
  .object({
    id: uuid,
    state: z.enum(bulkStates),
    pausedBecause: z.enum(bulkPauses).nullable(),
    limitReachedAt: instant.nullable(),
    name: z.string(),
    note: z.string().nullable(),
    createdAt: instant,
    requestedBy: staffRef,
    bodyHash: z.string().nullable(),
    approvalLapsesAt: instant.nullable(),
    approvedBy: staffRef.nullable(),
    sole: z.boolean(),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    rows: z.object({ ready: z.int(), look: z.int(), refused: z.int() }),
    tally: z.object({
      included: z.int(),
      totalWon: won,
      succeeded: z.int(),
      succeededWon: won,
      failed: z.int(),
      refused: z.int(),
      open: z.int(),
      unclear: z.int(),
      refusedByToss: z.int(),
      waiting: z.int(),
      left: z.int(),
      leftWon: won,
    }),
  })
  .meta({ id: 'BulkRun' });

const runWithRows = z.object({ run, rows: z.array(row) });
const params = z.object({ id: uuid });

export const bulkEndpoints = {
  'POST /api/bulk-refunds': {
    summary: 'Checks a list of refunds and keeps it; nothing is asked of Toss',
    who: 'operations.request',
    body: z
      .strictObject({
        name: nameOf(BULK_NAME_MAX),
        reason,
        note: note.optional(),
        rows: z.array(rowInput).min(1).max(BULK_MAX_ROWS),
      })
      .refine(
        (body) => hasNote(body) || !body.rows.some((row) => needsNote(row.reason ?? body.reason)),
        noteMissing,
      ),
    answers: { 201: runWithRows },
  },
  'GET /api/bulk-refunds': {
    summary: 'The newest runs and those that wait for a second person, without their rows',
    who: 'payments.read',
    answers: { 200: z.object({ items: z.array(run) }) },
  },
  'GET /api/bulk-refunds/:id': {
    summary: 'A run with all its rows and what became of each',
    who: 'payments.read',
    params,
    answers: { 200: runWithRows },
  },
  'POST /api/bulk-refunds/:id/start': {
    summary: 'Confirms a draft by its total, or goes on with a paused run',
    who: 'operations.request',
    params,
    body: z.strictObject({
      /** The total that the person typed: of the included rows, or of the rows that are left. */
      totalWon: won,
      /** Positions of a draft's rows with the verdict `look` to include. */
      include: z.array(z.int().min(0)).max(BULK_MAX_ROWS).optional(),
      /** Positions of a draft's rows with the verdict `ready` to leave out. */
      leaveOut: z.array(z.int().min(0)).max(BULK_MAX_ROWS).optional(),
      /**
       * Whether the person was told that nothing is sent before another person approves the run.
       */
      seenApproval: z.boolean().optional(),
    }),
    answers: { 200: runWithRows },
  },
  'POST /api/bulk-refunds/:id/pause': {
    summary: 'Asks for no further row; what is on its way goes on',
    who: 'operations.request',
    params,
    answers: { 200: runWithRows },
  },
  'POST /api/bulk-refunds/:id/stop': {
    summary: 'Ends a run for good: what was not asked for never will be',
    who: 'operations.request',
    params,
    answers: { 200: runWithRows },
  },
  'POST /api/bulk-refunds/:id/approve': {
    summary: 'Approves a proposed run unchanged',
    who: 'operations.decide',
    stepUp: true,
    params,
    body: z.strictObject({ bodyHash: z.string().regex(/^[0-9a-f]{64}$/, 'is no bodyHash') }),
    answers: { 200: runWithRows },
  },
  'POST /api/bulk-refunds/:id/decline': {
    summary: 'Refuses a proposed run; nothing is sent',
    who: 'operations.decide',
    stepUp: true,
    params,
    body: z.strictObject({ reason: evidence }),
    answers: { 200: runWithRows },
  },
  'GET /api/bulk-refunds/:id/sheet.csv': {
    summary: 'What became of every row, as a file',
    who: 'operations.request',
    perMinute: 20,
    params,
    query: z.strictObject({ language: z.enum(['ko', 'en']).optional() }),
    file: 'text/csv',
    answers: { 200: z.string() },
  },
} as const satisfies Record<string, Endpoint>;
