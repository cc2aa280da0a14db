/** The columns as this browser stores them: at once, in order, and per person. */
import { setupServer } from 'msw/node';
import { delay, http, HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { renderHook, waitFor } from '@testing-library/react';
import {
  changePreferences,
  loadPreferences,
  startPreferences,
  usePreferences,
} from '../../../client/session/preferences.ts';

const PATH = '/api/me/preferences';
const wide = [{ id: 'amount', shown: true, widthPx: 200 }];
const wider = [{ id: 'amount', shown: true, widthPx: 300 }];
const KEY = 'changgu.preferences';

let kept: Record<string, unknown> = {};
const written: unknown[] = [];
const desk = setupServer(
  http.get(PATH, () => HttpResponse.json(kept)),
  http.put(PATH, async ({ request }) => {
    const body = (await request.json()) as Record<string, unknown>;
    await delay(30);
    written.push(body['listColumns']);
    kept = body;
    return HttpResponse.json(body);
  }),
);
beforeAll(() => {
  desk.listen({ onUnhandledRequest: 'error' });
  startPreferences();
});
beforeEach(() => {
  kept = {};
  written.length = 0;
});
afterEach(async () => {
  kept = {};
  await loadPreferences();
  localStorage.removeItem(KEY);
});
afterAll(() => desk.close());

const columns = () => renderHook(() => usePreferences().listColumns).result;

it('take effect at once, and the newest is the last that the desk gets', async () => {
  await loadPreferences();
  const now = columns();
  const writes = [wide, [], wider].map((listColumns) => changePreferences({ listColumns }));
  await waitFor(() => expect(now.current).toEqual(wider));
  await Promise.all(writes);
  expect(written.at(-1)).toEqual(wider);
  expect(kept['listColumns']).toEqual(wider);
  // The one in between is skipped.
  expect(written.length).toBeLessThan(3);
});

it('follow a choice in another tab, and a change here does not undo it', async () => {
  await loadPreferences();
  const now = columns();
  const there = JSON.stringify({ theme: 'dark', listColumns: wide });
  localStorage.setItem(KEY, there);
  window.dispatchEvent(new StorageEvent('storage', { key: KEY, newValue: there }));
  await waitFor(() => expect(now.current).toEqual(wide));
  await changePreferences({ density: 'dense' });
  expect(kept).toMatchObject({ theme: 'dark', density: 'dense', listColumns: wide });
});

it('are not those of the previous person', async () => {
  kept = { listColumns: wide };
  await loadPreferences();
  const now = columns();
  expect(now.current).toEqual(wide);
  kept = {};
  await loadPreferences();
  await waitFor(() => expect(now.current).toEqual([]));
});

it('stay in this browser where the desk could not store them', async () => {
  await loadPreferences();
  desk.use(http.put(PATH, () => HttpResponse.error(), { once: true }));
  await expect(changePreferences({ listColumns: wide })).rejects.toThrow();
  expect(columns().current).toEqual(wide);
  await changePreferences({ listColumns: wider });
  expect(kept['listColumns']).toEqual(wider);
});
