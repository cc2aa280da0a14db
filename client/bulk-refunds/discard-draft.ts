import { callApi } from '../api-client.ts';

/**
 * Discards a draft that another list has replaced. A draft that was started meanwhile is kept.
 * Errors are ignored, because a draft expires by itself.
 */
export async function discardDraft(id: string): Promise<void> {
  const params = { id };
  try {
    const { run } = await callApi('GET /api/bulk-refunds/:id', { params });
    if (run.state === 'draft') await callApi('POST /api/bulk-refunds/:id/stop', { params });
  } catch {
    // Harmless: the draft expires by itself.
  }
}
