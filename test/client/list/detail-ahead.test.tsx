/** The payment on whose row a pointer or the focus rests is read before it is opened. */
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

/** Other things get their turn; no time goes by for the screen. */
async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  await vi.advanceTimersByTimeAsync(0);
}

/** Lets time go by, and then as many questions arrive as `expected`; or some turns for none. */
async function after(ms: number, expected = 0): Promise<string[]> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let n = 0; n < TURNS; n += 1) await turn();
  const startedMs = performance.now();
  // How many turns a question takes is no promise of the desk's.
  while (asked.length < expected && performance.now() - startedMs < MOST_WAITED_MS) await turn();
  return asked;
}

it('reads one on which the pointer rests, not one that it passes', async () => {
  renderScreen(<Rows />);
  over('a');
  expect(await after(90)).toEqual([]);
  over('b');
  expect(await after(90)).toEqual([]);
  expect(await after(20, 1)).toEqual(['b']);
});

it('reads nothing once the pointer has left', async () => {
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

it('reads the same one again only when what is known of it is old', async () => {
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

it('reads nothing under a finger', async () => {
  renderScreen(<Rows />);
  over('a', 'touch');
  expect(await after(500)).toEqual([]);
});

it('reads one to which the keyboard has come', async () => {
  renderScreen(<Rows />);
  fireEvent.keyDown(document.body, { key: 'Tab' });
  row('b').focus();
  expect(await after(110, 1)).toEqual(['b']);
});

it('reads nothing for a list that has gone', async () => {
  const { unmount } = renderScreen(<Rows />);
  over('a');
  unmount();
  expect(await after(500)).toEqual([]);
});
