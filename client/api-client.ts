/**
 * The browser's only `fetch`. A call names an entry of the endpoint table, which gives its types;
 * the path comes from the entry's name, so that no schema is shipped to the browser.
 */
import type { Answer, CallInput, EndpointKey } from '../shared/api.ts';
import type { AuthAnswer, AuthInput, AuthKey } from '../shared/api-auth.ts';
import type { Problem, ProblemCode } from '../shared/problem.ts';
import { deskAccess } from './desk-access.ts';
import { isPersonAtIt, noteCounted } from './person-activity.ts';
import { ProblemError, UnreachableError } from './problem-error.ts';
import { hasUnsavedWork } from './unsaved-work.ts';

interface CallOptions {
  signal?: AbortSignal;
  /** Long polling: seconds that the desk may wait for the operation to end (at most 30). */
  waitSeconds?: number;
  /** Lets the call continue after the page is closed. */
  keepalive?: boolean;
}

interface Outgoing {
  method: string;
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  keepalive?: boolean | undefined;
  /** Reads the response body; JSON by default. */
  read?: (response: Response) => Promise<unknown>;
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

async function readProblem(response: Response): Promise<ProblemError> {
  const isProblem = response.headers.get('content-type')?.includes('application/problem+json');
  if (isProblem !== true) throw new UnreachableError('not a problem of the desk', response.status);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const problem = (await response.json()) as Problem;
  return new ProblemError(problem, Number.isFinite(seconds) ? seconds : null);
}

function headersOf({ body, headers }: Outgoing): Record<string, string> {
  const all: Record<string, string> = { accept: 'application/json', ...headers };
  if (body !== undefined) all['content-type'] = 'application/json';
  // Every request without recent user input, such as a poll, event or retry, is marked as
  // background.
  if (isPersonAtIt()) noteCounted();
  else all['x-changgu-background'] = '1';
  return all;
}

/** Turns a network error into `UnreachableError`; an abort by the caller is rethrown. */
async function overTheLine<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new UnreachableError(error);
  }
}

async function send(outgoing: Outgoing): Promise<unknown> {
  const { method, body, signal, read = (answer: Response) => answer.json() } = outgoing;
  const request = fetch(outgoing.url, {
    method,
    headers: headersOf(outgoing),
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    ...(outgoing.keepalive === true ? { keepalive: true } : {}),
  });
  const response = await overTheLine(signal, request);
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined;
  return overTheLine<unknown>(signal, read(response));
}

/**
 * Handles a refusal that the user can resolve: asks for the second factor, or locks the tab.
 * @param waits the call is a read, which is repeated once the desk is open again
 * @returns whether to send the same call again
 */
async function isCleared(code: ProblemCode | null, waits: boolean): Promise<boolean> {
  if (code === 'step-up-needed') return deskAccess.proveAgain();
  if (code === 'screen-locked') deskAccess.lock();
  else if (code !== 'not-signed-in' && code !== 'second-factor-needed') return false;
  else if (!hasUnsavedWork()) return false;
  else deskAccess.end();
  // Writes are not retried after a lock, because another user may be the one who unlocks.
  return waits;
}

/** Sends a call once more after a fresh second factor, and a read (`waits`) after an unlock. */
async function sendWithStepUp(outgoing: Outgoing, waits: boolean): Promise<unknown> {
  let proved = false;
  for (;;) {
    if (waits) await deskAccess.whenOpen(outgoing.signal);
    try {
      return await send(outgoing);
    } catch (error) {
      const code = error instanceof ProblemError ? error.problem.code : null;
      const again = !(proved && code === 'step-up-needed') && (await isCleared(code, waits));
      if (!again) throw error;
      proved ||= code === 'step-up-needed';
    }
  }
}

/**
 * Calls an endpoint, such as `callApi('GET /api/payments/:payToken', { params: { payToken } })`.
 * @throws ProblemError, UnreachableError; an abort is rethrown
 */
export async function callApi<K extends EndpointKey>(
  key: K,
  input: CallInput<K>,
  options: CallOptions = {},
): Promise<Answer<K>> {
  const [method = 'GET', path = ''] = key.split(' ');
  const { body, ...rest } = input as Loose;
  const { waitSeconds, signal, keepalive } = options;
  const headers: Record<string, string> =
    waitSeconds === undefined ? {} : { prefer: `wait=${String(waitSeconds)}` };
  const outgoing = { method, url: url(path, rest), body, headers, signal, keepalive };
  return (await sendWithStepUp(outgoing, method === 'GET')) as Answer<K>;
}

/** A file made by the desk, with the name that the desk gave it. */
interface Download {
  name: string;
  blob: Blob;
}

/** Reads a file in chunks. Rejects if the connection breaks: a partial file is useless. */
async function readFile(response: Response, onBytes: (bytes: number) => void): Promise<Download> {
  const given = response.headers.get('content-disposition') ?? '';
  const name = /filename="([^"]+)"/.exec(given)?.[1] ?? 'changgu';
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const piece = await reader?.read();
    if (piece?.value === undefined) break;
    pieces.push(piece.value);
    bytes += piece.value.byteLength;
    onBytes(bytes);
  }
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  return { name, blob: new Blob(pieces, { type }) };
}

/**
 * Calls an endpoint whose answer is a file.
 * @param onBytes called with the number of bytes received so far
 * @throws ProblemError, UnreachableError; an abort is rethrown
 */
export async function downloadFile<K extends Extract<EndpointKey, `GET ${string}`>>(
  key: K,
  input: CallInput<K>,
  options: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): Promise<Download> {
  const { signal, onBytes = () => undefined } = options;
  const outgoing: Outgoing = {
    method: 'GET',
    url: url(key.slice('GET '.length), input as Loose),
    signal,
    read: (response) => readFile(response, onBytes),
  };
  return (await sendWithStepUp(outgoing, true)) as Download;
}

/**
 * Calls a sign-in endpoint (listed in `auth-api.ts`). Unlike other calls it is sent at once, also
 * while the screen is locked or no user is signed in.
 * @throws ProblemError, UnreachableError
 */
export async function callAuth<K extends AuthKey>(
  key: K,
  input: AuthInput<K>,
): Promise<AuthAnswer<K>> {
  const [method = 'GET', path = ''] = key.split(' ');
  const { body = method === 'POST' ? {} : undefined, ...rest } = input as Loose;
  return (await sendWithStepUp({ method, url: url(path, rest), body }, false)) as AuthAnswer<K>;
}
