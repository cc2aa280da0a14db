import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { formatMoment } from '../../../client/format.ts';
import { SettingsPage } from '../../../client/pages/settings-page.tsx';
import type { Answer } from '../../../shared/api.ts';
import { ko } from '../../support/words.ts';
import { problem } from '../support/render-dialog.tsx';
import {
  answer,
  http,
  HttpResponse,
  meOf,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';

type Notices = Answer<'GET /api/notices'>;

const desk = testDesk();
const AT = '2026-11-24T05:00:00.000Z';
const URL_OF_CHAT = 'https://hooks.chat.example/services/T1/B2/secret';

const chat: NonNullable<Notices['chat']> = {
  ...{ host: 'hooks.chat.example', form: 'slack', lang: 'ko', quiet: null, version: 'c1' },
  newest: { at: AT, failure: null, httpStatus: 200, answer: 'ok' },
};
const mail: Notices['mail'] = {
  on: true,
  emails: [],
  time: '08:00',
  lang: 'ko',
  version: 'm1',
  mails: [],
};
const failed: Notices['mail']['mails'][number] = {
  ...{ id: 7, kind: 'day', of: '2026-11-23', email: 'owner@shop.kr', state: 'failed', attempts: 4 },
  ...{ at: AT, nextAt: null, answer: '452 Mailbox full' },
};

let notices: Notices;
let sent: [string, unknown][];

beforeEach(() => {
  notices = { chat: null, mail };
  sent = [];
  const note =
    (name: string, next: (body: never) => Partial<Notices>, status = 200) =>
    async ({ request }: { request: Request }) => {
      const body = request.body === null ? null : await request.json();
      sent.push([name, body]);
      notices = { ...notices, ...next(body as never) };
      return HttpResponse.json(notices, { status });
    };
  desk.use(
    http.get('/api/me', () => answer(meOf('manager'))),
    http.get('/api/notices', () => answer(notices)),
    http.put(
      '/api/notices/chat',
      note('chat', () => ({ chat })),
    ),
    http.delete(
      '/api/notices/chat',
      note('remove', () => ({ chat: null })),
    ),
    http.put(
      '/api/notices/mail',
      note('mail', (body: object) => ({ mail: { ...mail, ...body } })),
    ),
    http.post(
      '/api/notices/mail/7/again',
      note('again', () => ({ mail: { ...mail, mails: [{ ...failed, state: 'sent' }] } }), 202),
    ),
  );
});

const show = () =>
  renderScreen(<SettingsPage />, '/settings/notices', '/settings/:part?', 'manager');
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const inDialog = async () => within(await screen.findByRole('dialog'));
const save = async () =>
  userEvent.click((await inDialog()).getByRole('button', { name: ko('notices.save') }));

describe('the chat', () => {
  it('is connected with its address, kind, language and quiet hours', async () => {
    show();
    expect(await screen.findByText(ko('notices.chat.none'))).toBeDefined();
    await press(ko('notices.chat.connect'));
    await save();
    const dialog = await inDialog();
    expect(dialog.getByRole('alert').textContent).toBe(ko('notices.chat.dialog.faults.needed'));
    const url = dialog.getByLabelText(ko('notices.chat.dialog.url'));
    await userEvent.type(url, URL_OF_CHAT);
    await userEvent.click(dialog.getByRole('radio', { name: ko('notices.chat.forms.jandi') }));
    await userEvent.click(dialog.getByRole('radio', { name: 'English' }));
    await userEvent.click(
      dialog.getByRole('checkbox', { name: ko('notices.chat.dialog.quietOn') }),
    );
    await save();
    expect(await screen.findByText('hooks.chat.example')).toBeDefined();
    const quiet = { from: '22:00', to: '08:00' };
    const body = { url: URL_OF_CHAT, form: 'jandi', lang: 'en', quiet, seenVersion: null };
    expect(sent).toEqual([['chat', body]]);
    expect(document.body.textContent).not.toContain('T1/B2');
  });

  it('is changed without its address, which is not shown', async () => {
    notices = { chat: { ...chat, quiet: { from: '23:00', to: '07:00' } }, mail };
    show();
    const hours = { from: '23:00', to: '07:00' };
    expect(await screen.findByText(ko('notices.chat.hours', hours))).toBeDefined();
    const when = formatMoment(AT);
    expect(screen.getByText(ko('notices.chat.taken', { when }))).toBeDefined();
    const [change] = screen.getAllByRole('button', { name: ko('notices.change') });
    if (change !== undefined) await userEvent.click(change);
    const dialog = await inDialog();
    const url = dialog.getByLabelText<HTMLInputElement>(ko('notices.chat.dialog.url'));
    expect(url.value).toBe('');
    await userEvent.click(
      dialog.getByRole('checkbox', { name: ko('notices.chat.dialog.quietOn') }),
    );
    await save();
    const body = { form: 'slack', lang: 'ko', quiet: null, seenVersion: 'c1' };
    expect(sent).toEqual([['chat', body]]);
  });

  it('whose address leads inside says so at the field', async () => {
    const errors = [{ pointer: '/url', code: 'inside', params: {}, detail: 'leads inside' }];
    desk.use(http.put('/api/notices/chat', () => problem('invalid-request', 422, { errors })));
    show();
    await press(ko('notices.chat.connect'));
    const dialog = await inDialog();
    const url = dialog.getByLabelText(ko('notices.chat.dialog.url'));
    await userEvent.type(url, 'https://10.0.0.1/');
    await save();
    expect(await dialog.findByText(ko('notices.chat.dialog.faults.inside'))).toBeDefined();
    expect(url.getAttribute('aria-invalid')).toBe('true');
  });

  it('that refuses is told with its answer, after a test message, too', async () => {
    notices = { chat, mail };
    const newest = { at: AT, failure: 'status', httpStatus: 404, answer: 'no_service' } as const;
    desk.use(
      http.post('/api/notices/chat/test', () => answer({ ...notices, chat: { ...chat, newest } })),
    );
    show();
    await press(ko('notices.chat.test'));
    const answered = ko('notices.chat.answered', { answer: 'no_service' });
    expect(await screen.findByText(answered)).toBeDefined();
    const why = ko('notices.chat.why.status', { status: 404 });
    expect(screen.getByText(new RegExp(why))).toBeDefined();
  });

  it('is removed after a question', async () => {
    notices = { chat, mail };
    show();
    await press(ko('notices.chat.remove.act'));
    const dialog = await inDialog();
    await userEvent.click(dialog.getByRole('button', { name: ko('notices.chat.remove.act') }));
    expect(await screen.findByText(ko('notices.chat.none'))).toBeDefined();
    expect(sent).toEqual([['remove', null]]);
  });
});

describe('the close by mail', () => {
  it('goes to addresses that are checked, at the chosen time', async () => {
    show();
    await press(ko('notices.mail.add'));
    const dialog = await inDialog();
    const emails = dialog.getByLabelText(ko('notices.mail.dialog.emails'));
    await userEvent.type(emails, 'owner@shop.kr\nno address');
    await save();
    const wrong = ko('notices.mail.dialog.wrong', { email: 'no address' });
    expect(dialog.getByText(wrong)).toBeDefined();
    await userEvent.clear(emails);
    await userEvent.type(emails, 'owner@shop.kr\nbooks@shop.kr');
    await save();
    expect(await screen.findByText('books@shop.kr')).toBeDefined();
    const set = { emails: ['owner@shop.kr', 'books@shop.kr'], time: '08:00', lang: 'ko' };
    expect(sent).toEqual([['mail', { ...set, seenVersion: 'm1' }]]);
  });

  it.each([
    ['is refused', () => problem('stale-view', 409)],
    ['gets no answer', () => HttpResponse.error()],
  ])('that somebody else changed is shown before it is replaced: saving %s', async (_, answer) => {
    const theirs = { ...mail, emails: ['books@shop.kr'], version: 'm2' };
    desk.use(
      http.put(
        '/api/notices/mail',
        () => {
          notices = { chat: null, mail: theirs };
          return answer();
        },
        { once: true },
      ),
    );
    show();
    await press(ko('notices.mail.add'));
    const dialog = await inDialog();
    const emails = dialog.getByLabelText(ko('notices.mail.dialog.emails'));
    await userEvent.type(emails, 'owner@shop.kr');
    await save();
    const at = ko('notices.mail.at', { time: '08:00' });
    const stored = `books@shop.kr, ${at}, ${ko('notices.languages.ko')}`;
    expect(await dialog.findByText(ko('notices.stored', { stored }))).toBeDefined();
    await userEvent.type(emails, '\nbooks@shop.kr');
    await save();
    const set = { emails: ['owner@shop.kr', 'books@shop.kr'], time: '08:00', lang: 'ko' };
    await waitFor(() => expect(sent).toEqual([['mail', { ...set, seenVersion: 'm2' }]]));
  });

  it('that failed has the mail server’s words, and can be sent again', async () => {
    notices = { chat: null, mail: { ...mail, emails: ['owner@shop.kr'], mails: [failed] } };
    show();
    const answered = ko('notices.mail.answered', { answer: '452 Mailbox full' });
    expect(await screen.findByText(answered)).toBeDefined();
    const what = ko('notices.mail.of.day', { of: '2026-11-23' });
    await press(ko('notices.mail.againOf', { what, email: 'owner@shop.kr' }));
    const when = formatMoment(AT);
    expect(await screen.findByText(ko('notices.mail.state.sent', { when }))).toBeDefined();
    expect(sent).toEqual([['again', null]]);
  });

  it('that failed to somebody who was removed is not offered to be sent again', async () => {
    notices = { chat: null, mail: { ...mail, emails: ['books@shop.kr'], mails: [failed] } };
    show();
    expect(await screen.findByText(ko('notices.mail.state.failed'))).toBeDefined();
    const what = ko('notices.mail.of.day', { of: '2026-11-23' });
    const name = ko('notices.mail.againOf', { what, email: 'owner@shop.kr' });
    expect(screen.queryByRole('button', { name })).toBeNull();
  });

  it('without a mail server says so in a sentence, and offers nothing', async () => {
    notices = { chat: null, mail: { ...mail, on: false } };
    show();
    expect(await screen.findByText(ko('notices.mail.off'))).toBeDefined();
    expect(screen.queryByRole('button', { name: ko('notices.mail.add') })).toBeNull();
  });
});

describe('the part 알림', () => {
  it('that can’t be loaded says so', async () => {
    desk.use(http.get('/api/notices', () => refuse('internal', 500)));
    show();
    expect(await screen.findByText(ko('notices.failed'))).toBeDefined();
  });

  it('is not shown to others', async () => {
    desk.use(
      http.get('/api/me', () => answer(meOf('operator'))),
      http.get('/api/settings', () => refuse('internal', 500)),
    );
    renderScreen(<SettingsPage />, '/settings/notices', '/settings/:part?', 'operator');
    expect(await screen.findByText(ko('settings.failed'))).toBeDefined();
    expect(screen.queryByRole('link', { name: ko('settings.tabs.notices') })).toBeNull();
  });
});
