import { useRef, useState, type ComponentPropsWithRef, type KeyboardEvent } from 'react';

/**
 * A form that shows its faults after the first submit and moves the focus to the first of them.
 * Ctrl+Enter (⌘+Enter) submits it from every field, also from a textarea, while its submit button
 * is there and enabled; not from a button that does something else.
 * @param onSubmit sends; returns `false` if there are faults. Every control with a fault needs
 *   `aria-invalid`
 * @param fromButtons Ctrl+Enter submits from every button too: those of this form only fill it in
 * @returns `form`: props of the `<form>`; `tried`: it was submitted, so faults are shown
 */
export function useForm(onSubmit: () => boolean, { fromButtons = false } = {}) {
  const [tried, setTried] = useState(false);
  const ref = useRef<HTMLFormElement>(null);
  const submit = () => {
    setTried(true);
    if (onSubmit()) return;
    // In the next frame, when the faults have been rendered.
    requestAnimationFrame(() => {
      ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    });
  };
  const form = {
    ref,
    noValidate: true,
    onSubmit: (event) => {
      event.preventDefault();
      submit();
    },
    onKeyDown: (event: KeyboardEvent<HTMLFormElement>) => {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
      // The Enter that ends the composition of a Korean syllable.
      if (event.nativeEvent.isComposing) return;
      // In React, keys pressed in a dialog that the form opened bubble up to the form, too.
      if (!(event.target instanceof Element && event.currentTarget.contains(event.target))) return;
      if (!fromButtons && event.target.closest('a, button:not([type="submit"])') !== null) return;
      event.preventDefault();
      const button = event.currentTarget.querySelector<HTMLButtonElement>('button[type="submit"]');
      // Ignore the repeats of a held key.
      if (button !== null && !button.disabled && !event.repeat) submit();
    },
  } satisfies ComponentPropsWithRef<'form'>;
  return { form, tried, reset: () => setTried(false) };
}
