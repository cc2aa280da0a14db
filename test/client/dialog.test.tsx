import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Dialog, DialogHead } from '../../client/ui/dialog.tsx';
import { renderScreen, testDesk } from './support/render-screen.tsx';

testDesk();

/** A button that opens a dialog, in which another button opens a second one on top. */
function Page() {
  const [first, setFirst] = useState(false);
  const [second, setSecond] = useState(false);
  return (
    <>
      <button onClick={() => setFirst(true)}>open</button>
      {first ? (
        <Dialog onClose={() => setFirst(false)}>
          <DialogHead title="first" />
          <button onClick={() => setSecond(true)}>ask</button>
        </Dialog>
      ) : null}
      {second ? (
        <Dialog kind="question" label="second" onClose={() => setSecond(false)}>
          <button>answer</button>
        </Dialog>
      ) : null}
    </>
  );
}

const button = (name: string) => screen.getByRole('button', { name });
const dialogs = () => screen.queryAllByRole('dialog').map((dialog) => dialog.textContent);

async function openBoth(): Promise<void> {
  await userEvent.click(button('open'));
  await userEvent.click(button('ask'));
  await waitFor(() => expect(document.activeElement).toBe(button('answer')));
}

describe('a dialog', () => {
  it('gives the focus back to what had it', async () => {
    renderScreen(<Page />);
    await userEvent.click(button('open'));
    await waitFor(() => expect(document.activeElement).toBe(button('ask')));
    await userEvent.keyboard('{Escape}');
    expect(dialogs()).toEqual([]);
    expect(document.activeElement).toBe(button('open'));
  });

  it('keeps Escape and the focus from one beneath it', async () => {
    renderScreen(<Page />);
    await openBoth();
    const beneath = screen.getByRole('dialog', { name: 'first' });
    expect(beneath.inert).toBe(true);
    await userEvent.keyboard('{Escape}');
    expect(dialogs()).toEqual(['firstask']);
    expect(beneath.inert).toBe(false);
    expect(document.activeElement).toBe(button('ask'));
    await userEvent.keyboard('{Escape}');
    expect(dialogs()).toEqual([]);
  });

  it('keeps Tab when the focused button was disabled', async () => {
    renderScreen(<Page />);
    await openBoth();
    button('answer').blur();
    await userEvent.tab();
    expect(screen.getByRole('dialog', { name: 'second' }).contains(document.activeElement)).toBe(
      true,
    );
  });

  it('is not closed by the repeats of a held Escape', async () => {
    renderScreen(<Page />);
    await openBoth();
    fireEvent.keyDown(button('answer'), { key: 'Escape', repeat: true });
    expect(dialogs()).toHaveLength(2);
  });
});

describe("a phone's way back", () => {
  class FakeWatcher extends EventTarget {
    static readonly active = new Set<FakeWatcher>();
    constructor() {
      super();
      FakeWatcher.active.add(this);
    }
    destroy() {
      FakeWatcher.active.delete(this);
    }
  }

  afterEach(() => vi.unstubAllGlobals());

  it('closes a question, and leaves a form to the address', async () => {
    vi.stubGlobal('CloseWatcher', FakeWatcher);
    renderScreen(<Page />);
    await userEvent.click(button('open'));
    expect(FakeWatcher.active.size).toBe(0);
    await userEvent.click(button('ask'));
    await screen.findByRole('dialog', { name: 'second' });
    const [watcher] = FakeWatcher.active;
    act(() => {
      watcher?.dispatchEvent(new Event('close'));
    });
    expect(dialogs()).toEqual(['firstask']);
    expect(FakeWatcher.active.size).toBe(0);
  });
});
