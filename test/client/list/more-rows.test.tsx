/** The list's next page, with its real query and an end that is always in view. */
import { useInfiniteQuery, type QueryClient } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultQuery } from '../../../client/payments/list-query.ts';
import { MoreRows } from '../../../client/payments/more-rows.tsx';
import { paymentListOptions } from '../../../client/payments/payment-list-options.ts';
import { singlePayment } from '../support/fixtures.ts';
import { answer, http, HttpResponse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();

/** Called by the observer: the end of this list is in the viewport. */
let inSight: () => void = () => undefined;
class AlwaysInSight {
  readonly tell: IntersectionObserverCallback;
  constructor(tell: IntersectionObserverCallback) {
    this.tell = tell;
  }
  observe() {
    queueMicrotask(() => {
      this.tell([{ isIntersecting: true } as IntersectionObserverEntry], this as never);
      inSight();
    });
  }
  disconnect() {
    // The observer has reported already.
  }
}

let asked: string[];
let fails = false;
beforeEach(() => {
  asked = [];
  fails = false;
  inSight = () => undefined;
  window.IntersectionObserver = AlwaysInSight as never;
  desk.use(
    http.get('/api/payments', ({ request }) => {
      const cursor = new URL(request.url).searchParams.get('cursor') ?? 'top';
      asked.push(cursor);
      if (fails && cursor !== 'top') return HttpResponse.error();
      const nextCursor = { top: 'two', two: 'three' }[cursor] ?? null;
      return answer({ items: [singlePayment({ payToken: cursor })], nextCursor });
    }),
  );
});

function List() {
  const list = useInfiniteQuery(paymentListOptions(defaultQuery));
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <ul>
        {rows.map(({ payToken }) => (
          <li key={payToken}>{payToken}</li>
        ))}
      </ul>
      <MoreRows list={list} />
    </>
  );
}

const shownRows = () => screen.getAllByRole('listitem').map((row) => row.textContent);

describe('the next page', () => {
  it('loads by itself as long as the end is in view', async () => {
    renderScreen(<List />);
    await waitFor(() => expect(shownRows()).toEqual(['top', 'two', 'three']));
    expect(asked).toEqual(['top', 'two', 'three']);
  });

  it('loads after all where an event refetched the list just when it began', async () => {
    let again = 2;
    const view: { client?: QueryClient } = {};
    inSight = () => {
      if (again === 0) return;
      again -= 1;
      void view.client?.invalidateQueries({ queryKey: ['payments'] });
    };
    view.client = renderScreen(<List />).queryClient;
    await waitFor(() => expect(shownRows()).toEqual(['top', 'two', 'three']));
    expect(again).toBe(0);
  });

  it('is not requested again and again when it fails, but on a click', async () => {
    fails = true;
    renderScreen(<List />);
    const more = await screen.findByRole('button', { name: ko('list.more') });
    await waitFor(() => expect(asked).toEqual(['top', 'two']));
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    expect(asked).toEqual(['top', 'two']);
    fails = false;
    await userEvent.click(more);
    await waitFor(() => expect(shownRows()).toEqual(['top', 'two', 'three']));
  });
});
