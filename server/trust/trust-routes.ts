import type { Trust } from '../../shared/trust.ts';
import { route, type Route } from '../http/endpoint.ts';

/** The trust page's endpoint. Reads the file once, since it doesn't change while the desk runs. */
export function trustRoutes(readTrust: () => Trust): Route[] {
  const trust = readTrust();
  return [route('GET /api/trust', () => ({ status: 200, body: trust }))];
}
