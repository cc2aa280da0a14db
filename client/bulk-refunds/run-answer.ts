import type { Answer } from '../../shared/api.ts';

/** A run with its rows, as the API returns it. */
export type RunAnswer = Answer<'GET /api/bulk-refunds/:id'>;
