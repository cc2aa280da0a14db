/**
 * Puts text on the clipboard. `navigator.clipboard` exists only on https and localhost; a desk on a
 * shop's own network may be plain http, where the old way still works.
 * @returns `false` when neither way did
 */
export async function writeClipboard(text: string): Promise<boolean> {
  const modern = (navigator as Partial<Navigator>).clipboard;
  if (modern !== undefined) {
    try {
      await modern.writeText(text);
      return true;
    } catch {
      // The browser refused, for want of focus or permission: the old way may be allowed.
    }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.top = '-100px';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const legacy = document as { execCommand?: (command: string) => boolean };
  const done = legacy.execCommand?.('copy') ?? false;
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
