import { waitFor } from '@testing-library/react';
import { expect } from 'vitest';

/** A dialog moves the focus a moment after it is drawn: until then it is elsewhere. */
export async function focusArrivesAt(element: HTMLElement): Promise<void> {
  await waitFor(() => expect(document.activeElement).toBe(element));
}
