import type { Locator } from 'playwright-core';

/** Waits until the confirmation in a dialog was seen for long enough to take a press. */
export async function confirmationIsSeen(dialog: Locator): Promise<void> {
  await dialog.locator('button[aria-disabled="false"]').waitFor();
}
