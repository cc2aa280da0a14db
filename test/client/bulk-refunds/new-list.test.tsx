/** 일괄 환불 만들기: a file, pasted text, typed rows, and the errors shown before a check. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { NewBulkRefundPage } from '../../../client/pages/new-bulk-refund-page.tsx';
import { detailOf, singlePayment } from '../support/fixtures.ts';
import { answer, http, HttpResponse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { answerOf, rowOf, RUN_ID } from './runs.ts';
import { ko } from '../../support/words.ts';

const desk = testDesk();
const REASONS = ['단순 변심', '상품 불량'];

let sent: { body: unknown; stopped: string[] };
/** The state of the list that the new one replaces. */
let before: 'draft' | 'running';
beforeEach(() => {
  sent = { body: null, stopped: [] };
  before = 'draft';
  desk.use(
    http.get('/api/settings', () => answer({ refundReasons: REASONS })),
    http.post('/api/bulk-refunds', async ({ request }) => {
      sent.body = await request.json();
      return answer(answerOf([rowOf(0)]), 201);
    }),
    http.get('/api/bulk-refunds/:id', () => answer(answerOf([rowOf(0)], { state: before }))),
    http.post('/api/bulk-refunds/:id/stop', ({ params }) => {
      sent.stopped.push(String(params['id']));
      return answer(answerOf([rowOf(0)], { state: 'stopped' }));
    }),
  );
});

async function openForm(path = '/bulk-refunds/new') {
  const view = renderScreen(<NewBulkRefundPage />, path, '/bulk-refunds/:id', 'operator');
  const person = userEvent.setup();
  await screen.findByRole('option', { name: '상품 불량' });
  return { ...view, person };
}

type Person = ReturnType<typeof userEvent.setup>;

const list = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: ko('bulk.form.text') });
const chooseReason = (person: Person) =>
  person.selectOptions(screen.getByRole('combobox', { name: ko('bulk.form.reason') }), '상품 불량');

async function type(person: Person, text: string) {
  await person.click(list());
  await person.paste(text);
}

describe('a new list', () => {
  it('is read from a file, named after it, and sent to be checked', async () => {
    const { person, container, router } = await openForm();
    const file = new File(['주문번호,금액\n1024,"4,000원"\n1025,\n'], '행사-취소.csv');
    const picker = container.querySelector<HTMLInputElement>('input[type=file]');
    await person.upload(picker!, file);
    await screen.findByText('2건을 읽었어요 · 입력한 금액 합계 4,000원 · 남은 전액 1건');
    expect(
      screen.getByRole<HTMLInputElement>('textbox', { name: ko('bulk.form.name') }).value,
    ).toBe('행사-취소');
    await chooseReason(person);
    await person.click(screen.getByRole('button', { name: '2건 사전 점검' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/bulk-refunds/${RUN_ID}`));
    expect(sent.body).toEqual({
      name: '행사-취소',
      reason: '상품 불량',
      rows: [{ orderNo: '1024', amount: 4000 }, { orderNo: '1025' }],
    });
  });

  it('keeps the typed text, also on the way back, and shows the error of each line', async () => {
    const { person, router } = await openForm();
    const text = '주문번호,금액\n1024,사천\n1025,4,000원';
    await type(person, text);
    await chooseReason(person);
    await person.keyboard('{Control>}{Enter}{/Control}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('수정할 곳이 2군데 있어요');
    expect(alert.textContent).toContain(ko('bulk.faults.amount', { text: '사천' }));
    expect(alert.textContent).toContain('금액의 쉼표가 칸을 나눈 것 같아요 (4,000원).');
    expect(sent.body).toBeNull();
    expect(list().value).toBe(text);
    await person.click(screen.getByRole('button', { name: ko('bulk.form.show', { line: '3' }) }));
    const { selectionStart, selectionEnd } = list();
    expect(text.slice(selectionStart, selectionEnd)).toBe('1025,4,000원');
    expect(document.activeElement).toBe(list());

    await person.clear(list());
    await type(person, '1024,4000');
    await person.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(router.state.location.pathname).toBe(`/bulk-refunds/${RUN_ID}`));
    await waitFor(() => expect(list().value).toBe(''));
    await router.navigate(-1);
    await waitFor(() => expect(list().value).toBe('1024,4000'));
    // The list that it replaces is deleted once the corrected one exists.
    await person.click(screen.getByRole('button', { name: '1건 사전 점검' }));
    await waitFor(() => expect(sent.stopped).toEqual([RUN_ID]));
  });

  it('never stops a run that was started since its list was made', async () => {
    before = 'running';
    const read: string[] = [];
    desk.events.on('response:mocked', ({ request }) => {
      if (request.method === 'GET' && request.url.endsWith(RUN_ID)) read.push(request.url);
    });
    const again = { rows: [], name: '행사 취소', note: null, replaces: RUN_ID };
    const { person, router } = await openForm();
    await router.navigate('/bulk-refunds/new', { state: { again } });
    await screen.findByDisplayValue('행사 취소');
    await person.clear(list());
    await type(person, '1024');
    await chooseReason(person);
    await person.click(screen.getByRole('button', { name: '1건 사전 점검' }));
    await waitFor(() => expect(read.length).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent.stopped).toEqual([]);
  });

  it('says what an Excel file needs, and what is missing', async () => {
    const { person, container } = await openForm();
    const picker = container.querySelector<HTMLInputElement>('input[type=file]');
    const workbook = new File(['PK\u0003\u0004'], '목록.csv');
    await person.upload(picker!, workbook);
    expect((await screen.findByRole('alert')).textContent).toContain('CSV UTF-8');
    await person.click(screen.getByRole('button', { name: ko('bulk.form.submit') }));
    await screen.findByText(ko('bulk.form.nothing'));
    await waitFor(() => expect(document.activeElement).toBe(list()));
    expect(sent.body).toBeNull();
  });

  it('is typed with Enter, and takes several pasted lines for several orders', async () => {
    const { person } = await openForm();
    await person.click(screen.getByRole('radio', { name: ko('bulk.form.hows.rows') }));
    await person.click(screen.getByRole('textbox', { name: ko('bulk.form.orderOf', { n: '1' }) }));
    await person.keyboard('1024{Enter}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe(
      ko('bulk.form.orderOf', { n: '2' }),
    );
    await person.paste('1025\t4,000원\t단순 변심\n1026\t\t');
    expect(
      screen.getByRole<HTMLInputElement>('textbox', { name: ko('bulk.form.amountOf', { n: '2' }) })
        .value,
    ).toBe('4,000');
    await chooseReason(person);
    await person.click(screen.getByRole('button', { name: '3건 사전 점검' }));
    await waitFor(() =>
      expect(sent.body).toMatchObject({
        rows: [
          { orderNo: '1024' },
          { orderNo: '1025', amount: 4000, reason: '단순 변심' },
          { orderNo: '1026' },
        ],
      }),
    );
  });

  it('requires a note where a row is refunded for 기타, and sends it', async () => {
    const { person } = await openForm();
    await type(person, '주문번호,사유\n1024,기타');
    await person.click(screen.getByRole('button', { name: '1건 사전 점검' }));
    const note = screen.getByRole('textbox', { name: /내부 메모/ });
    await waitFor(() => expect(document.activeElement).toBe(note));
    expect(note.getAttribute('aria-invalid')).toBe('true');
    expect(sent.body).toBeNull();
    await person.type(note, '전화로 받음');
    expect(note.getAttribute('aria-invalid')).not.toBe('true');
    await person.click(screen.getByRole('button', { name: '1건 사전 점검' }));
    await waitFor(() =>
      expect(sent.body).toMatchObject({ note: '전화로 받음', rows: [{ reason: '기타' }] }),
    );
  });

  it('moves lines that can’t be parsed to the text field, to be corrected there', async () => {
    const { person } = await openForm();
    await person.click(screen.getByRole('radio', { name: ko('bulk.form.hows.rows') }));
    await person.click(screen.getByRole('textbox', { name: ko('bulk.form.orderOf', { n: '1' }) }));
    await person.paste('1025\t사천\n1026\t');
    expect(list().value).toBe('1025\t사천\n1026');
  });

  it('starts with the payments that were selected in the list', async () => {
    desk.use(
      http.get('/api/payments/:payToken', ({ params }) =>
        answer(detailOf(singlePayment({ payToken: String(params['payToken']) }))),
      ),
    );
    const { person } = await openForm('/bulk-refunds/new?payTokens=token-1,token-2');
    await screen.findByText(ko('bulk.form.picked', { count: 2 }));
    expect((await screen.findAllByText('1024')).length).toBe(2);
    await chooseReason(person);
    await person.click(screen.getByRole('button', { name: '2건 사전 점검' }));
    await waitFor(() =>
      expect(sent.body).toMatchObject({
        rows: [{ payToken: 'token-1' }, { payToken: 'token-2' }],
      }),
    );
  });

  it('shows the lines in which the desk found an error, and that no money moved', async () => {
    desk.use(
      http.post('/api/bulk-refunds', () =>
        HttpResponse.json(
          {
            type: '/problems/invalid-request',
            title: 'x',
            status: 422,
            detail: 'x',
            instance: 'r1',
            code: 'invalid-request',
            effect: 'not-applied',
            errors: [{ pointer: '/rows/1/orderNo', code: 'x', params: {}, detail: 'is odd' }],
          },
          { status: 422, headers: { 'content-type': 'application/problem+json' } },
        ),
      ),
    );
    const { person } = await openForm();
    await type(person, '주문번호\n1024\n1025');
    await chooseReason(person);
    await person.click(screen.getByRole('button', { name: '2건 사전 점검' }));
    await screen.findByText(ko('bulk.faults.refused', { text: 'is odd' }));
    screen.getByRole('button', { name: ko('bulk.form.show', { line: '3' }) });

    desk.use(http.post('/api/bulk-refunds', () => HttpResponse.error()));
    await person.click(screen.getByRole('button', { name: '2건 사전 점검' }));
    await screen.findByText(ko('bulk.form.noMoney'));
    expect(list().value).toBe('주문번호\n1024\n1025');
  });

  it('asks before a typed list is left', async () => {
    const { person, router } = await openForm();
    await type(person, '1024');
    void router.navigate('/payments');
    await person.click(await screen.findByRole('button', { name: ko('bulk.form.leave.stay') }));
    expect(router.state.location.pathname).toBe('/bulk-refunds/new');
    expect(list().value).toBe('1024');
  });
});
