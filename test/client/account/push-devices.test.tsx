/** 내 설정 › 휴대폰 알림: what this browser can do, and which browsers are told. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../../client/pages/account-page.tsx';
import { PushDevices } from '../../../client/account/push-devices.tsx';
import { resumePush } from '../../../client/push-browser.ts';
import { FakeNotification } from '../attention/fake-calls.ts';
import {
  answer,
  http,
  HttpResponse,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();

const KEY = 'BOqNZVsZ0bTcNXj7m2QZ5rY';
const PHONE =
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36';
const device = {
  ...{ id: '3f0f2c1a-6f5e-4a57-9d0e-2b6a3c0d1e2f', agent: PHONE, current: false, paused: false },
  createdAt: '2026-11-24T00:00:00.000Z',
  ...{ lastSentAt: null, failure: null, failedAt: null },
};

type Device = Omit<typeof device, 'agent' | 'lastSentAt' | 'failure' | 'failedAt'> & {
  agent: string | null;
  lastSentAt: string | null;
  failure: string | null;
  failedAt: string | null;
};

let state: { on: boolean; publicKey: string | null; items: Device[] };
let put: Record<string, unknown>[];
let subscription: FakeSubscription | null;
let unreachable: boolean;

class FakeSubscription {
  readonly endpoint = 'https://push.example/one';
  readonly options: { applicationServerKey: ArrayBuffer };

  constructor(key: string) {
    const text = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
    this.options = { applicationServerKey: bytes.buffer };
  }

  getKey(name: string): ArrayBuffer {
    return new Uint8Array(name === 'auth' ? [251, 239] : [4, 255]).buffer;
  }

  unsubscribe(): Promise<boolean> {
    subscription = null;
    return Promise.resolve(true);
  }
}

const pushManager = {
  getSubscription: () => Promise.resolve(subscription),
  subscribe: ({ applicationServerKey: key }: { applicationServerKey: string }) => {
    if (unreachable) return Promise.reject(new DOMException('no push service', 'AbortError'));
    subscription = new FakeSubscription(key);
    return Promise.resolve(subscription);
  },
};

beforeEach(() => {
  state = { on: true, publicKey: KEY, items: [] };
  put = [];
  subscription = null;
  unreachable = false;
  Object.assign(FakeNotification, { permission: 'default', answer: 'granted', asked: 0 });
  vi.stubGlobal('Notification', FakeNotification);
  vi.stubGlobal('PushManager', FakeSubscription);
  const worker = { getRegistration: () => Promise.resolve({ pushManager }) };
  vi.stubGlobal('navigator', Object.create(navigator, { serviceWorker: { value: worker } }));
  desk.use(
    http.get('/api/me/push', () => answer(state)),
    http.put('/api/me/push', async ({ request }) => {
      put.push((await request.json()) as Record<string, unknown>);
      state = { ...state, items: [{ ...device, current: true }] };
      return answer(state);
    }),
    http.delete('/api/me/push/:id', () => {
      state = { ...state, items: [] };
      return answer(state);
    }),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const show = () => renderScreen(<PushDevices />);
const turnOn = async () =>
  userEvent.click(await screen.findByRole('button', { name: ko('account.push.turnOn') }));

describe('this browser', () => {
  it('is told after one press and the permission, by the desk’s key', async () => {
    show();
    await screen.findByText(ko('account.push.off'));
    expect(FakeNotification.asked).toBe(0);
    await turnOn();
    await screen.findByText(ko('account.push.on'));
    expect(put).toEqual([
      {
        endpoint: 'https://push.example/one',
        keys: { p256dh: 'BP8', auth: '--8' },
        language: 'ko',
      },
    ]);
    const row = await screen.findByRole('listitem');
    expect(row.textContent).toContain('Chrome · Android');
    expect(row.textContent).toContain(ko('account.sessions.current'));
  });

  it('is told no more after another press, and gives its subscription back', async () => {
    FakeNotification.permission = 'granted';
    subscription = new FakeSubscription(KEY);
    state.items = [{ ...device, current: true }];
    show();
    await userEvent.click(await screen.findByRole('button', { name: /알림 끄기$/ }));
    await screen.findByText(ko('account.push.off'));
    expect(subscription).toBeNull();
    expect(screen.queryAllByRole('listitem')).toEqual([]);
  });

  it('subscribes anew where the desk has another key than before', async () => {
    FakeNotification.permission = 'granted';
    const former = new FakeSubscription('BPother');
    subscription = former;
    show();
    await turnOn();
    await screen.findByText(ko('account.push.on'));
    expect(subscription).not.toBe(former);
  });

  it('that asked and got no permission says so, and can be asked again', async () => {
    FakeNotification.answer = 'default';
    show();
    await turnOn();
    await screen.findByText(ko('account.push.dismissed.title'));
    expect(put).toEqual([]);
    FakeNotification.answer = 'granted';
    await turnOn();
    await screen.findByText(ko('account.push.on'));
    expect(screen.queryByText(ko('account.push.dismissed.title'))).toBeNull();
  });

  it('that reaches no push service says so', async () => {
    unreachable = true;
    show();
    await turnOn();
    await screen.findByText(ko('account.push.unreachable.title'));
  });

  it.each([
    ['inside', 'account.push.refused.title'],
    ['too-many', 'account.push.tooMany.title'],
  ] as const)('that the desk refuses as %s says so', async (code, key) => {
    const problem = {
      ...{ code: 'invalid-request', title: '', status: 422, detail: '', effect: 'not-applied' },
      errors: [{ pointer: '/endpoint', code, params: {}, detail: 'refused' }],
    };
    const headers = { 'content-type': 'application/problem+json' };
    desk.use(http.put('/api/me/push', () => HttpResponse.json(problem, { status: 422, headers })));
    show();
    await turnOn();
    await screen.findByText(ko(key));
  });

  it('that could not be added for another reason says that', async () => {
    desk.use(http.put('/api/me/push', () => refuse('push-off', 409)));
    show();
    await turnOn();
    await screen.findByText(ko('problems.codes.push-off.title'));
  });

  it('that blocks notices says where that is changed', async () => {
    FakeNotification.permission = 'denied';
    show();
    await screen.findByText(ko('account.push.denied.title'));
    expect(screen.queryByRole('button', { name: ko('account.push.turnOn') })).toBeNull();
  });

  it.each([
    ['home-screen', 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1', 5],
    ['home-screen', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/604.1', 5],
    ['unsupported', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/604.1', 0],
  ] as const)('without Web Push is %s for %s', async (key, userAgent, maxTouchPoints) => {
    vi.stubGlobal('navigator', { userAgent, maxTouchPoints, language: 'ko' });
    show();
    await screen.findByText(ko(`account.push.${key}.title`));
  });
});

describe('the person’s browsers', () => {
  it('are listed with what became of the newest notice', async () => {
    const failedAt = '2026-11-24T05:00:00.000Z';
    state.items = [
      { ...device, id: 'a' },
      { ...device, id: 'b', lastSentAt: failedAt },
      { ...device, id: 'c', failure: 'time-out', failedAt },
      { ...device, id: 'd', paused: true, agent: null },
    ];
    show();
    const rows = await screen.findAllByRole('listitem');
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('아직 보낸 알림이 없어요'),
      expect.stringContaining('마지막 알림'),
      expect.stringContaining('알림 서비스가 답하지 않았어요'),
      expect.stringContaining(ko('account.push.paused')),
    ]);
    expect(rows[3]?.textContent).toContain(ko('account.sessions.unknownAgent'));
    const [first] = rows;
    await userEvent.click(within(first!).getByRole('button'));
    await waitFor(() => expect(screen.queryAllByRole('listitem')).toEqual([]));
  });

  it('are not shown where the desk has no Web Push', async () => {
    state = { on: false, publicKey: null, items: [] };
    const asked = vi.fn();
    desk.use(
      http.get('/api/me/push', () => {
        asked();
        return answer(state);
      }),
    );
    show();
    await waitFor(() => expect(asked).toHaveBeenCalled());
    expect(screen.queryByText(ko('account.push.title'))).toBeNull();
  });

  it('that could not be read say so, and can be asked for again', async () => {
    desk.use(http.get('/api/me/push', () => refuse('not-ready', 503)));
    show();
    await screen.findByText(ko('account.push.unread'));
    desk.use(http.get('/api/me/push', () => answer(state)));
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    await screen.findByText(ko('account.push.off'));
  });
});

describe('after signing in', () => {
  it('a browser that was told before is bound again, and no other', async () => {
    await resumePush('en');
    FakeNotification.permission = 'granted';
    await resumePush('en');
    expect(put).toEqual([]);
    subscription = new FakeSubscription(KEY);
    await resumePush('en');
    expect(put).toMatchObject([{ endpoint: subscription.endpoint, language: 'en', again: true }]);
  });
});
