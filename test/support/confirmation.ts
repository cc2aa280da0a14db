import type { Locator } from 'playwright-core';

/** Waits until a dialog's confirmation has been visible for long enough to accept a press. */
export async function confirmationIsSeen(dialog: Locator): Promise<void> {
  await dialog.locator('button[aria-disabled="false"]').waitFor();
}
