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
/** A question takes some turns of the event loop until the desk has it. */
const TURNS = 50;

/** Lets time go by, and then what was asked for arrive. */
async function after(ms: number): Promise<string[]> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < TURNS; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    await vi.advanceTimersByTimeAsync(0);
  }
  return asked;
}

it('reads one on which the pointer rests, not one that it passes', async () => {
  renderScreen(<Rows />);
  over('a');
  expect(await after(90)).toEqual([]);
  over('b');
  expect(await after(90)).toEqual([]);
  expect(await after(20)).toEqual(['b']);
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
  await vi.waitFor(async () => {
    expect(await after(110)).toEqual(['a']);
  });
  for (const payToken of ['b', 'a', 'b', 'a']) {
    over(payToken);
    await after(110);
  }
  expect(asked).toEqual(['a', 'b']);
  await after(30_000);
  over('b');
  expect(await after(110)).toEqual(['a', 'b', 'b']);
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
  expect(await after(110)).toEqual(['b']);
});

it('reads nothing for a list that has gone', async () => {
  const { unmount } = renderScreen(<Rows />);
  over('a');
  unmount();
  expect(await after(500)).toEqual([]);
});
