/** Browser names by user agent; the first match counts. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bWhale\//, 'Whale'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

const named = (names: typeof browsers, agent: string) =>
  names.find(([sign]) => sign.test(agent))?.[1] ?? null;

/** `'Chrome · Windows'`; `null` if neither browser nor system is known. */
export function agentWords(agent: string | null): string | null {
  if (agent === null) return null;
  const known = [named(browsers, agent), named(systems, agent)].filter((name) => name !== null);
  return known.length === 0 ? null : known.join(' · ');
}
