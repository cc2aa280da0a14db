import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { formatMoment } from '../../../client/format.ts';
import { DeveloperPage } from '../../../client/pages/developer-page.tsx';
import { setDeskTime } from '../../../client/ui/ticker.ts';
import type { Answer } from '../../../shared/api.ts';
import { outgoingTypes } from '../../../shared/webhook.ts';
import { ko } from '../../support/words.ts';
import {
  answer,
  http,
  HttpResponse,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';

type Webhook = Answer<'GET /api/webhooks'>['items'][number];
type Delivery = Answer<'GET /api/webhooks/:id/deliveries'>['items'][number];

const desk = testDesk();
const ID = '3f0f2c1a-6f5e-4a57-9d0e-000000000001';
const AT = '2026-11-24T05:00:00.000Z';
const SECRET = 'whsec_c2VjcmV0';

const webhook = (part: Partial<Webhook> = {}): Webhook => ({
  ...{ id: ID, url: 'https://shop.example/hooks', types: [...outgoingTypes], state: 'on' },
  ...{ stateSince: AT, createdAt: AT, failingSince: null, lastSuccessAt: AT, pausedUntil: null },
  ...{ formerUntil: null, waiting: 0, failed: 0, dropped: 0 },
  ...part,
});

const delivery = (seq: number, part: Partial<Delivery> = {}): Delivery => ({
  ...{ seq, eventId: `evt_${String(seq)}`, type: 'operation.succeeded', at: AT },
  ...{ payToken: 'test_abc', orderNo: '1024', state: 'delivered', attempts: 1, nextAt: null },
  ...{ lastAt: AT, tookMs: 12, httpStatus: 200, failure: null, late: false },
  ...part,
});

let on: boolean;
let items: Webhook[];
let deliveries: Delivery[];
let posted: [string, unknown][];

beforeEach(() => {
  on = true;
  items = [webhook()];
  deliveries = [delivery(1)];
  posted = [];
  desk.use(
    http.get('/api/webhooks', () => answer({ on, items })),
    http.get(`/api/webhooks/${ID}/deliveries`, () =>
      answer({ items: deliveries, nextCursor: null }),
    ),
    http.post('/api/webhooks', async ({ request }) => {
      posted.push(['add', await request.json()]);
      return HttpResponse.json({ webhook: webhook(), secret: SECRET }, { status: 201 });
    }),
  );
});

const show = (path = '/developer/webhooks') =>
  renderScreen(<DeveloperPage />, path, '/developer/:tab?', 'manager');

async function choose(item: 'edit' | 'on' | 'secret') {
  await userEvent.click(await screen.findByRole('button', { name: /메뉴$/ }));
  const name = ko(`developer.webhooks.menu.${item}`);
  await userEvent.click(await screen.findByRole('menuitem', { name }));
}

describe('the endpoints', () => {
  it('show address, events, counts, and why one was stopped', async () => {
    items = [
      webhook({ waiting: 3, failed: 1, dropped: 2 }),
      webhook({ id: ID.replace(/1$/, '2'), url: 'https://b.example/', state: 'gone' }),
    ];
    show();
    const rows = await screen.findAllByRole('listitem');
    expect(rows[0]?.textContent).toContain('https://shop.example/hooks');
    expect(rows[0]?.textContent).toContain(ko('developer.webhooks.every'));
    expect(rows[0]?.textContent).toMatch(/대기 3건 · 실패 1건/);
    expect(rows[0]?.textContent).toContain('보내지 못한 알림 2건');
    expect(rows[1]?.textContent).toContain(ko('developer.webhooks.state.gone'));
    expect(rows[1]?.textContent).toMatch(/HTTP 410/);
  });

  it('say how to switch events on if they are off', async () => {
    on = false;
    items = [];
    show();
    expect(await screen.findByText(ko('developer.webhooks.off.title'))).toBeDefined();
    expect(screen.queryByRole('button', { name: ko('developer.webhooks.add') })).toBeNull();
  });

  it('can be loaded again after an error', async () => {
    desk.use(http.get('/api/webhooks', () => refuse('internal', 500), { once: true }));
    show();
    await userEvent.click(await screen.findByRole('button', { name: ko('common.retry') }));
    expect(await screen.findByText('https://shop.example/hooks')).toBeDefined();
  });

  it('are added, and the secret of a new one is shown', async () => {
    items = [];
    show();
    expect(await screen.findByText(ko('developer.webhooks.empty.title'))).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: ko('developer.webhooks.add') }));
    const url = await screen.findByRole('textbox', { name: ko('developer.webhooks.form.url') });
    await userEvent.type(url, 'https://shop.example/hooks');
    await userEvent.click(screen.getByRole('button', { name: ko('developer.webhooks.form.add') }));
    expect(await screen.findByDisplayValue(SECRET)).toBeDefined();
    expect(posted).toEqual([['add', { url: 'https://shop.example/hooks', types: outgoingTypes }]]);
  });

  it('say at the field why an address is refused', async () => {
    desk.use(
      http.post('/api/webhooks', () =>
        HttpResponse.json(
          {
            ...{ type: '', title: '', status: 422, detail: '', instance: 'r' },
            ...{ effect: 'not-applied', code: 'invalid-request' },
            errors: [{ pointer: '/url', code: 'inside', params: {}, detail: '' }],
          },
          { status: 422, headers: { 'content-type': 'application/problem+json' } },
        ),
      ),
    );
    show();
    await userEvent.click(
      await screen.findByRole('button', { name: ko('developer.webhooks.add') }),
    );
    const url = await screen.findByRole('textbox', { name: ko('developer.webhooks.form.url') });
    await userEvent.type(url, 'https://10.0.0.1/');
    await userEvent.click(screen.getByRole('button', { name: ko('developer.webhooks.form.add') }));
    expect(await screen.findByText(ko('developer.webhooks.form.faults.inside'))).toBeDefined();
  });

  it('show until when a former secret signs, which may be less than a day', async () => {
    const formerUntil = new Date(Date.now() + 3_600_000).toISOString();
    const when = formatMoment(formerUntil);
    desk.use(
      http.post(`/api/webhooks/${ID}/secret`, () => {
        items = [webhook({ formerUntil })];
        return answer({ webhook: items[0], secret: SECRET });
      }),
    );
    show();
    await choose('secret');
    const confirm = ko('developer.webhooks.asking.secret.confirm');
    await userEvent.click(await screen.findByRole('button', { name: confirm }));
    expect(await screen.findByText(ko('developer.webhooks.shown.former', { when }))).toBeDefined();
    expect(await screen.findByText(ko('developer.webhooks.why.former', { when }))).toBeDefined();
  });

  it('do not show a former secret that has expired', async () => {
    items = [webhook({ formerUntil: AT })];
    show();
    expect(await screen.findByText('https://shop.example/hooks')).toBeDefined();
    expect(screen.queryByText(/이전 비밀값/)).toBeNull();
  });

  it('show a pause and a former secret by the desk’s clock, not by this PC’s', async () => {
    const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
    onTestFinished(() => setDeskTime(inMs(0)));
    items = [webhook({ pausedUntil: inMs(3_600_000), formerUntil: inMs(3_600_000) })];
    show();
    expect(await screen.findByText(/까지 쉬어요/)).toBeDefined();
    act(() => setDeskTime(inMs(7_200_000)));
    expect(screen.queryByText(/까지 쉬어요/)).toBeNull();
    expect(screen.queryByText(/이전 비밀값/)).toBeNull();
  });

  it('ask before changed events are discarded', async () => {
    show();
    await choose('edit');
    await userEvent.click(await screen.findByLabelText(/payment\.created/));
    const dialog = screen.getByRole('dialog');
    await userEvent.keyboard('{Escape}');
    expect(await within(dialog).findByText(ko('common.leave.title'))).toBeDefined();
  });

  it('ask, before one is switched on, whether to send the missed events', async () => {
    items = [webhook({ state: 'off' })];
    desk.use(
      http.post(`/api/webhooks/${ID}/on`, async ({ request }) => {
        posted.push(['on', await request.json()]);
        return answer(webhook());
      }),
    );
    show();
    await choose('on');
    await userEvent.click(await screen.findByLabelText(ko('developer.webhooks.asking.on.onlyNew')));
    await userEvent.click(
      screen.getByRole('button', { name: ko('developer.webhooks.asking.on.confirm') }),
    );
    await waitFor(() => expect(posted).toEqual([['on', { sendMissed: false }]]));
  });
});

describe('the deliveries', () => {
  const path = `/developer/webhooks?endpoint=${ID}`;

  it('show the result of each event in words', async () => {
    deliveries = [
      delivery(3, { state: 'waiting', attempts: 0, lastAt: null, httpStatus: null, tookMs: null }),
      delivery(2, { state: 'failed', attempts: 8, failure: 'status', httpStatus: 500 }),
      delivery(1, { late: true }),
    ];
    show(path);
    const rows = await screen.findAllByRole('listitem');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining(ko('developer.webhooks.log.behind')),
      expect.stringMatching(/실패.*HTTP 500 응답을 받았어요 · 8번 시도/),
      expect.stringContaining(ko('developer.webhooks.log.late')),
    ]);
    expect(within(rows[2]!).getByRole('link').getAttribute('href')).toBe('/payments/test_abc');
  });

  it('expand to body and answer as text, and one is sent again', async () => {
    desk.use(
      http.get(`/api/webhooks/${ID}/deliveries/1`, () =>
        answer({
          ...delivery(1),
          body: { text: '{"sequence":3}', cut: false },
          answer: { text: '<b>ok</b>', cut: false },
        }),
      ),
      http.post(`/api/webhooks/${ID}/deliveries/1/again`, () => {
        posted.push(['again', 1]);
        return HttpResponse.json(delivery(1, { state: 'waiting' }), { status: 202 });
      }),
    );
    show(path);
    await userEvent.click(await screen.findByRole('button', { name: /자세히$/ }));
    expect((await screen.findByText(/"sequence": 3/)).tagName).toBe('PRE');
    expect(screen.getByText('<b>ok</b>').tagName).toBe('PRE');
    await userEvent.click(screen.getByRole('button', { name: ko('developer.webhooks.log.again') }));
    await waitFor(() => expect(posted).toEqual([['again', 1]]));
  });

  it('are sent again for whole days, and a reversed span is refused', async () => {
    desk.use(
      http.post(`/api/webhooks/${ID}/again`, async ({ request }) => {
        posted.push(['span', await request.json()]);
        return HttpResponse.json({ count: 1 }, { status: 202 });
      }),
    );
    show(path);
    const open = { name: ko('developer.webhooks.log.span.open') };
    await userEvent.click(await screen.findByRole('button', open));
    const dialog = within(await screen.findByRole('dialog'));
    const day = (end: 'from' | 'to') =>
      dialog.getByLabelText(ko(`developer.webhooks.log.span.${end}`));
    const submit = dialog.getByRole('button', { name: ko('developer.webhooks.log.span.submit') });
    fireEvent.change(day('from'), { target: { value: '2026-11-24' } });
    fireEvent.change(day('to'), { target: { value: '2026-11-23' } });
    await userEvent.click(submit);
    expect(await dialog.findByText(ko('developer.webhooks.log.span.order'))).toBeDefined();
    expect(posted).toEqual([]);
    fireEvent.change(day('to'), { target: { value: '2026-11-24' } });
    await userEvent.click(submit);
    const body = { from: '2026-11-23T15:00:00.000Z', to: '2026-11-24T15:00:00.000Z' };
    await waitFor(() => expect(posted).toEqual([['span', body]]));
  });

  it('say that there are none yet', async () => {
    deliveries = [];
    show(path);
    expect(await screen.findByText(ko('developer.webhooks.log.empty.title'))).toBeDefined();
  });
});
