/** Command names in both languages, so that a command is found by either. */
import { commonEn } from '../../copy/en/common.ts';
import { frameEn } from '../../copy/en/frame.ts';
import { paletteEn } from '../../copy/en/palette.ts';
import { commonKo } from '../../copy/ko/common.ts';
import { frameKo } from '../../copy/ko/frame.ts';
import { paletteKo } from '../../copy/ko/palette.ts';

type Words = Readonly<Record<string, string>>;

const tables: readonly Words[] = [
  ...[paletteKo.names, paletteKo.words, paletteEn.names, paletteEn.words],
  ...[frameKo.nav, frameEn.nav, frameKo.person, frameEn.person],
  ...[commonKo.kind, commonEn.kind],
];

/** All words by which the command of this name is found. */
export function wordsOf(name: string): string[] {
  return tables.flatMap((table) => table[name] ?? []);
}
