import { screen } from '@testing-library/react';
import { IconArrowsSort } from '@tabler/icons-react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { ToolMenu } from '../../client/ui/tool-menu.tsx';
import { renderScreen, testDesk } from './support/render-screen.tsx';
import { ko } from '../support/words.ts';

testDesk();

function show(isChoice: boolean) {
  renderScreen(
    <ToolMenu
      label={ko('list.sort.label')}
      Icon={IconArrowsSort}
      word={ko('list.sort.-changed')}
      isChoice={isChoice}
    >
      {(onDone) => <button onClick={onDone}>금액 큰 순</button>}
    </ToolMenu>,
  );
}

describe('a tool of a list', () => {
  it('opens its panel, which may close itself; the focus returns', async () => {
    show(false);
    const button = screen.getByRole('button', { name: ko('list.sort.label'), expanded: false });
    await userEvent.click(button);
    expect(screen.getByRole('dialog', { name: ko('list.sort.label') })).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: ko('list.sort.-amount') }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('announces the choice where its label shows it', () => {
    show(true);
    expect(screen.getByRole('button', { name: '정렬: 최근 변경순' })).toBeDefined();
  });
});
