/** 담당: the list by who asked for something. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Payment } from '../../../shared/payment.ts';
import { singlePayment } from '../support/fixtures.ts';
import { answersSession, fakeSession, openDesk } from '../support/open-desk.tsx';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';

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
  await userEvent.click(await chip('담당'));
  return screen.findByRole('radiogroup', { name: '담당' });
}

const words = (field: HTMLElement) =>
  [...field.querySelectorAll('label')].map(({ textContent }) => textContent);

describe('the filter by staff', () => {
  it('offers oneself and then everybody by name, asked for only when it is opened', async () => {
    const { address } = openDesk('/payments');
    await chip('담당');
    expect(namesAsked).toBe(0);
    const field = await openField();
    await within(field).findByRole('radio', { name: '박서준' });
    expect(words(field)).toEqual(['나', '박서준', '이조회 (사용 중지)']);
    await userEvent.click(within(field).getByRole('radio', { name: '박서준' }));
    expect(address()).toBe('/payments?staff=s3');
    await chip('담당 박서준');
    await waitFor(() => expect(asked.at(-1)?.get('staff')).toBe('s3'));
    await userEvent.click(await chip('담당 지우기'));
    expect(address()).toBe('/payments');
    expect(namesAsked).toBe(1);
  });

  it('needs nobody’s name to tell one’s own', async () => {
    openDesk('/payments?staff=s1');
    await chip('담당 나');
    expect(namesAsked).toBe(0);
  });

  it('says of an id that nobody has that it is unknown, and of no other', async () => {
    openDesk('/payments?staff=s9');
    await chip('담당 …');
    await chip('담당 알 수 없는 직원');
  });

  it('offers oneself though the names can’t be read, and says so', async () => {
    desk.use(http.get('/api/staff/names', () => refuse('forbidden', 403)));
    const { address } = openDesk('/payments');
    const field = await openField();
    await screen.findByText('직원을 불러오지 못했어요');
    await userEvent.click(within(field).getByRole('radio', { name: '나' }));
    expect(address()).toBe('/payments?staff=s1');
  });

  it('is one of the chips of an empty list', async () => {
    items = [];
    const { address } = openDesk('/payments?period=all&staff=s2');
    await screen.findByText('조건에 맞는 결제가 없어요');
    const chips = await screen.findAllByRole('button', { name: '담당 이조회' });
    expect(chips).toHaveLength(2);
    await userEvent.click(chips[1] ?? document.body);
    expect(address()).toBe('/payments?period=all');
  });

  it('is on a phone’s sheet as well', async () => {
    const matchMedia = window.matchMedia;
    window.matchMedia = (query) =>
      Object.assign(new EventTarget(), { matches: true, media: query }) as MediaQueryList;
    try {
      const { address } = openDesk('/payments');
      await userEvent.click(await chip('거르기'));
      const sheet = await screen.findByRole('dialog', { name: '거르기' });
      await userEvent.click(await within(sheet).findByRole('radio', { name: '박서준' }));
      expect(address()).toBe('/payments?staff=s3');
    } finally {
      window.matchMedia = matchMedia;
    }
  });
});
