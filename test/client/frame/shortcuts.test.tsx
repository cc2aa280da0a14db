/**
 * The help is generated from the table of shortcuts, and every key of the table is pressed here.
 */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { changePreferences } from '../../../client/session/preferences.ts';
import { keyLabels } from '../../../client/ui/mod-key.ts';
import { chords, shortcuts, type ShortcutName } from '../../../client/ui/shortcut-table.ts';
import type { Role } from '../../../shared/permissions.ts';
import { detailOf, noSums, singlePayment } from '../support/fixtures.ts';
import { focusArrivesAt } from '../support/focus.ts';
import { answersSession, fakeSession, openDesk, writeDeskNote } from '../support/open-desk.tsx';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
vi.setConfig({ testTimeout: 60_000 });
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;

const approved = singlePayment({
  payToken: 'p-1',
  orderNo: '20261124-0001',
  status: 'PAY_APPROVED',
  completedAt: null,
  availableActions: ['CANCEL'],
});
const paid = singlePayment({ payToken: 'p-2', orderNo: '20261124-0002' });

const keep = (part: Parameters<typeof changePreferences>[0]) => changePreferences(part);

function begin(role: Role) {
  const session = fakeSession(role);
  session.standing = 'open';
  deskAccess.abandon();
  writeDeskNote(true);
  desk.use(
    http.get('/api/payments', () => answer({ items: [approved, paid], nextCursor: null })),
    http.get('/api/payments/summary', () => answer(noSums)),
    http.get('/api/payments/:payToken', ({ params }) =>
      answer(detailOf(params['payToken'] === 'p-1' ? approved : paid)),
    ),
    http.put('/api/me/preferences', async ({ request }) =>
      answer((await request.json()) as object),
    ),
    http.get('/api/operations', () => answer({ items: [], nextCursor: null })),
    ...['/api/overview', '/api/day-close', '/api/settings'].map((path) =>
      http.get(path, () => refuse('not-ready', 503)),
    ),
    ...answersSession(session),
  );
}

beforeEach(() => begin('operator'));
afterEach(async () => {
  // Other files share this browser: no password prompt may be left open.
  deskAccess.abandon();
  await keep({ shortcuts: true });
});

type Opened = ReturnType<typeof openDesk>;

async function openList(path = '/payments'): Promise<Opened> {
  const view = openDesk(path);
  await screen.findByRole('link', { name: approved.orderNo });
  return view;
}

const row = (orderNo: string) => screen.getByRole('link', { name: orderNo });
const press = (keys: string) => {
  for (const key of keys.split(' '))
    fireEvent.keyDown(document.activeElement ?? document.body, { key });
};
const leadsTo = async (address: Opened['address'], to: string) => {
  await waitFor(() => expect(address()).toBe(to));
};

/** The effect of each key; the compiler requires all of them. */
const effects: Record<ShortcutName, (keys: string) => Promise<void>> = {
  search: async (keys) => {
    await openList();
    // Content that is loaded late may take the focus once more.
    await waitFor(() => {
      press(keys);
      expect(document.activeElement).toBe(screen.getByRole('searchbox'));
    });
  },
  next: async (keys) => {
    await openList();
    press(keys);
    await focusArrivesAt(row(approved.orderNo));
    press(keys);
    await focusArrivesAt(row(paid.orderNo));
  },
  previous: async (keys) => {
    await openList();
    row(paid.orderNo).focus();
    press(keys);
    await focusArrivesAt(row(approved.orderNo));
  },
  filter: async (keys) => {
    await openList();
    press(keys);
    await screen.findByRole('dialog', { name: ko('list.filters.label') });
  },
  pick: async (keys) => {
    await openList();
    row(paid.orderNo).focus();
    press(keys);
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: `${paid.orderNo} 선택` });
    expect(box.checked).toBe(true);
    await screen.findByRole('link', { name: ko('frame.nav.bulk-refunds') });
  },
  refund: async (keys) => {
    const { address } = await openList();
    row(paid.orderNo).focus();
    press(keys);
    await leadsTo(address, '/payments/p-2?act=refund');
  },
  execute: async (keys) => {
    const { address } = await openList();
    row(approved.orderNo).focus();
    press(keys);
    await leadsTo(address, '/payments/p-1?act=execute');
  },
  back: async (keys) => {
    const { address } = await openList('/payments/p-2');
    press(keys);
    await leadsTo(address, '/payments');
  },
  review: async (keys) => {
    const { address } = await openList();
    press(keys);
    await leadsTo(address, '/review');
  },
  payments: async (keys) => {
    const { address } = await openList('/payments?sort=-amount');
    press(keys);
    await leadsTo(address, '/payments');
  },
  overview: async (keys) => {
    const { address } = await openList();
    press(keys);
    await leadsTo(address, '/overview');
  },
  'day-close': async (keys) => {
    // Clerks may not close a day.
    begin('manager');
    const { address } = await openList();
    press(keys);
    await leadsTo(address, '/day-close');
  },
  create: async (keys) => {
    const { address } = await openList();
    press(keys);
    await leadsTo(address, '/payments/new');
  },
  settings: async (keys) => {
    const { address } = await openList();
    press(keys);
    await leadsTo(address, '/settings');
  },
  account: async (keys) => {
    const { address } = await openList();
    press(keys);
    await leadsTo(address, '/account');
  },
  lock: async (keys) => {
    await openList();
    press(keys);
    await screen.findByRole('dialog', { name: ko('session.lock.label') });
  },
  help: async (keys) => {
    await openList();
    press(keys);
    await screen.findByRole('dialog', { name: ko('keys.title') });
  },
};

describe.each(Object.entries(shortcuts))('%s', (name, { keys }) =>
  it('do what the help says', async () => {
    await effects[name as ShortcutName](keys);
  }),
);

describe('the help', () => {
  const shown = async () => {
    const help = await screen.findByRole('dialog', { name: ko('keys.title') });
    const terms = [...help.querySelectorAll<HTMLElement>('dt')];
    return Object.fromEntries(
      terms.map((term) => [
        term.dataset['shortcut'] ?? '',
        [...term.querySelectorAll('kbd')].map((key) => key.textContent),
      ]),
    );
  };

  it('lists every key with an effect, and no other', async () => {
    begin('manager');
    await openList();
    press('?');
    const table = { ...chords, ...shortcuts };
    const wanted = Object.entries(table).map(([name, { keys }]) => [name, keyLabels(keys)]);
    expect(await shown()).toEqual(Object.fromEntries(wanted));
    const words = [...document.querySelectorAll('dd')].map((one) => one.textContent);
    expect(new Set(words).size).toBe(words.length);
  });

  it('leaves out what the person has no right to, and those keys have no effect', async () => {
    begin('viewer');
    const { address } = await openList();
    row(paid.orderNo).focus();
    for (const name of ['refund', 'execute', 'create', 'day-close'] as const) {
      press(shortcuts[name].keys);
    }
    press('?');
    const names = Object.keys(await shown());
    expect(names).not.toEqual(expect.arrayContaining(['refund']));
    expect(names).toHaveLength(Object.keys({ ...chords, ...shortcuts }).length - 4);
    expect(address()).toBe('/payments');
  });

  it('has no two actions on one key', () => {
    const keys = Object.values(shortcuts).map((one) => one.keys as string);
    expect(new Set(keys).size).toBe(keys.length);
    // The first key of a sequence must have no effect of its own.
    expect(keys.filter((one) => keys.some((other) => other.startsWith(`${one} `)))).toEqual([]);
  });
});

describe('single-key shortcuts that are switched off', () => {
  it('have no effect, except Escape; the setting says so at once', async () => {
    await keep({ shortcuts: false });
    const { address } = await openList('/payments/p-2');
    for (const { keys } of Object.values(shortcuts)) {
      if (keys !== 'Escape') press(keys);
    }
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(address()).toBe('/payments/p-2');
    press('Escape');
    await leadsTo(address, '/payments');
  });

  it('are marked in the help, which the settings open without a key', async () => {
    await keep({ shortcuts: false });
    openDesk('/account');
    const off = await screen.findByRole('radiogroup', { name: ko('frame.settings.shortcuts') });
    expect(
      within(off).getByRole<HTMLInputElement>('radio', { name: ko('frame.settings.shortcutsOff') })
        .checked,
    ).toBe(true);
    await userEvent.click(await screen.findByRole('button', { name: ko('keys.show') }));
    const help = await screen.findByRole('dialog', { name: ko('keys.title') });
    expect(help.textContent).toContain('한 글자 단축키를 꺼 두었어요.');
    expect(help.querySelector('[data-shortcut="refund"]')?.hasAttribute('data-off')).toBe(true);
    expect(help.querySelector('[data-shortcut="back"]')?.hasAttribute('data-off')).toBe(false);
    expect(help.querySelector('[data-shortcut="palette"]')?.hasAttribute('data-off')).toBe(false);
  });
});
