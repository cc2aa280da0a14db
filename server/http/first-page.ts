/**
 * The first page of a signed-in person: the rendered frame, and the answers that its first screen
 * needs. The answers are read by the API's own routes, with their checks, access records and masks.
 * On any error the page is sent without them and requests them itself.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Request, Response } from 'express';
import type {
  FirstAnswers,
  FirstFrame,
  FirstPageModule,
  FirstRead,
} from '../../shared/first-page.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { credentialsOf, type Authenticate, type Caller } from './authenticate.ts';
import type { RequestContext } from './endpoint.ts';
import type { ReadForPage } from './mount-routes.ts';
import { limitRate } from './rate-limits.ts';
import { requestState } from './request-state.ts';

/** More than a person opens; each costs several reads and rendering the frame. */
const PAGES_A_MINUTE = 60;
/** Slower answers are left out, and the page requests them itself. */
const LONGEST_READ_MS = 250;

/** The data sent within a page. */
export interface FirstPage {
  frame: FirstFrame;
  /** JSON of the answers by key, escaped for HTML. */
  answers: string;
  /** Number of the newest event before the reads. */
  after: number;
}

export interface FirstPageDeps {
  clock: Clock;
  log: Logger;
  authenticate: Authenticate;
  read: ReadForPage;
  newestEvent: () => number;
}

/** `null` to send the page unchanged. */
export type MakeFirstPage = (request: Request, response: Response) => Promise<FirstPage | null>;

/** JSON that can't end a script element and is also valid JavaScript. */
function inertJson(text: string): string {
  return text.replaceAll(
    /[<>\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Set by browsers that fetch a page ahead; the last three are of older ones. */
const AHEAD = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** `false`: nothing is there, and the router would warn on the console. */
function canDecode(address: string): boolean {
  try {
    decodeURIComponent(address);
    return true;
  } catch {
    return false;
  }
}

/** A page opened by a person: not requested by another site or prefetched. */
function isOpened({ method, headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  const into = headers['sec-fetch-dest'];
  return (
    method === 'GET' &&
    headers.authorization === undefined &&
    AHEAD.every((name) => headers[name] === undefined) &&
    (site === undefined || site === 'none' || site === 'same-origin') &&
    (into === undefined || into === 'document')
  );
}

/** Limits the first pages per person and minute. */
function createBudget() {
  const over = new WeakSet<Request>();
  const limit = limitRate({
    windowMs: 60_000,
    limit: PAGES_A_MINUTE,
    silent: true,
    keyOf: (request) => requestState(request).caller?.actor.id ?? '',
    onLimit: (request, _response, next) => {
      over.add(request);
      next();
    },
  });
  return async (request: Request, response: Response): Promise<boolean> => {
    await limit(request, response, () => undefined);
    return !over.has(request);
  };
}

/** The signed-in person with an open screen. */
async function whoOpens(request: Request, authenticate: Authenticate): Promise<Caller | null> {
  try {
    const caller = await authenticate(credentialsOf(request));
    return caller?.actor.type === 'staff' ? caller : null;
  } catch (error) {
    // The screen is locked, or a second factor is missing.
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The answers as text by key, without those that failed or took too long. */
async function readAll(
  reads: readonly FirstRead[],
  context: Omit<RequestContext, 'gone'>,
  { clock, log, read }: FirstPageDeps,
): Promise<Map<string, string>> {
  const late = new AbortController();
  const answers = new Map<string, string>();
  const readOne = async (one: FirstRead) => {
    try {
      const text = await read(one, { ...context, gone: late.signal });
      if (!late.signal.aborted) answers.set(one.key, text);
    } catch (error) {
      // The page requests it again and gets the refusal itself.
      if (!(error instanceof AppError))
        log.warn({ err: error, key: one.key }, 'not read for a page');
    }
  };
  await Promise.race([Promise.all(reads.map(readOne)), clock.sleep(LONGEST_READ_MS)]);
  late.abort();
  return answers;
}

/** @param dir of the module that renders frames; if it is missing, pages are sent unchanged */
export function firstPages(dir: string, deps: FirstPageDeps): MakeFirstPage {
  const file = join(dir, 'first-page.js');
  const { clock, log } = deps;
  const hasRoom = createBudget();
  let loading: Promise<FirstPageModule> | null = null;
  const load = () => {
    loading ??= import(pathToFileURL(file).href) as Promise<FirstPageModule>;
    return loading;
  };

  async function make(request: Request, response: Response): Promise<FirstPage | null> {
    if (!isOpened(request) || !canDecode(request.path)) return null;
    const caller = await whoOpens(request, deps.authenticate);
    if (caller === null) return null;
    const state = requestState(request);
    state.caller = caller;
    if (!(await hasRoom(request, response))) return null;
    const { firstReads, renderFrame } = await load();
    const after = deps.newestEvent();
    const address = request.originalUrl;
    const base = { actor: caller.actor, requestId: state.id, waitSeconds: 0 };
    const context = { ...base, onlyIfQuick: true as const };
    const answers = await readAll(firstReads(address, clock.nowMs()), context, deps);
    const pairs = [...answers].map(([key, text]) => `${JSON.stringify(key)}:${text}`);
    const json = `{${pairs.join(',')}}`;
    const frame = await renderFrame(address, JSON.parse(json) as FirstAnswers);
    // The screen may have been locked meanwhile.
    if (frame === null || !caller.isStillValid()) return null;
    return { frame, answers: inertJson(json), after };
  }

  return async (request, response) => {
    if (!existsSync(file)) return null;
    try {
      return await make(request, response);
    } catch (error) {
      log.warn({ err: error }, 'a page is sent without its first answers');
      return null;
    }
  };
}
