import { isDeepStrictEqual } from 'node:util';
import type { Endpoint } from '../../shared/api.ts';
import { FileStream, JsonText } from './endpoint.ts';

function asSent(body: unknown): unknown {
  if (body === undefined) return undefined;
  const text = body instanceof JsonText ? body.text : JSON.stringify(body);
  return JSON.parse(text) as unknown;
}

/**
 * Compares an answer, serialised, with the contract: a missing, wrong or additional field fails.
 * Used in tests.
 * @throws Error that names the difference
 */
export function checkAnswer(
  key: string,
  endpoint: Pick<Endpoint, 'answers'>,
  reply: { status: number; body: unknown },
): void {
  const schema = Object.entries(endpoint.answers).find(
    ([status]) => Number(status) === reply.status,
  )?.[1];
  if (!schema) throw new Error(`${key} answered ${String(reply.status)}, which it doesn't declare`);
  // Files are streamed; their own tests check them.
  if (reply.body instanceof FileStream) return;
  const sent = asSent(reply.body);
  const read = schema.safeParse(sent);
  if (!read.success) throw new Error(`${key} breaks its contract: ${read.error.message}`);
  if (!isDeepStrictEqual(read.data, sent)) {
    throw new Error(`${key} answers fields that its contract doesn't have`);
  }
}
