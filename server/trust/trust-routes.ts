import type { Trust } from '../../shared/trust.ts';
import { route, type Route } from '../http/endpoint.ts';

/** The trust page's endpoint. It reads once: what is true of a running desk doesn't change. */
export function trustRoutes(readTrust: () => Trust): Route[] {
  const trust = readTrust();
  return [route('GET /api/trust', () => ({ status: 200, body: trust }))];
}
