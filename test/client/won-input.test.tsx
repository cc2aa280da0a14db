import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { WonInput } from '../../client/ui/won-input.tsx';
import { descriptionOf } from './support/render-dialog.tsx';
import { renderScreen, testDesk } from './support/render-screen.tsx';
import { ko } from '../support/words.ts';

testDesk();

function Harness({ first = null }: { first?: number | null }) {
  const [won, setWon] = useState<number | null>(first);
  return (
    <WonInput aria-label={ko('create.amount')} value={won} onChange={setWon} maxWon={10_000} />
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

  it.each(['40.5', '-5', '4천', '1e5', '4000 5000원?'])('refuses %s', (text) => {
    renderScreen(<Harness first={7} />);
    fireEvent.change(input(), { target: { value: text } });
    expect(input().value).toBe('7');
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
