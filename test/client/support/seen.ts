import { waitFor } from '@testing-library/react';
import { expect } from 'vitest';

/** Waits until the confirmation was visible for long enough to be pressed. @returns its button */
export async function confirmationIsSeen(): Promise<HTMLElement> {
  const button = () =>
    document.querySelector<HTMLElement>('[role="dialog"] button[aria-disabled="false"]');
  await waitFor(() => expect(button()).not.toBeNull());
  return button() ?? document.body;
}
