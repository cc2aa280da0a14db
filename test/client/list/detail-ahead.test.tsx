/** A payment is prefetched while the pointer or the focus rests on its row. */
import { fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useDetailAhead } from '../../../client/payments/use-detail-ahead.ts';
import { detailOf, singlePayment } from '../support/fixtures.ts';
import { answer, http, renderScreen, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();
let asked: string[] = [];

beforeEach(() => {
  asked = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  desk.use(
    http.get('/api/payments/:payToken', ({ params }) => {
      const payToken = String(params['payToken']);
      asked.push(payToken);
      return answer(detailOf(singlePayment({ payToken })));
    }),
  );
});
afterEach(() => {
  vi.useRealTimers();
});

function Rows() {
  return (
    <div {...useDetailAhead()} data-testid="rows">
      {['a', 'b'].map((payToken) => (
        <p key={payToken} data-pay-token={payToken}>
          <a href={`/payments/${payToken}`}>{payToken}</a>
        </p>
      ))}
    </div>
  );
}

const row = (payToken: string) => screen.getByText(payToken);
const over = (payToken: string, pointerType = 'mouse') => {
  fireEvent(
    row(payToken),
    Object.assign(new MouseEvent('pointerover', { bubbles: true }), { pointerType }),
  );
};
const TURNS = 50;
const MOST_WAITED_MS = 10_000;

/** Lets other tasks run; no time passes for the screen. */
async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  await vi.advanceTimersByTimeAsync(0);
}

/** Lets time pass and waits until `expected` requests arrive; for none, waits some turns. */
async function after(ms: number, expected = 0): Promise<string[]> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let n = 0; n < TURNS; n += 1) await turn();
  const startedMs = performance.now();
  // The number of turns that a request takes is not specified.
  while (asked.length < expected && performance.now() - startedMs < MOST_WAITED_MS) await turn();
  return asked;
}

it('prefetches a payment on which the pointer rests, not one that it passes', async () => {
  renderScreen(<Rows />);
  over('a');
  expect(await after(90)).toEqual([]);
  over('b');
  expect(await after(90)).toEqual([]);
  expect(await after(20, 1)).toEqual(['b']);
});

it('prefetches nothing once the pointer has left', async () => {
  renderScreen(<Rows />);
  over('a');
  fireEvent(
    screen.getByTestId('rows'),
    Object.assign(new MouseEvent('pointerout', { bubbles: true, relatedTarget: document.body }), {
      pointerType: 'mouse',
    }),
  );
  expect(await after(500)).toEqual([]);
});

it('prefetches the same one again only when its data is old', async () => {
  renderScreen(<Rows />);
  over('a');
  expect(await after(110, 1)).toEqual(['a']);
  for (const payToken of ['b', 'a', 'b', 'a']) {
    over(payToken);
    await after(110, 2);
  }
  expect(asked).toEqual(['a', 'b']);
  await after(30_000);
  over('b');
  expect(await after(110, 3)).toEqual(['a', 'b', 'b']);
});

it('prefetches nothing on touch', async () => {
  renderScreen(<Rows />);
  over('a', 'touch');
  expect(await after(500)).toEqual([]);
});

it('prefetches one that the keyboard has reached', async () => {
  renderScreen(<Rows />);
  fireEvent.keyDown(document.body, { key: 'Tab' });
  row('b').focus();
  expect(await after(110, 1)).toEqual(['b']);
});

it('prefetches nothing for a list that was unmounted', async () => {
  const { unmount } = renderScreen(<Rows />);
  over('a');
  unmount();
  expect(await after(500)).toEqual([]);
});
