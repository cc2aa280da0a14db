/**
 * Copies text. `navigator.clipboard` exists only on https and localhost; for a desk on plain http
 * in a shop's own network `execCommand` is the fallback.
 * @returns `false` if both failed
 */
export async function writeClipboard(text: string): Promise<boolean> {
  const modern = (navigator as Partial<Navigator>).clipboard;
  if (modern !== undefined) {
    try {
      await modern.writeText(text);
      return true;
    } catch {
      // Refused for lack of focus or permission: try the fallback.
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
