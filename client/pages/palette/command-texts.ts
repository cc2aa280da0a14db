/** What commands are called, in the person's language and, to be found by, in the other one. */
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

/** Everything that a command of this name may be found by. */
export function wordsOf(name: string): string[] {
  return tables.flatMap((table) => table[name] ?? []);
}
