/** Moves the focus to the first field with a fault. */
export function focusWrong(form: HTMLElement | null): void {
  // In the next frame, when the faults have been rendered.
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
