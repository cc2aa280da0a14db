import { waitFor } from '@testing-library/react';
import { expect } from 'vitest';

/** A confirmation takes a press once it was seen for a while. @returns its button */
export async function confirmationIsSeen(): Promise<HTMLElement> {
  const button = () =>
    document.querySelector<HTMLElement>('[role="dialog"] button[aria-disabled="false"]');
  await waitFor(() => expect(button()).not.toBeNull());
  return button() ?? document.body;
}
