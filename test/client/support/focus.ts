import { waitFor } from '@testing-library/react';
import { expect } from 'vitest';

/** Waits for the focus: a dialog moves it a moment after it was rendered. */
export async function focusArrivesAt(element: HTMLElement): Promise<void> {
  await waitFor(() => expect(document.activeElement).toBe(element));
}
