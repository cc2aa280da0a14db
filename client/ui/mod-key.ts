/** On a Mac ⌘ takes the place of Ctrl. */
export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

const written: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl',
  Enter: isMac ? '↵' : 'Enter',
  Escape: 'Esc',
};

/** `'mod k'` → `['Ctrl', 'K']`, with this keyboard's labels. */
export function keyLabels(keys: string): string[] {
  const parts = keys.split(' ');
  const isChord = parts[0] === 'mod';
  return parts.map((key) => written[key] ?? (isChord ? key.toUpperCase() : key));
}
