/** Checks the client addresses that proxies report, if TRUST_PROXY is set. */
import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import type { Logger } from '../log.ts';

/**
 * `X-Forwarded-For` must contain addresses. If not, a caller wrote it or the proxy is set up
 * wrongly, and the request counts for the address of its connection: otherwise every made-up word
 * would have limits of its own.
 */
export function believeAddresses(log: Logger): RequestHandler {
  let isTold = false;
  return (request, _response, next) => {
    const told = [request.ip ?? '', ...request.ips];
    if (!told.every((address) => isIP(address) > 0)) {
      request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? '';
      if (!isTold) {
        log.warn(
          'X-Forwarded-For names what is no address, and is not believed: see TRUST_PROXY and your proxy',
        );
      }
      isTold = true;
    }
    next();
  };
}
