import type { TFunction } from 'i18next';

/** A duration: `'87 ms'`, `'1.52초'`. */
export function tookWords(tookMs: number, t: TFunction): string {
  if (tookMs < 1000) return `${String(tookMs)} ms`;
  return t('developer.took.seconds', { n: (tookMs / 1000).toFixed(tookMs < 10_000 ? 2 : 1) });
}
