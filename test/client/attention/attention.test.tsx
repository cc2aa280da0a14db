import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Attention } from '../../../client/attention/attention.tsx';
import { deskAccess } from '../../../client/desk-access.ts';
import type { Payment } from '../../../shared/payment.ts';
import { operationOf, singlePayment } from '../support/fixtures.ts';
import { answer, http, renderScreen, testDesk } from '../support/render-screen.tsx';
import { FakeNotification, fakeCalls, sounds, takeCallsAway } from './fake-calls.ts';
import { ko } from '../../support/words.ts';

const desk = testDesk();

let waiting: Payment[];
let asked: URLSearchParams[];
let opened: (string | null)[];
let channels: BroadcastChannel[];

const tea = (payToken: string, part: Partial<Payment> = {}) =>
  singlePayment({
    payToken,
    orderNo: `order-${payToken}`,
    productDesc: '홍차',
    status: 'PAY_APPROVED',
    amount: 12_000,
    expiresAt: new Date(Date.now() + 15 * 60_000).toISOString(),
    approvedAt: new Date(Date.now() + 1000).toISOString(),
    ...part,
  });

beforeEach(() => {
  localStorage.clear();
  deskAccess.abandon();
  waiting = [];
  asked = [];
  opened = [];
  channels = [];
  fakeCalls();
  FakeNotification.permission = 'granted';
  desk.use(
    http.get('/api/payments', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer({ items: waiting, nextCursor: null });
    }),
  );
});
afterEach(() => {
  deskAccess.abandon();
  for (const channel of channels) channel.close();
  takeCallsAway();
});

interface Part {
  leads?: boolean;
  notice?: boolean;
  sound?: boolean;
}

/** A tab; the button 소식 delivers the desk's next event. */
function Tab({ leads = true, notice = true, sound = true }: Part) {
  const [news, setNews] = useState(0);
  return (
    <>
      <Attention
        notice={notice}
        sound={sound}
        leads={leads}
        staffId="s1"
        shopName="모퉁이 상점"
        news={String(news)}
        onOpen={(payToken) => {
          opened.push(payToken);
        }}
      />
      <button type="button" onClick={() => setNews(news + 1)}>
        소식
      </button>
    </>
  );
}

async function watching(part: Part = {}) {
  const view = renderScreen(<Tab {...part} />);
  if (part.leads !== false) {
    await waitFor(() => expect(asked.length).toBeGreaterThan(0));
  }
  return view;
}

async function news(): Promise<void> {
  const before = asked.length;
  await userEvent.click(screen.getByRole('button', { name: '소식' }));
  await waitFor(() => expect(asked.length).toBeGreaterThan(before));
}

const bodies = () => FakeNotification.shown.map(({ options }) => options.body);

function otherTab() {
  const channel = new BroadcastChannel('changgu-ring');
  channels.push(channel);
  const heard: { kind: string }[] = [];
  channel.onmessage = (event: MessageEvent<{ kind: string }>) => {
    heard.push(event.data);
  };
  return {
    heard,
    say: (message: object) => channel.postMessage(message),
  };
}

describe('a new payment that awaits approval', () => {
  it('is announced with the shop, the number and the sum, and nothing of order or buyer', async () => {
    await watching();
    waiting = [tea('p1')];
    await news();
    await waitFor(() => expect(bodies()).toEqual(['승인 대기 1건 · 12,000원']));
    const [shown] = FakeNotification.shown;
    expect(shown?.title).toBe('모퉁이 상점');
    expect(shown?.options.silent).toBe(true);
    expect(JSON.stringify(shown)).not.toMatch(/order-|홍차|p1/);
    expect(sounds.played).toBe(1);
    expect(document.querySelector('[data-announcer]')?.textContent).toBe(
      '승인 대기 1건 · 12,000원',
    );
    expect(asked.at(-1)?.get('status')).toBe('PAY_APPROVED');
  });

  it('opens on a click on its notification; for several, the list of them opens', async () => {
    await watching();
    waiting = [tea('p1')];
    await news();
    await waitFor(() => expect(FakeNotification.shown).toHaveLength(1));
    FakeNotification.shown[0]?.onclick?.();
    waiting = [...waiting, tea('p2'), tea('p3', { amount: 3000 })];
    await news();
    await waitFor(() => expect(bodies().at(-1)).toBe('승인 대기 2건 · 15,000원'));
    FakeNotification.shown[1]?.onclick?.();
    expect(opened).toEqual(['p1', null]);
    expect(FakeNotification.shown.every(({ closed }) => closed)).toBe(true);
  });

  it('closes its notification once there is nothing left to do', async () => {
    await watching();
    waiting = [tea('p1')];
    await news();
    await waitFor(() => expect(FakeNotification.shown).toHaveLength(1));
    const openOperation = { ...operationOf({ kind: 'execute' }), sentAt: null };
    waiting = [tea('p1', { openOperation })];
    await news();
    await waitFor(() => expect(FakeNotification.shown[0]?.closed).toBe(true));
  });

  it('follows the person’s settings: a notification only, or a sound only', async () => {
    const first = await watching({ sound: false });
    waiting = [tea('p1')];
    await news();
    await waitFor(() => expect(bodies()).toHaveLength(1));
    expect(sounds.played).toBe(0);
    first.unmount();
    await watching({ notice: false });
    waiting = [...waiting, tea('p2')];
    await news();
    await waitFor(() => expect(sounds.played).toBe(1));
    expect(bodies()).toHaveLength(1);
  });

  it('notifies in no tab that does not lead', async () => {
    await watching({ leads: false });
    waiting = [tea('p1')];
    await userEvent.click(screen.getByRole('button', { name: '소식' }));
    expect(asked).toEqual([]);
    expect(FakeNotification.shown).toEqual([]);
  });

  it('does not notify while the screen is locked, and closes what was shown', async () => {
    await watching();
    waiting = [tea('p1')];
    await news();
    await waitFor(() => expect(FakeNotification.shown).toHaveLength(1));
    deskAccess.lock();
    expect(FakeNotification.shown[0]?.closed).toBe(true);
    waiting = [...waiting, tea('p2')];
    const before = asked.length;
    await userEvent.click(screen.getByRole('button', { name: '소식' }));
    expect(asked).toHaveLength(before);
    expect(FakeNotification.shown).toHaveLength(1);
    expect(sounds.played).toBe(1);
    deskAccess.resume();
    await waitFor(() => expect(bodies()).toHaveLength(2));
  });

  it('is announced once more when it is about to expire', async () => {
    await watching();
    waiting = [tea('p1', { expiresAt: new Date(Date.now() + 170_000).toISOString() })];
    await news();
    await waitFor(() => expect(bodies()).toEqual(['곧 만료돼요 · 승인 대기 1건 · 12,000원']));
  });
});

describe('a sound that the browser blocks', () => {
  it('is played by another tab instead', async () => {
    sounds.blocked = true;
    const other = otherTab();
    await watching();
    waiting = [tea('p1')];
    await news();
    await waitFor(() => expect(other.heard).toEqual([{ kind: 'ring', call: 'fresh' }]));
    other.say({ kind: 'rang' });
    await new Promise((resolve) => setTimeout(resolve, 1700));
    expect(screen.queryByText(ko('attention.sound.blocked'))).toBeNull();
  });

  it('is played here for another tab, once', async () => {
    await watching({ leads: false });
    const other = otherTab();
    other.say({ kind: 'ring', call: 'soon' });
    await waitFor(() => expect(other.heard).toEqual([{ kind: 'rang' }]));
    expect(sounds.played).toBe(1);
    sounds.pressed = false;
    other.say({ kind: 'ring', call: 'soon' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sounds.played).toBe(1);
  });

  it('in every tab is reported, until the person clicks or types anywhere', async () => {
    sounds.blocked = true;
    await watching();
    waiting = [tea('p1')];
    await news();
    const told = await screen.findByText(ko('attention.sound.blocked'));
    expect(told.closest('[role="status"]')).not.toBeNull();
    await userEvent.keyboard('a');
    expect(screen.queryByText(ko('attention.sound.blocked'))).toBeNull();
  });
});
