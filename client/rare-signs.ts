/**
 * Has the rest of the typeface listed: the first page begins with its common signs alone. Until it
 * is there, or where it never comes, the device's own typeface has a sign that is missing.
 */
export function loadRareSigns(): void {
  import('./typeface-rare.css').catch(() => undefined);
}
