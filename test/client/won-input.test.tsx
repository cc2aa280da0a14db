import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { WonInput } from '../../client/ui/won-input.tsx';
import { descriptionOf } from './support/render-dialog.tsx';
import { renderScreen, testDesk } from './support/render-screen.tsx';
import { ko } from '../support/words.ts';

testDesk();

function Harness({ first = null, set = null }: { first?: number | null; set?: number | null }) {
  const [won, setWon] = useState<number | null>(first);
  return (
    <>
      <WonInput aria-label={ko('create.amount')} value={won} onChange={setWon} maxWon={10_000} />
      {set === null ? null : <button type="button" onClick={() => setWon(set)} />}
    </>
  );
}

function input(): HTMLInputElement {
  return screen.getByLabelText<HTMLInputElement>(ko('bulk.form.amount'));
}

describe('an amount of won', () => {
  it('is grouped while it is typed', async () => {
    renderScreen(<Harness />);
    await userEvent.setup().type(input(), '1234567');
    expect(input().value).toBe('1,234,567');
  });

  it('keeps the caret beside its digit', async () => {
    const user = userEvent.setup();
    renderScreen(<Harness first={4567} />);
    await user.click(input());
    input().setSelectionRange(1, 1);
    await user.keyboard('99');
    expect(input().value).toBe('499,567');
    expect(input().selectionStart).toBe(3);
    await user.keyboard('{Backspace}');
    expect(input().value).toBe('49,567');
    expect(input().selectionStart).toBe(2);
    await user.keyboard('{Delete}');
    expect(input().value).toBe('4,967');
  });

  it.each(['4,000원', ' 4000 ', '₩4,000', '4000'])('accepts %s', async (text) => {
    const user = userEvent.setup();
    renderScreen(<Harness />);
    await user.click(input());
    await user.paste(text);
    expect(input().value).toBe('4,000');
    expect(descriptionOf(input())).toContain('사천 원');
  });

  it.each(['40.5', '-5', '1e5', '4000 5000원?', '오천'])('says of %s that it is unread', (text) => {
    renderScreen(<Harness first={7} />);
    fireEvent.change(input(), { target: { value: text } });
    // What was typed stays, so that it can be corrected; the old amount does not come back.
    expect(input().value).toBe(text);
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.blur(input());
    expect(input().value).toBe(text);
    expect(input().getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByRole('alert').textContent).toBe(ko('common.wonUnread'));
    fireEvent.change(input(), { target: { value: '4000' } });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(input().value).toBe('4,000');
  });

  it.each([
    ['3*4500+2000', '15,500'],
    ['1만', '10,000'],
    ['5천', '5,000'],
    ['1만5천원', '15,000'],
  ])('shows what %s makes while it is typed, and inserts it at the end', async (text, won) => {
    const user = userEvent.setup();
    renderScreen(<Harness />);
    await user.type(input(), text);
    expect(input().value).toBe(text);
    screen.getByText(`= ${won}원`);
    await user.tab();
    expect(input().value).toBe(won);
    expect(screen.queryByText(`= ${won}원`)).toBeNull();
  });

  it('inserts a sum by Enter before the form is sent', async () => {
    const user = userEvent.setup();
    const sent = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
    renderScreen(
      <form onSubmit={sent}>
        <Harness />
        <button type="submit">OK</button>
      </form>,
    );
    await user.type(input(), '2*4500{Enter}');
    expect(input().value).toBe('9,000');
    expect(sent).not.toHaveBeenCalled();
    await user.keyboard('{Enter}');
    expect(sent).toHaveBeenCalledTimes(1);
    await user.type(input(), '+{Enter}');
    screen.getByRole('alert');
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it('drops what was typed when the form sets another amount', async () => {
    const user = userEvent.setup();
    renderScreen(<Harness set={1200} />);
    await user.type(input(), '3*');
    await user.click(screen.getByRole('button'));
    expect(input().value).toBe('1,200');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('steps by 100 between 0 and the allowed maximum', async () => {
    const user = userEvent.setup();
    renderScreen(<Harness first={9_950} />);
    await user.click(input());
    await user.keyboard('{ArrowUp}');
    expect(input().value).toBe('10,000');
    await user.clear(input());
    await user.keyboard('{ArrowDown}');
    expect(input().value).toBe('0');
  });
});
