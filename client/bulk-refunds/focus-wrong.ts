/** The focus goes to the first of the fields in which something is wrong. */
export function focusWrong(form: HTMLElement | null): void {
  // The faults are drawn first; then the first of them is where the person wants to be.
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
