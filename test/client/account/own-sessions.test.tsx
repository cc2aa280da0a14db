import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import '../../../client/pages/account-page.tsx';
import { agentWords } from '../../../client/account/agent-words.ts';
import { OwnSessions } from '../../../client/account/own-sessions.tsx';
import { answer, http, refuse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36';
const times = {
  createdAt: '2026-11-24T00:00:00.000Z',
  activeAt: '2026-11-24T05:00:00.000Z',
  expiresAt: '2026-11-24T08:00:00.000Z',
};
const own = { ...times, id: 'a', address: '10.0.0.7', agent: CHROME, current: true };
const other = { ...times, id: 'b', address: '203.0.113.9', agent: null, current: false };

let sessions: (typeof own | typeof other)[];
let ended: string[];
beforeEach(() => {
  sessions = [own, other];
  ended = [];
  desk.use(
    http.get('/api/me/sessions', () => answer({ items: sessions })),
    http.delete('/api/me/sessions/:id', ({ params }) => {
      ended.push(String(params['id']));
      sessions = sessions.filter(({ id }) => id !== params['id']);
      return answer({ items: sessions });
    }),
    http.delete('/api/me/sessions', () => {
      ended.push('others');
      sessions = sessions.filter(({ current }) => current);
      return answer({ items: sessions });
    }),
  );
});

const show = () => renderScreen(<OwnSessions />);

describe('the person’s own sessions', () => {
  it('are listed with browser and address; the present one is marked and can’t be ended', async () => {
    show();
    const [mine, theirs] = await screen.findAllByRole('listitem');
    expect(mine?.textContent).toContain('Chrome · Windows');
    expect(mine?.textContent).toContain(ko('account.sessions.current'));
    expect(within(mine!).queryByRole('button')).toBeNull();
    expect(theirs?.textContent).toContain(ko('account.sessions.unknownAgent'));
    expect(theirs?.textContent).toContain('203.0.113.9');
  });

  it('are ended one by one', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: /에 로그인한 .* 로그아웃$/ }));
    expect(await screen.findByText(ko('account.sessions.none'))).toBeDefined();
    expect(ended).toEqual(['b']);
  });

  it('are ended all but the present one', async () => {
    show();
    await userEvent.click(
      await screen.findByRole('button', { name: ko('account.sessions.endOthers') }),
    );
    expect(await screen.findByText(ko('account.sessions.none'))).toBeDefined();
    expect(ended).toEqual(['others']);
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
  });

  it('show an error where the list can’t be read, and a retry reads it again', async () => {
    let broken = true;
    desk.use(
      http.get('/api/me/sessions', () =>
        broken ? refuse('internal', 500) : answer({ items: sessions }),
      ),
    );
    show();
    expect(await screen.findByText(ko('account.sessions.failed'))).toBeDefined();
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    expect(await screen.findAllByRole('listitem')).toHaveLength(2);
  });
});

describe('the name of a browser', () =>
  it.each([
    [CHROME, 'Chrome · Windows'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1',
      'Safari · iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36',
      'Samsung Internet · Android',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0', 'Edge · Windows'],
    ['curl/8.0', null],
    [null, null],
  ])('%s', (agent, words) => expect(agentWords(agent)).toBe(words)));
