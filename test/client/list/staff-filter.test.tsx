/** 담당: filters the list by who requested something. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Payment } from '../../../shared/payment.ts';
import { singlePayment } from '../support/fixtures.ts';
import { answersSession, fakeSession, openDesk } from '../support/open-desk.tsx';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;

let items: Payment[];
let namesAsked: number;
let asked: URLSearchParams[];
beforeEach(() => {
  items = [singlePayment()];
  namesAsked = 0;
  asked = [];
  desk.use(
    http.get('/api/staff/names', () => {
      namesAsked += 1;
      return answer({
        items: [
          { id: 's1', name: '김민지', active: true },
          { id: 's3', name: '박서준', active: true },
          { id: 's2', name: '이조회', active: false },
        ],
      });
    }),
    http.get('/api/payments', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return answer({ items, nextCursor: null });
    }),
    ...answersSession({ ...fakeSession('viewer'), standing: 'open' }),
  );
});

const chip = (name: string) => screen.findByRole('button', { name });

async function openField() {
  await userEvent.click(await chip(ko('list.filters.open')));
  return screen.findByRole('radiogroup', { name: ko('receipt.refund.by') });
}

const words = (field: HTMLElement) =>
  [...field.querySelectorAll('label')].map(({ textContent }) => textContent);

describe('the filter by staff', () => {
  it('offers oneself and then everybody by name, requested only when it is opened', async () => {
    const { address } = openDesk('/payments');
    await chip(ko('list.filters.open'));
    expect(namesAsked).toBe(0);
    const field = await openField();
    await within(field).findByRole('radio', { name: '박서준' });
    expect(words(field)).toEqual([
      ko('staff.me'),
      '박서준',
      ko('list.filters.staffGone', { name: '이조회' }),
    ]);
    await userEvent.click(within(field).getByRole('radio', { name: '박서준' }));
    expect(address()).toBe('/payments?staff=s3');
    await chip('담당 박서준');
    await waitFor(() => expect(asked.at(-1)?.get('staff')).toBe('s3'));
    await userEvent.click(await chip('담당 지우기'));
    expect(address()).toBe('/payments');
    expect(namesAsked).toBe(1);
  });

  it('needs no request to show one’s own name', async () => {
    openDesk('/payments?staff=s1');
    await chip('담당 나');
    expect(namesAsked).toBe(0);
  });

  it('says of an unknown id that it is unknown, and of no other', async () => {
    openDesk('/payments?staff=s9');
    await chip('담당 …');
    await chip('담당 알 수 없는 직원');
  });

  it('offers oneself though the names can’t be read, and says so', async () => {
    desk.use(http.get('/api/staff/names', () => refuse('forbidden', 403)));
    const { address } = openDesk('/payments');
    const field = await openField();
    await screen.findByText(ko('staff.failed'));
    await userEvent.click(within(field).getByRole('radio', { name: ko('list.filters.me') }));
    expect(address()).toBe('/payments?staff=s1');
  });

  it('is one of the chips of an empty list', async () => {
    items = [];
    const { address } = openDesk('/payments?period=all&staff=s2');
    await screen.findByText(ko('list.empty.filteredTitle'));
    const chips = await screen.findAllByRole('button', { name: '담당 이조회' });
    expect(chips).toHaveLength(2);
    await userEvent.click(chips[1] ?? document.body);
    expect(address()).toBe('/payments?period=all');
  });

  it('is on the filter sheet of a phone as well', async () => {
    const matchMedia = window.matchMedia;
    window.matchMedia = (query) =>
      Object.assign(new EventTarget(), { matches: true, media: query }) as MediaQueryList;
    try {
      const { address } = openDesk('/payments');
      await userEvent.click(await chip(ko('list.filters.open')));
      const sheet = await screen.findByRole('dialog', { name: ko('list.filters.label') });
      await userEvent.click(await within(sheet).findByRole('radio', { name: '박서준' }));
      expect(address()).toBe('/payments?staff=s3');
    } finally {
      window.matchMedia = matchMedia;
    }
  });
});
