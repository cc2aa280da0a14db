/**
 * Limits request bodies that arrive slowly. Each holds a connection, and behind a proxy a limit of
 * connections per address can't help, since all have the proxy's.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { ProblemCode } from '../../shared/problem.ts';
import { sendProblem } from './problem-answer.ts';
import { addressOf } from './rate-limits.ts';

const MOST = 300;
const MOST_PER_ADDRESS = 20;
const WITHIN_MS = 5000;

interface Unread {
  request: Request;
  response: Response;
  address: string;
}

/** Answers and closes the connection, so that a body that still arrives isn't handled. */
function cut({ request, response }: Unread, code: ProblemCode): void {
  const end = () => {
    request.socket.destroy();
  };
  if (response.headersSent) {
    end();
    return;
  }
  response.once('finish', end);
  response.setHeader('Connection', 'close');
  sendProblem(response, new AppError(code));
}

/**
 * Mount it before the body parser. A body must arrive within 5 s. When 20 bodies of one address, or
 * 300 in all, are incomplete, the oldest is ended with 429: refusing the newest would let slow
 * clients block everybody else.
 */
export function limitUnreadBodies(clock: Clock): RequestHandler {
  /** Oldest first. */
  const unread = new Set<Unread>();

  function makeRoom(address: string): void {
    const ofAddress = [...unread].filter((one) => one.address === address);
    const [oldest] = ofAddress.length >= MOST_PER_ADDRESS ? ofAddress : unread;
    if (oldest === undefined) return;
    if (ofAddress.length < MOST_PER_ADDRESS && unread.size < MOST) return;
    unread.delete(oldest);
    cut(oldest, 'too-many-requests');
  }

  return (request, response, next) => {
    // Complete already: most bodies arrive together with their headers.
    if (request.complete) {
      next();
      return;
    }
    const one = { request, response, address: addressOf(request) };
    makeRoom(one.address);
    unread.add(one);
    const timer = clock.after(WITHIN_MS, () => {
      unread.delete(one);
      cut(one, 'request-timeout');
    });
    const forget = () => {
      timer.cancel();
      unread.delete(one);
    };
    request.once('end', forget);
    request.once('close', forget);
    next();
  };
}
