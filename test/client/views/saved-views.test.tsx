import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedView } from '../../../shared/api-views.ts';
import { answersSession, fakeSession, openDesk } from '../support/open-desk.tsx';
import { answer, http, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();
window.scrollTo = () => undefined;

const viewOf = (part: Partial<SavedView> = {}): SavedView => ({
  id: crypto.randomUUID(),
  name: '오늘 환불',
  query: 'period=today&refund=partial',
  shared: false,
  owner: { id: 's1', name: '김민지' },
  mine: true,
  isDefault: false,
  ...part,
});

let views: SavedView[];
let sent: { method: string; id: string | null; body: unknown }[];

beforeEach(() => {
  sent = [];
  views = [viewOf()];
  desk.use(
    http.get('/api/views', () => answer({ items: views })),
    http.post('/api/views', async ({ request }) => {
      const body = (await request.json()) as SavedView;
      sent.push({ method: 'POST', id: null, body });
      views = [...views, viewOf(body)];
      return answer(viewOf(body));
    }),
    http.patch('/api/views/:id', async ({ request, params }) => {
      const body = (await request.json()) as Partial<SavedView>;
      sent.push({ method: 'PATCH', id: String(params['id']), body });
      views = views.map((view) => (view.id === params['id'] ? { ...view, ...body } : view));
      return answer(views.find((view) => view.id === params['id']) ?? {});
    }),
    http.delete('/api/views/:id', ({ params }) => {
      sent.push({ method: 'DELETE', id: String(params['id']), body: null });
      views = views.filter((view) => view.id !== params['id']);
      return new Response(null, { status: 204 });
    }),
    ...answersSession({ ...fakeSession('operator'), standing: 'open' }),
  );
});

async function openPanel(address = '/payments?period=all'): Promise<{
  panel: HTMLElement;
  address: () => string;
}> {
  const opened = openDesk(address);
  await userEvent.click(await screen.findByRole('button', { name: '저장한 보기' }));
  const panel = await screen.findByRole('dialog', { name: '저장한 보기' });
  await within(panel).findByRole('list');
  return { panel, address: opened.address };
}

describe('saved views', () => {
  it('open with one press, and tell which one is open now', async () => {
    const { panel, address } = await openPanel();
    await userEvent.click(within(panel).getByRole('button', { name: '오늘 환불' }));
    expect(address()).toBe('/payments?period=today&refund=partial');
    await userEvent.click(screen.getByRole('button', { name: '저장한 보기' }));
    const again = await screen.findByRole('button', { name: /^오늘 환불/, current: true });
    expect(again.textContent).toContain('지금 보는 중');
  });

  it('keep what the list shows now, and replace an own one of that name', async () => {
    const { panel } = await openPanel('/payments?period=all&min=1000');
    const name = within(panel).getByLabelText('이름');
    await userEvent.click(within(panel).getByRole('button', { name: '저장' }));
    within(panel).getByText('이름을 적어 주세요.');
    expect(sent).toEqual([]);
    await userEvent.type(name, ' 큰 금액 ');
    await userEvent.click(within(panel).getByRole('checkbox', { name: '모두와 공유' }));
    await userEvent.click(within(panel).getByRole('button', { name: '저장' }));
    await within(panel).findByRole('button', { name: /^큰 금액/ });
    expect(sent).toEqual([
      {
        method: 'POST',
        id: null,
        body: { name: '큰 금액', query: 'period=all&min=1000', shared: true },
      },
    ]);
    await userEvent.type(name, '오늘 환불');
    await within(panel).findByText(/같은 이름의 보기가 있어요/);
    await userEvent.click(within(panel).getByRole('button', { name: '지금 조건으로 바꾸기' }));
    await waitFor(() =>
      expect(sent.at(-1)).toMatchObject({
        method: 'PATCH',
        id: views[0]?.id,
        body: { query: 'period=all&min=1000' },
      }),
    );
  });

  it('are forgotten after a second press, and only by whoever made them', async () => {
    views = [
      viewOf(),
      viewOf({ name: '남의 것', mine: false, owner: { id: 's2', name: '박서준' } }),
    ];
    const { panel } = await openPanel();
    within(panel).getByText('박서준 님이 공유');
    expect(within(panel).queryByRole('button', { name: /남의 것.*지우기/ })).toBeNull();
    await userEvent.click(within(panel).getByRole('button', { name: '‘오늘 환불’ 보기 지우기' }));
    expect(sent).toEqual([]);
    await userEvent.click(within(panel).getByRole('button', { name: '지우기' }));
    await waitFor(() =>
      expect(within(panel).queryByRole('button', { name: '오늘 환불' })).toBeNull(),
    );
    expect(sent).toMatchObject([{ method: 'DELETE' }]);
  });

  it('say why nothing was changed', async () => {
    desk.use(http.patch('/api/views/:id', () => new Response(null, { status: 500 })));
    const { panel } = await openPanel();
    const star = within(panel).getByRole('button', { name: '‘오늘 환불’ 보기로 시작하기' });
    await userEvent.click(star);
    await within(panel).findByText('보기를 바꾸지 못했어요');
    expect(star.getAttribute('aria-pressed')).toBe('false');
  });
});

describe('the view to start with', () => {
  it('opens where the address has no filter, and not after they were taken away', async () => {
    views = [viewOf({ isDefault: true })];
    const { address } = openDesk('/payments');
    await waitFor(() => expect(address()).toBe('/payments?period=today&refund=partial'));
    await userEvent.click(await screen.findByRole('button', { name: '모두 지우기' }));
    expect(address()).toBe('/payments');
    await screen.findByRole('searchbox');
    expect(address()).toBe('/payments');
  });

  it('leaves an address with a filter alone', async () => {
    views = [viewOf({ isDefault: true })];
    const { address } = openDesk('/payments?period=all');
    await screen.findByRole('searchbox');
    expect(address()).toBe('/payments?period=all');
  });

  it('is chosen by its star', async () => {
    const { panel } = await openPanel();
    await userEvent.click(
      within(panel).getByRole('button', { name: '‘오늘 환불’ 보기로 시작하기' }),
    );
    await within(panel).findByRole('button', { name: '‘오늘 환불’ 보기로 시작하지 않기' });
    expect(sent).toMatchObject([{ method: 'PATCH', body: { isDefault: true } }]);
  });
});

describe('on a phone', () => {
  const wide = window.matchMedia;
  beforeEach(() => {
    const phone = (media: string) =>
      Object.assign(new EventTarget(), { matches: media === '(max-width: 820px)', media });
    window.matchMedia = (media) => phone(media) as MediaQueryList;
  });
  afterEach(() => {
    window.matchMedia = wide;
  });

  async function openSheet(path: string) {
    const opened = openDesk(path);
    await userEvent.click(await screen.findByRole('button', { name: /^거르기/ }));
    const sheet = await screen.findByRole('dialog', { name: '거르기' });
    await within(sheet).findByRole('checkbox', { name: '결제 완료' });
    return { sheet: within(sheet), address: opened.address };
  }

  it('are on the sheet of filters, each a press away, and leave the focus where it was', async () => {
    const { sheet, address } = await openSheet('/payments');
    const view = await sheet.findByRole('button', { name: '오늘 환불' });
    expect(document.activeElement).not.toBe(view);
    await userEvent.click(view);
    await waitFor(() => expect(address()).toBe('/payments?period=today&refund=partial'));
  });

  it('are saved from there', async () => {
    const { sheet } = await openSheet('/payments?period=all');
    await userEvent.click(await sheet.findByText('지금 조건 저장'));
    await userEvent.type(sheet.getByRole('textbox', { name: '이름' }), '석 달');
    await userEvent.click(sheet.getByRole('button', { name: '저장' }));
    await sheet.findByRole('button', { name: /^석 달/ });
    expect(sent.map(({ body }) => body)).toEqual([
      { name: '석 달', query: 'period=all', shared: false },
    ]);
  });

  it('say nothing where there are none, and nothing to save', async () => {
    views = [];
    const { sheet } = await openSheet('/payments');
    expect(sheet.queryByText('저장한 보기')).toBeNull();
  });
});
