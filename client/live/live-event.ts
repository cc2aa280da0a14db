/** What an event of the desk's stream says: which payments and operations changed, never how. */
export interface Changes {
  payTokens: string[];
  operationIds: string[];
  /** Only who has a refund form open is another person now: no list and no sum shows that. */
  leaseOnly?: true;
}

function texts(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}

/** Reads an event's data, `{payToken, operationId}`; `null` when nothing can be learned from it. */
export function readChanges(data: string): Changes | null {
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null) return null;
  const { payToken, operationId } = body as Record<string, unknown>;
  const changes = { payTokens: texts(payToken), operationIds: texts(operationId) };
  return changes.payTokens.length + changes.operationIds.length === 0 ? null : changes;
}
