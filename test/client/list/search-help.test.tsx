/** The help under the search box: what may be typed, what it will do, what is not understood. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRef } from 'react';
import { describe, expect, it } from 'vitest';
import { languages } from '../../../client/copy/i18n.ts';
import { filterNames, filters } from '../../../client/payments/filters/index.ts';
import { defaultQuery, type ListQuery } from '../../../client/payments/list-query.ts';
import { SearchBox } from '../../../client/payments/search-box.tsx';
import { readBareAmount, readSearchWords } from '../../../client/payments/search-words.ts';
import type { Role } from '../../../shared/permissions.ts';
import { renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

testDesk();

describe.each(languages)('the help in %s', (language) => {
  const terms = filterNames.flatMap((name) => filters[name].term ?? []);
  const examples = terms.flatMap((term) => term.examples[language].split(' · '));

  it.each(examples)('is right about %s', (example) => {
    const { change, q, unclear } = readSearchWords(example, 's1');
    expect(unclear).toEqual([]);
    if (Object.keys(change).length === 0) expect(readBareAmount(q)).not.toBeNull();
    else expect(q).toBe('');
  });
});

function show(query: Partial<ListQuery> = {}, role?: Role) {
  const asked: ListQuery[] = [];
  renderScreen(
    <SearchBox
      query={{ ...defaultQuery, ...query }}
      inputRef={createRef()}
      onQuery={(next) => asked.push(next)}
      onOpen={() => undefined}
    />,
    '/',
    '*',
    role,
  );
  return { box: screen.getByRole('searchbox'), asked };
}

const help = (box: HTMLElement) =>
  document.getElementById(box.getAttribute('aria-describedby') ?? '')?.textContent;

describe('the box', () => {
  it('says what may be typed while it is empty, and then what the terms will do', async () => {
    const { box } = show();
    expect(help(box)).toMatch(/처럼 입력해도 돼요/);
    await userEvent.type(box, '어제 금액:≥1만 머그컵');
    expect(help(box)).toBe('기간 어제금액 10,000원 이상검색어 “머그컵”');
  });

  it('takes 나 for the signed-in person', async () => {
    const { box, asked } = show({}, 'viewer');
    await userEvent.type(box, '담당:나');
    expect(help(box)).toBe('담당 나');
    await userEvent.type(box, '{Enter}');
    expect(asked).toEqual([{ ...defaultQuery, staff: 's1' }]);
  });

  it('says at once which term it does not understand', async () => {
    const { box } = show();
    await userEvent.type(box, '상태:모름');
    expect(screen.getByText(ko('list.search.unclear', { terms: '상태:모름' }))).toBeDefined();
  });
});
