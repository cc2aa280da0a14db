/** The content of a stream event: which payments and operations changed, but not how. */
export interface Changes {
  payTokens: string[];
  operationIds: string[];
  /** Only the lease of a refund form changed, which no list and no sum shows. */
  leaseOnly?: true;
}

function texts(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}

/** Parses an event's data, `{payToken, operationId}`; `null` if it is not understood. */
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
