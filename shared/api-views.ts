/** Endpoints of saved views (저장한 보기). The browser imports types from here only. */
import { z } from 'zod';
import { nameOf, staffRef, uuid, type Endpoint } from './api-pieces.ts';
import { VIEW_NAME_MAX } from './limits.ts';

/** Most views per person. */
export const VIEWS_AT_MOST = 50;

const name = nameOf(VIEW_NAME_MAX);
/** The query string of the list's address, without `?`; unknown parameters are ignored. */
const query = z
  .string()
  .max(2000)
  .regex(/^[\x21-\x7e]*$/, 'must be the query of an address')
  .refine((text) => !text.startsWith('?'), 'must not begin with a question mark');

const view = z
  .object({
    id: uuid,
    name: z.string(),
    query: z.string(),
    /** Visible to everybody. */
    shared: z.boolean(),
    owner: staffRef,
    mine: z.boolean(),
    /** The default view of this person's list. */
    isDefault: z.boolean(),
  })
  .meta({ id: 'SavedView' });

export type SavedView = z.output<typeof view>;

const params = z.object({ id: uuid });

export const viewEndpoints = {
  'GET /api/views': {
    summary: 'One’s own saved views and those that others share, by name',
    who: 'payments.read',
    answers: { 200: z.object({ items: z.array(view) }) },
  },
  'POST /api/views': {
    summary: 'Saves a filter of the list under a name',
    who: 'payments.read',
    body: z.strictObject({ name, query, shared: z.boolean(), isDefault: z.boolean().optional() }),
    answers: { 201: view },
  },
  'PATCH /api/views/:id': {
    summary: 'Changes an own view; `isDefault` is each person’s own, of any view that they see',
    who: 'payments.read',
    params,
    body: z.strictObject({
      name: name.optional(),
      query: query.optional(),
      shared: z.boolean().optional(),
      isDefault: z.boolean().optional(),
    }),
    answers: { 200: view },
  },
  'DELETE /api/views/:id': {
    summary: 'Forgets an own view; a manager may forget a shared one of anybody',
    who: 'payments.read',
    params,
    answers: { 204: z.undefined() },
  },
} as const satisfies Record<string, Endpoint>;
