/**
 * The browser's only `fetch`. A call names an entry of the endpoint table; its types come from
 * there, its path from the entry's own name, so that no schema has to be shipped to the browser.
 */
import type { Answer, CallInput, EndpointKey } from '../shared/api.ts';
import type { Problem } from '../shared/problem.ts';
import { ProblemError, UnreachableError } from './problem-error.ts';

export { ProblemError, UnreachableError } from './problem-error.ts';

interface CallOptions {
  signal?: AbortSignal;
  /** Seconds that the desk may hold the answer back until an operation has ended (at most 30). */
  waitSeconds?: number;
}

type Loose = Partial<Record<'params' | 'query' | 'body', Record<string, unknown>>>;

function url(path: string, input: Loose): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

async function readProblem(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.includes('application/problem+json');
  if (isProblem !== true) throw new UnreachableError(`HTTP ${String(response.status)}`);
  return (await response.json()) as Problem;
}

/**
 * Calls an endpoint, such as `callApi('GET /api/payments/:payToken', { params: { payToken } })`.
 * @throws ProblemError, UnreachableError; an abort is thrown on as it is
 */
export async function callApi<K extends EndpointKey>(
  key: K,
  input: CallInput<K>,
  options: CallOptions = {},
): Promise<Answer<K>> {
  const [method = 'GET', path = ''] = key.split(' ');
  const { body, ...rest } = input as Loose;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (options.waitSeconds !== undefined) headers.prefer = `wait=${String(options.waitSeconds)}`;
  let response: Response;
  try {
    response = await fetch(url(path, rest), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw new UnreachableError(error);
  }
  if (!response.ok) throw new ProblemError(await readProblem(response));
  if (response.status === 204) return undefined as Answer<K>;
  return (await response.json()) as Answer<K>;
}

/** Better Auth's own endpoints: they stand beside the table, because their shapes are its own. */
type AuthPath = '/api/auth/sign-in/email' | '/api/auth/sign-out';

async function callAuth(path: AuthPath, body: Record<string, string>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new UnreachableError(error);
  }
  if (!response.ok) throw new ProblemError(await readProblem(response));
}

/**
 * Starts a session in this browser.
 * @throws ProblemError `wrong-credentials` without telling which of the two was wrong
 */
export function signIn(email: string, password: string): Promise<void> {
  return callAuth('/api/auth/sign-in/email', { email, password });
}

/** Ends the session of this browser. */
export function signOut(): Promise<void> {
  return callAuth('/api/auth/sign-out', {});
}
