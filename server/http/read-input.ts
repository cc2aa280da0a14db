/** Validates a request against its entry of the endpoint table. */
import type { Request } from 'express';
import { z } from 'zod';
import type { Endpoint, HandlerInputOf } from '../../shared/api-pieces.ts';
import type { FieldError } from '../../shared/problem.ts';
import { AppError } from '../errors.ts';
import { fieldErrors } from './field-errors.ts';

export interface Input {
  params: unknown;
  query: unknown;
  body: unknown;
}

const nothing = z.strictObject({});

/** Deeper than any request of the table, and safe for recursive functions. */
const MAX_DEPTH = 16;

function depthOf(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (limit === 0) return 1;
  let deepest = 0;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, limit - 1));
  return deepest + 1;
}

function hasBody(request: Request): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || Number(length ?? 0) > 0;
}

function check(schema: z.ZodType, value: unknown, prefix: string, errors: FieldError[]): unknown {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  errors.push(...fieldErrors(read.error.issues, value, prefix));
  return undefined;
}

type Checked = Pick<Endpoint, 'params' | 'query' | 'body'>;

/**
 * Validates params, query and body.
 * @throws {AppError} `invalid-request` with every wrong field
 */
export function checkInput(endpoint: Checked, given: Input): Input {
  const errors: FieldError[] = [];
  const { params, query, body } = endpoint;
  const input = {
    params: params ? check(params, given.params, '/params', errors) : undefined,
    query: check(query ?? nothing, given.query, '/query', errors),
    body: body ? check(body, given.body, '', errors) : undefined,
  };
  if (errors.length > 0) throw new AppError('invalid-request', undefined, { errors });
  return query ? input : { ...input, query: undefined };
}

/**
 * Reads and validates a request.
 * @throws {AppError} `invalid-request` with every wrong field, `unsupported-media-type`,
 *   `malformed-body`; always before anything was done
 */
export function readInput<E extends Checked>(endpoint: E, request: Request): HandlerInputOf<E> {
  // Checked even if no body is expected: the whole request must be read before anything is done.
  if (hasBody(request) && request.is('json') === false) {
    throw new AppError('unsupported-media-type');
  }
  const sent: unknown = request.body;
  if (depthOf(sent, MAX_DEPTH) > MAX_DEPTH) {
    throw new AppError('malformed-body', 'The body is nested too deeply');
  }
  const given = { params: request.params, query: { ...request.query }, body: sent };
  return checkInput(endpoint, given) as HandlerInputOf<E>;
}
