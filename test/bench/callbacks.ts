/** Callbacks as Toss sends them, from enough addresses to stay below the limit per address. */
import { Agent } from 'node:http';
import { openConnection } from '../../server/storage/connection.ts';
import { ask, type Ask } from './load.ts';

/** One address may send 200 in ten seconds. */
const PER_ADDRESS = 150;
/** In turn, over a few connections each, so that most callbacks need no new one. */
const ADDRESSES_AT_ONCE = 8;
const CONNECTIONS_EACH = 4;
/** Tokens of payments that the desk knows. */
export function knownPayTokens(file: string, most: number): string[] {
  const connection = openConnection(file, { readonly: true });
  const tokens = connection.prepare('SELECT pay_token FROM payment LIMIT ?').pluck().all(most);
  connection.close();
  return tokens as string[];
}

/** All of 127/8 is this machine; the first addresses are used elsewhere. */
function address(n: number): string {
  const [block, row, place] = [10 + Math.floor(n / 62_500), Math.floor(n / 250) % 250, n % 250];
  return `127.${String(block)}.${String(row)}.${String(place + 1)}`;
}

/** One address's connections, until everything sent from it is answered. */
interface Sending {
  agent: Agent;
  unanswered: number;
}

export interface CallbackSender {
  /** Sends the next one. @throws Error where the response is not 200 */
  send(): Promise<void>;
  close(): void;
}

function callback(url: string, payToken: string, n: number): Ask {
  const fields = {
    status: 'PAY_COMPLETE',
    payToken,
    orderNo: `bench-${String(n)}`,
    payMethod: 'TOSS_MONEY',
    amount: '35000',
    paidTs: '2026-11-27 19:00:00',
    transactionId: String(n),
  };
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams(fields).toString(),
  };
}

/** @param url of the callbacks; each names the next payment, and no two are the same */
export function callbackSender(url: string, payTokens: readonly string[]): CallbackSender {
  const senders = new Map<number, Sending>();
  let sent = 0;
  const senderOf = (index: number): Sending => {
    const known = senders.get(index);
    if (known !== undefined) return known;
    const localAddress = address(index);
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_EACH, localAddress });
    const made = { agent, unanswered: PER_ADDRESS };
    senders.set(index, made);
    return made;
  };
  return {
    send: async () => {
      const n = sent;
      sent += 1;
      const turn = Math.floor(n / (PER_ADDRESS * ADDRESSES_AT_ONCE));
      const index = turn * ADDRESSES_AT_ONCE + (n % ADDRESSES_AT_ONCE);
      const sender = senderOf(index);
      const payToken = payTokens[n % payTokens.length] ?? '';
      const { status } = await ask(sender.agent, callback(url, payToken, n));
      sender.unanswered -= 1;
      if (sender.unanswered === 0) {
        sender.agent.destroy();
        senders.delete(index);
      }
      if (status !== 200) throw new Error(`A callback was answered ${String(status)}`);
    },
    close: () => {
      for (const { agent } of senders.values()) agent.destroy();
    },
  };
}
