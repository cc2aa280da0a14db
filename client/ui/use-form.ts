import { useRef, useState, type ComponentPropsWithRef, type KeyboardEvent } from 'react';

/**
 * A form that says what is wrong from the first press on, and moves the focus to the first fault.
 * Ctrl+Enter (⌘+Enter) submits it from every field, also from one where Enter means a new line.
 * @param onSubmit sends what is filled in, or answers `false` where something is wrong; every
 *   control with a fault has to carry `aria-invalid`
 * @returns `form`: properties of the `<form>`; `tried`: somebody has submitted it
 */
export function useForm(onSubmit: () => boolean) {
  const [tried, setTried] = useState(false);
  const ref = useRef<HTMLFormElement>(null);
  const submit = () => {
    setTried(true);
    if (onSubmit()) return;
    // The faults are drawn in the next frame.
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
      // React passes on the keys of a dialog that the form has opened, too.
      if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return;
      event.preventDefault();
      // A key that is held down is no second press.
      if (!event.repeat) submit();
    },
  } satisfies ComponentPropsWithRef<'form'>;
  return { form, tried, reset: () => setTried(false) };
}
