import { callApi } from '../api-client.ts';

/**
 * Discards a list whose place another one has taken. One that was started meanwhile stays, and one
 * that can't be discarded lapses by itself.
 */
export async function discardDraft(id: string): Promise<void> {
  const params = { id };
  try {
    const { run } = await callApi('GET /api/bulk-refunds/:id', { params });
    if (run.state === 'draft') await callApi('POST /api/bulk-refunds/:id/stop', { params });
  } catch {
    // It is of no use to anybody any more, and of no harm.
  }
}
