/** 내보내기: from the list's filter to a downloaded file. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi, afterEach } from 'vitest';
import { ExportPayments } from '../../../client/payments/export-payments.tsx';
import { defaultQuery } from '../../../client/payments/list-query.ts';
import { noSums } from '../support/fixtures.ts';
import { catchFiles, fileAnswer } from '../support/catch-files.ts';
import { focusArrivesAt } from '../support/focus.ts';
import { descriptionOf } from '../support/render-dialog.tsx';
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
afterEach(() => {
  vi.restoreAllMocks();
});

const summary = { ...noSums, count: 412, paid: 48_000, refunded: 4000, net: 44_000 };

function show() {
  desk.use(http.get('/api/payments/summary', () => answer(summary)));
  const onClose = vi.fn();
  const query = { ...defaultQuery, period: 'all', status: ['PAY_COMPLETE'], q: '셔츠' } as const;
  renderScreen(<ExportPayments query={query} onClose={onClose} />);
  return { onClose };
}

const form = async () => within(await screen.findByRole('dialog'));
async function ask(reason: string) {
  const dialog = await form();
  await userEvent.type(dialog.getByLabelText(ko('exports.reason')), reason);
  await userEvent.click(dialog.getByRole('button', { name: ko('exports.submit') }));
}

it('says what the file will contain, and downloads it with a reason, under the desk’s file name', async () => {
  const asked: URLSearchParams[] = [];
  desk.use(
    http.get('/api/exports/payments.csv', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return fileAnswer(
        'changgu-payments-20261124-140000KST.csv',
        '구분,금액\r\n',
        'text/csv; charset=utf-8',
      );
    }),
  );
  const files = catchFiles();
  show();
  const dialog = await form();
  expect(await dialog.findByText(/결제 412건과 환불/)).toBeDefined();
  expect(
    dialog.getByText(
      ko('exports.payments.sums', { paid: '48,000원', refunded: '4,000원', net: '44,000원' }),
    ),
  ).toBeDefined();
  await userEvent.click(dialog.getByRole('radio', { name: 'CSV' }));
  await ask('세무 자료 제출');
  expect(await screen.findByText(/받았어요/, { selector: 'p' })).toBeDefined();
  const [query] = asked;
  expect(Object.fromEntries(query ?? [])).toEqual({
    clock: 'changed',
    status: 'PAY_COMPLETE',
    q: '셔츠',
    sort: '-changed',
    language: 'ko',
    reason: '세무 자료 제출',
  });
  expect(files[0]?.name).toBe('changgu-payments-20261124-140000KST.csv');
  expect(await files[0]?.text).toBe('구분,금액\r\n');
});

it('requires a meaningful reason, and sends nothing before', async () => {
  show();
  await ask('세무');
  const reason = (await form()).getByLabelText(ko('exports.reason'));
  expect(descriptionOf(reason)).toContain(ko('exports.reasonShort'));
  await focusArrivesAt(reason);
});

it('says why there is no file, keeps the reason, and tries again', async () => {
  let tries = 0;
  desk.use(
    http.get('/api/exports/payments.xlsx', () => {
      tries += 1;
      return tries === 1 ? refuse('not-ready', 503) : HttpResponse.text('PK');
    }),
  );
  const files = catchFiles();
  show();
  await ask('세무 자료 제출');
  expect((await screen.findByRole('alert')).textContent).toContain(ko('exports.failed'));
  await userEvent.click(screen.getByRole('button', { name: ko('exports.submit') }));
  await waitFor(() => expect(files).toHaveLength(1));
});

it('saves no file from a response that breaks off', async () => {
  desk.use(
    http.get('/api/exports/payments.xlsx', () => {
      const body = new ReadableStream<Uint8Array>({
        start: (stream) => stream.enqueue(new Uint8Array([80, 75])),
        pull: (stream) => stream.error(new Error('the line is cut')),
      });
      return new HttpResponse(body);
    }),
  );
  const files = catchFiles();
  show();
  await ask('세무 자료 제출');
  expect((await screen.findByRole('alert')).textContent).toContain(ko('exports.failed'));
  expect(files).toEqual([]);
});

it('asks before a typed reason is discarded', async () => {
  const { onClose } = show();
  const dialog = await form();
  await userEvent.type(dialog.getByLabelText(ko('exports.reason')), '세무 자료');
  await userEvent.click(
    dialog.getAllByRole('button', { name: ko('common.close') })[0] ?? document.body,
  );
  expect(onClose).not.toHaveBeenCalled();
});
