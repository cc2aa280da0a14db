import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import { describe, expect, it } from 'vitest';
import { useLeaving } from '../../client/parts/use-leaving.tsx';
import { useForm } from '../../client/ui/use-form.ts';
import { hasUnsavedWork } from '../../client/unsaved-work.ts';
import { focusArrivesAt } from './support/focus.ts';
import { renderScreen, testDesk } from './support/render-screen.tsx';

testDesk();

/** What was sent, in order. */
let sent: string[] = [];

/** A form whose second field must not be empty. */
function Form({ button = 'shown' }: { button?: 'shown' | 'disabled' | 'replaced' }) {
  const [note, setNote] = useState('');
  const { form, tried } = useForm(() => {
    if (note === '') return false;
    sent.push(note);
    return true;
  });
  return (
    <form {...form}>
      <input aria-label="name" />
      <textarea
        aria-label="note"
        aria-invalid={tried && note === ''}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {button === 'replaced' ? null : (
        <button type="submit" disabled={button === 'disabled'}>
          send
        </button>
      )}
      <button type="button">keep typing</button>
      {createPortal(<input aria-label="in a dialog" />, document.body)}
    </form>
  );
}

function show(button?: 'disabled' | 'replaced') {
  sent = [];
  renderScreen(<Form button={button ?? 'shown'} />);
  return screen.getByRole('textbox', { name: 'note' });
}

describe('a form', () => {
  it('says what is wrong when it is submitted, and leads there', async () => {
    const note = show();
    expect(note.getAttribute('aria-invalid')).toBe('false');
    await userEvent.click(screen.getByRole('button', { name: 'send' }));
    expect(note.getAttribute('aria-invalid')).toBe('true');
    await focusArrivesAt(note);
    expect(sent).toEqual([]);
  });

  it('is sent by Ctrl+Enter, once for each press of the key', async () => {
    const note = show();
    await userEvent.type(note, 'a{Enter}b');
    fireEvent.keyDown(note, { key: 'Enter', ctrlKey: true });
    fireEvent.keyDown(note, { key: 'Enter', ctrlKey: true, repeat: true });
    expect(sent).toEqual(['a\nb']);
    fireEvent.keyDown(note, { key: 'Enter', metaKey: true });
    expect(sent).toHaveLength(2);
  });

  it('is not sent by Ctrl+Enter on a button that does something else', async () => {
    await userEvent.type(show(), 'a');
    const press = (name: string) =>
      fireEvent.keyDown(screen.getByRole('button', { name }), { key: 'Enter', ctrlKey: true });
    press('keep typing');
    expect(sent).toEqual([]);
    press('send');
    expect(sent).toEqual(['a']);
  });

  it.each(['disabled', 'replaced'] as const)(
    'is not sent by Ctrl+Enter while its submit button is %s',
    async (button) => {
      const note = show(button);
      await userEvent.type(note, 'a');
      fireEvent.keyDown(note, { key: 'Enter', ctrlKey: true });
      expect(sent).toEqual([]);
    },
  );

  it('is not sent by the Enter that ends the composition of a syllable', async () => {
    const note = show();
    await userEvent.type(note, 'a');
    fireEvent.keyDown(note, { key: 'Enter', ctrlKey: true, isComposing: true });
    expect(sent).toEqual([]);
  });

  it('is not sent by the keys of a dialog that it opened', async () => {
    await userEvent.type(show(), 'a');
    const inside = screen.getByRole('textbox', { name: 'in a dialog' });
    fireEvent.keyDown(inside, { key: 'Enter', ctrlKey: true });
    expect(sent).toEqual([]);
  });
});

function Leavable({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const { close, leave } = useLeaving(text !== '', onClose, {
    words: { title: 'Drop it?', leave: 'Drop', stay: 'Stay' },
  });
  return (
    <>
      <input aria-label="text" value={text} onChange={(event) => setText(event.target.value)} />
      {leave ?? <button onClick={close}>close</button>}
    </>
  );
}

describe('something that would be lost', () => {
  const question = () => screen.queryByRole('alert')?.textContent;

  it('is asked about once, and not any more when it is gone', async () => {
    let closed = 0;
    renderScreen(<Leavable onClose={() => (closed += 1)} />);
    const text = screen.getByRole('textbox');
    await userEvent.type(text, 'a');
    expect(hasUnsavedWork()).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'close' }));
    expect([question(), closed]).toEqual(['Drop it?', 0]);
    await userEvent.clear(text);
    await userEvent.type(text, 'b');
    expect(question()).toBeUndefined();
    await userEvent.click(screen.getByRole('button', { name: 'close' }));
    await userEvent.click(screen.getByRole('button', { name: 'Drop' }));
    expect(closed).toBe(1);
    await userEvent.clear(text);
    expect(hasUnsavedWork()).toBe(false);
  });
});
