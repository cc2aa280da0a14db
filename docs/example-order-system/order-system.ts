/**
 * An order system beside the desk: it makes a payment for each order, hears by webhook what became
 * of it, and gives money back. `npx openapi-typescript DESK/api/openapi.json -o desk-api.ts` makes
 * the types; the token has the scopes create and refund.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import createClient from 'openapi-fetch';
import { Webhook } from 'standardwebhooks';
import type { components, paths } from './desk-api.ts';

type Event = components['schemas']['OutgoingEvent'];
type Problem = components['schemas']['Problem'];
/** A shop keeps these two in its database; a refund before it is asked for, under a new UUID. */
type Order = { orderNo: string; status: string; refunded: number; sequence: number };
type Refund = { id: string; amount: number; seenRefunded: number; accept?: Problem['cautions'] };

export function startOrderSystem(at: {
  desk: string;
  token: string;
  secret: string;
  port: number;
}) {
  const headers = { authorization: `Bearer ${at.token}` };
  const desk = createClient<paths>({ baseUrl: at.desk, headers });
  const webhook = new Webhook(at.secret);
  const orders = new Map<string, Order>();
  const failed = ({ code, effect, detail }: Problem) => new Error(`${code} (${effect}): ${detail}`);

  /** The buyer pays at the `checkoutPage` of the answer. */
  async function create(orderNo: string, amount: number, productDesc: string) {
    const body = { orderNo, amount, productDesc, autoExecute: true };
    const { data, error } = await desk.POST('/api/payments', { body });
    if (error) throw failed(error);
    orders.set(data.payToken, { orderNo, status: data.status, refunded: 0, sequence: 0 });
    return data;
  }

  /** After a lost answer the same refund is asked for again: the id makes it one. */
  async function refund(payToken: string, { id, amount, seenRefunded, accept = [] }: Refund) {
    const reason = '주문 취소';
    const { data, error } = await desk.PUT('/api/payments/{payToken}/operations/{operationId}', {
      params: { path: { payToken, operationId: id } },
      body: { kind: 'refund', amount, reason, seenRefunded, acceptCautions: accept },
    });
    // Somebody looks at these, and asks again with them in `accept`.
    if (error?.code === 'cautions-not-accepted') return { cautions: error.cautions };
    if (error) throw failed(error);
    return { operation: data };
  }

  function hear({ sequence, data }: Event): void {
    const order = 'payToken' in data ? orders.get(data.payToken) : undefined;
    // What comes twice has a sequence that is known.
    if (order === undefined || !('payToken' in data) || sequence <= order.sequence) return;
    Object.assign(order, { sequence, status: data.status, refunded: data.refunded });
  }

  const server = createServer(async (request, response) => {
    try {
      const signed = request.headers as Record<string, string>;
      hear(webhook.verify(await text(request), signed) as Event);
      response.writeHead(204).end();
    } catch {
      response.writeHead(400).end();
    }
  });
  server.listen(at.port, '127.0.0.1');
  return { orders, create, refund, close: () => server.close() };
}
