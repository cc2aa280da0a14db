import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from '../../server/sandbox/sandbox.ts';

type Json = Record<string, unknown>;
export type SandboxParts = { taxable: number; taxFree: number; vat: number; serviceFee: number };
export type SandboxBooks = {
  charges: { payToken: string; orderNo: string; amount: number; parts: SandboxParts; at: string }[];
  refunds: {
    payToken: string;
    refundNo: string;
    amount: number;
    parts: SandboxParts;
    at: string;
  }[];
};
export type SandboxCall = {
  call: string;
  body: Json;
  at: string;
  fault: string | null;
  answered: { httpStatus: number; code?: number; errorCode?: string } | null;
};
type V1Call = 'payments' | 'execute' | 'cancel' | 'refunds' | 'status';
type V2Call = `v2/${'payments' | 'execute' | 'refunds' | 'status' | 'settlement-details'}`;
/** How a buyer pays, beside method and card company. */
export type BuyerChoice = {
  discountWon?: number;
  pointsWon?: number;
  cupDepositWon?: number;
  spreadOut?: number;
  noInterest?: boolean;
  cardMethodType?: string;
  cardUserType?: string;
  bankCode?: string;
};
export type SandboxFault = {
  call: V1Call | V2Call;
  effect?: 'before' | 'after';
  fault: string;
  errorCode?: string;
  fields?: Json;
  ms?: number;
  times?: number;
  payToken?: string;
  fails?: boolean;
};

export const TEST_API_KEY = 'sk_test_changgu';

export type TestSandbox = {
  url: string;
  dataDir: string;
  /** Stops it and removes its folder. */
  close: () => Promise<void>;
  /** A call of the Toss API with the test key added. */
  call: (name: string, fields: Json) => Promise<{ httpStatus: number; body: Json }>;
  /** Creates a payment with default values for what is left out. Throws when Toss refuses. */
  create: (fields?: Json) => Promise<{ payToken: string; orderNo: string; checkoutPage: string }>;
  authenticate: (
    payToken: string,
    payMethod?: string,
    cardCompanyName?: string,
    choice?: BuyerChoice,
  ) => Promise<string>;
  abandon: (payToken: string) => Promise<string>;
  /** Creates a payment that the buyer authenticated and that was charged. */
  createPaid: (fields?: Json) => Promise<{ payToken: string; orderNo: string }>;
  outsideRefund: (payToken: string, amount?: number) => Promise<{ refundNo: string }>;
  settle: (payToken: string) => Promise<void>;
  history: (...payments: Json[]) => Promise<{ payToken: string; orderNo: string }[]>;
  now: () => Promise<number>;
  advance: (ms: number) => Promise<void>;
  fault: (fault: SandboxFault) => Promise<void>;
  clearFaults: () => Promise<void>;
  options: (options: Json) => Promise<void>;
  books: () => Promise<SandboxBooks>;
  calls: (name?: string) => Promise<SandboxCall[]>;
  /** The sandbox's own view of a payment. */
  payment: (payToken: string) => Promise<Json>;
  status: (payToken: string) => Promise<Json>;
  /** The same by v2. */
  callV2: (name: string, fields: Json) => Promise<{ httpStatus: number; body: Json; text: string }>;
  createV2: (fields?: Json) => Promise<{ payToken: string; orderNo: string; checkoutPage: string }>;
  createPaidV2: (
    fields?: Json,
    choice?: BuyerChoice & { payMethod?: string; cardCompanyName?: string },
  ) => Promise<{ payToken: string; orderNo: string }>;
  statusV2: (payToken: string) => Promise<Json>;
  /** One page of a day of the settlement. */
  settlement: (fields: Json, query?: string) => ReturnType<TestSandbox['callV2']>;
  plantSettlementLines: (...lines: Json[]) => Promise<void>;
};

let lastOrder = 0;

/** Calls a sandbox's control API; throws with its message when it refuses. */
export async function controlSandbox(url: string, path: string, body?: unknown): Promise<unknown> {
  const init =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        };
  const answer = await fetch(`${url}/sandbox${path}`, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${text}`);
  return JSON.parse(text);
}

/** The helpers for a sandbox that already runs at `url`. */
export function sandboxHelpers(url: string, apiKey: string) {
  const control = (path: string, body?: unknown) => controlSandbox(url, path, body);
  const call: TestSandbox['call'] = async (name, fields) => {
    const answer = await fetch(`${url}/api/v1/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiKey, ...fields }),
    });
    return { httpStatus: answer.status, body: (await answer.json()) as Json };
  };
  const post = async (path: string, fields: Json) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiKey, ...fields }),
    });
    const text = await answer.text();
    return { httpStatus: answer.status, body: JSON.parse(text) as Json, text };
  };
  const callV2: TestSandbox['callV2'] = (name, fields) => post(`/api/v2/${name}`, fields);
  const createBy = async (by: TestSandbox['call'], fields: Json) => {
    lastOrder += 1;
    const given = fields['orderNo'];
    const orderNo = typeof given === 'string' ? given : `order-${String(lastOrder)}`;
    const { body } = await by('payments', {
      orderNo,
      amount: 35_000,
      amountTaxFree: 0,
      productDesc: '토스티셔츠',
      autoExecute: true,
      resultCallback: 'http://127.0.0.1:9/callback',
      retUrl: 'http://127.0.0.1:9/return',
      retCancelUrl: 'http://127.0.0.1:9/cancel',
      ...fields,
    });
    if (body['code'] !== 0) throw new Error(`create: ${JSON.stringify(body)}`);
    return {
      payToken: String(body['payToken']),
      checkoutPage: String(body['checkoutPage']),
      orderNo,
    };
  };
  const create: TestSandbox['create'] = (fields = {}) => createBy(call, fields);
  const createV2: TestSandbox['createV2'] = (fields = {}) => createBy(callV2, fields);
  const authenticate: TestSandbox['authenticate'] = async (
    payToken,
    payMethod = 'TOSS_MONEY',
    cardCompanyName,
    choice = {},
  ) => {
    const body = {
      payMethod,
      ...choice,
      ...(cardCompanyName !== undefined && { cardCompanyName }),
    };
    const answer = await control(`/payments/${payToken}/authenticate`, body);
    return (answer as { redirectTo: string }).redirectTo;
  };
  return {
    call,
    create,
    authenticate,
    abandon: async (payToken) =>
      ((await control(`/payments/${payToken}/abandon`, {})) as { redirectTo: string }).redirectTo,
    createPaid: async (fields = {}) => {
      const made = await create(fields);
      await authenticate(made.payToken);
      return made;
    },
    outsideRefund: async (payToken, amount) =>
      (await control(`/payments/${payToken}/refund`, amount === undefined ? {} : { amount })) as {
        refundNo: string;
      },
    settle: async (payToken) => {
      await control(`/payments/${payToken}/settle`, {});
    },
    history: async (...payments) => {
      const withKey = payments.map((payment) => ({ apiKey, ...payment }));
      const answer = await control('/history', { payments: withKey });
      return (answer as { payments: { payToken: string; orderNo: string }[] }).payments;
    },
    now: async () => Date.parse(((await control('/clock')) as { now: string }).now),
    advance: async (ms) => {
      await control('/clock', { advanceMs: ms });
    },
    fault: async (fault) => {
      await control('/faults', { effect: 'after', ...fault });
    },
    clearFaults: async () => {
      await fetch(`${url}/sandbox/faults`, { method: 'DELETE' });
    },
    options: async (options) => {
      await control('/options', options);
    },
    books: async () => (await control('/books')) as SandboxBooks,
    calls: async (name) => {
      const { calls } = (await control('/calls')) as { calls: SandboxCall[] };
      return name === undefined ? calls : calls.filter((entry) => entry.call === name);
    },
    payment: async (payToken) => (await control(`/payments/${payToken}`)) as Json,
    status: async (payToken) => (await call('status', { payToken })).body,
    callV2,
    createV2,
    createPaidV2: async (fields = {}, { payMethod, cardCompanyName, ...choice } = {}) => {
      const made = await createV2(fields);
      await authenticate(made.payToken, payMethod, cardCompanyName, choice);
      if (fields['autoExecute'] === false) await callV2('execute', { payToken: made.payToken });
      return made;
    },
    statusV2: async (payToken) => (await callV2('status', { payToken })).body,
    settlement: (fields, query = '') => post(`/pay/api/v2/settlement-details${query}`, fields),
    plantSettlementLines: async (...lines) => {
      await control('/settlement/lines', { apiKey, lines });
    },
  } satisfies Omit<TestSandbox, 'url' | 'dataDir' | 'close'>;
}

/**
 * A sandbox on a free port with its own folder and storage, so that tests do not affect each other.
 */
export async function startTestSandbox(
  settings: { apiKey?: string; shopName?: string } = {},
): Promise<TestSandbox> {
  const dataDir = await mkdtemp(join(tmpdir(), 'changgu-sandbox-'));
  const { apiKey = TEST_API_KEY, ...rest } = settings;
  const sandbox = await startSandbox({ port: 0, dataDir, ...rest });
  return {
    ...sandboxHelpers(sandbox.url, apiKey),
    url: sandbox.url,
    dataDir,
    close: async () => {
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
