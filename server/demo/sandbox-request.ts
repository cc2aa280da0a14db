/** Time-out; a sandbox on this machine answers within milliseconds. */
const ANSWER_WITHIN_MS = 5000;

/**
 * Posts JSON to the sandbox and returns the answer. Throws when it is not reachable, answers other
 * than 2xx, or says `code: -1`. The message never contains the request, which has a key.
 */
export async function askSandbox(
  sandboxUrl: string,
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(`${sandboxUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const fields = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok || fields['code'] === -1) {
    const words = fields['error'] ?? fields['errorCode'];
    const reason = typeof words === 'string' ? words : 'no reason given';
    throw new Error(`The sandbox refused ${path}: ${String(answer.status)} ${reason}`);
  }
  return fields;
}
