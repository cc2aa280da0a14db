import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedView } from '../../../shared/api-views.ts';
import { answersSession, fakeSession, openDesk } from '../support/open-desk.tsx';
import { answer, http, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;

const viewOf = (part: Partial<SavedView> = {}): SavedView => ({
  id: crypto.randomUUID(),
  name: ko('account.me.today'),
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
  await userEvent.click(await screen.findByRole('button', { name: ko('list.views.label') }));
  const panel = await screen.findByRole('dialog', { name: ko('list.views.label') });
  await within(panel).findByRole('list');
  return { panel, address: opened.address };
}

describe('saved views', () => {
  it('open with one click, and show which one is open now', async () => {
    const { panel, address } = await openPanel();
    await userEvent.click(within(panel).getByRole('button', { name: ko('account.me.today') }));
    expect(address()).toBe('/payments?period=today&refund=partial');
    await userEvent.click(screen.getByRole('button', { name: ko('list.views.label') }));
    const again = await screen.findByRole('button', { name: /^오늘 환불/, current: true });
    expect(again.textContent).toContain(ko('views.current'));
  });

  it('save what the list shows now, and replace one’s own view of that name', async () => {
    const { panel } = await openPanel('/payments?period=all&min=1000');
    const name = within(panel).getByLabelText(ko('views.save.name'));
    await userEvent.click(within(panel).getByRole('button', { name: ko('views.save.submit') }));
    within(panel).getByText(ko('views.save.empty'));
    expect(sent).toEqual([]);
    await userEvent.type(name, ' 큰 금액 ');
    await userEvent.click(within(panel).getByRole('checkbox', { name: ko('views.sharedByMe') }));
    await userEvent.click(within(panel).getByRole('button', { name: ko('views.save.submit') }));
    await within(panel).findByRole('button', { name: /^큰 금액/ });
    expect(sent).toEqual([
      {
        method: 'POST',
        id: null,
        body: { name: '큰 금액', query: 'period=all&min=1000', shared: true },
      },
    ]);
    await userEvent.type(name, ko('account.me.today'));
    await within(panel).findByText(ko('views.save.taken'));
    await userEvent.click(within(panel).getByRole('button', { name: ko('views.save.replace') }));
    await waitFor(() =>
      expect(sent.at(-1)).toMatchObject({
        method: 'PATCH',
        id: views[0]?.id,
        body: { query: 'period=all&min=1000' },
      }),
    );
  });

  it('are deleted after a second click, and only by their owner', async () => {
    views = [
      viewOf(),
      viewOf({ name: '남의 것', mine: false, owner: { id: 's2', name: '박서준' } }),
    ];
    const { panel } = await openPanel();
    within(panel).getByText(ko('views.byOther', { name: '박서준' }));
    expect(within(panel).queryByRole('button', { name: /남의 것.*지우기/ })).toBeNull();
    await userEvent.click(
      within(panel).getByRole('button', { name: ko('views.remove', { name: '오늘 환불' }) }),
    );
    expect(sent).toEqual([]);
    await userEvent.click(within(panel).getByRole('button', { name: ko('views.removeYes') }));
    await waitFor(() =>
      expect(within(panel).queryByRole('button', { name: ko('account.me.today') })).toBeNull(),
    );
    expect(sent).toMatchObject([{ method: 'DELETE' }]);
  });

  it('say why nothing was changed', async () => {
    desk.use(http.patch('/api/views/:id', () => new Response(null, { status: 500 })));
    const { panel } = await openPanel();
    const star = within(panel).getByRole('button', {
      name: ko('views.start', { name: '오늘 환불' }),
    });
    await userEvent.click(star);
    await within(panel).findByText(ko('views.failed'));
    expect(star.getAttribute('aria-pressed')).toBe('false');
  });
});

describe('the start view', () => {
  it('opens where the address has no filter, and not after the filters were removed', async () => {
    views = [viewOf({ isDefault: true })];
    const { address } = openDesk('/payments');
    await waitFor(() => expect(address()).toBe('/payments?period=today&refund=partial'));
    await userEvent.click(await screen.findByRole('button', { name: ko('log.clear') }));
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
      within(panel).getByRole('button', { name: ko('views.start', { name: '오늘 환불' }) }),
    );
    await within(panel).findByRole('button', { name: ko('views.startEnd', { name: '오늘 환불' }) });
    expect(sent).toMatchObject([{ method: 'PATCH', body: { isDefault: true } }]);
  });
});

describe('on a phone', () => {
  const wide = window.matchMedia;
  beforeEach(() => {
    const phone = (media: string) =>
      Object.assign(new EventTarget(), { matches: media.endsWith('(max-width: 820px)'), media });
    window.matchMedia = (media) => phone(media) as MediaQueryList;
  });
  afterEach(() => {
    window.matchMedia = wide;
  });

  async function openSheet(path: string) {
    const opened = openDesk(path);
    const name = new RegExp(`^${ko('list.filters.open')}`);
    await userEvent.click(await screen.findByRole('button', { name }));
    const sheet = await screen.findByRole('dialog', { name: ko('list.filters.label') });
    await within(sheet).findByRole('checkbox', { name: ko('statuses.toss.PAY_COMPLETE') });
    return { sheet: within(sheet), address: opened.address };
  }

  it('are on the sheet of filters, each a click away, and keep the focus where it was', async () => {
    const { sheet, address } = await openSheet('/payments');
    const view = await sheet.findByRole('button', { name: ko('account.me.today') });
    expect(document.activeElement).not.toBe(view);
    await userEvent.click(view);
    await waitFor(() => expect(address()).toBe('/payments?period=today&refund=partial'));
  });

  it('are saved from there', async () => {
    const { sheet } = await openSheet('/payments?period=all');
    await userEvent.click(await sheet.findByText(ko('views.save.title')));
    await userEvent.type(sheet.getByRole('textbox', { name: ko('views.save.name') }), '석 달');
    await userEvent.click(sheet.getByRole('button', { name: ko('views.save.submit') }));
    await sheet.findByRole('button', { name: /^석 달/ });
    expect(sent.map(({ body }) => body)).toEqual([
      { name: '석 달', query: 'period=all', shared: false },
    ]);
  });

  it('show nothing where there are none, and nothing to save', async () => {
    views = [];
    const { sheet } = await openSheet('/payments');
    expect(sheet.queryByText(ko('list.views.label'))).toBeNull();
  });
});
