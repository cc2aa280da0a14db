/** Words that staff stumbled over do not come back, neither on a screen nor from the server. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../client/copy/en.ts';
import { words } from '../support/words.ts';

interface Tree {
  readonly [key: string]: string | Tree;
}

/** What replaces each is in docs/glossary.md. */
const OLD_KOREAN =
  /결재|거르기|순액|미환불 확인됨|어긋|거두|거뒀|사람 바꾸기|적어 두었어요|사슬|모르는 것|까닭|저절로|포기|어긴 약속|못 잡은|단추/;
const OLD_ENGLISH = /to execute|left afterwards|needs a person|given up/i;
/** The screens speak 해요체; a receipt is a letter to the buyer and may be formal. */
const FORMAL = /습니다|입니다|합니다|됩니다|십시오/;

const ROOT = join(import.meta.dirname, '../..');

function texts(tree: Tree, prefix = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : texts(value, `${prefix}${key}.`),
  );
}

/** Korean lines of code by file; comments may say what a state was called. */
function koreanCode(folder: string): [file: string, line: string][] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(join(ROOT, folder, file), 'utf8')
        .replaceAll(/\/\*.*?\*\/|^ *\/\/[^\n]*$/gms, '')
        .split('\n')
        .filter((line) => /[가-힣]/.test(line))
        .map((line): [string, string] => [`${folder}/${file}`, line.trim()]),
    );
}

const saying = (all: [string, string][], old: RegExp) => all.filter(([, text]) => old.test(text));

describe('words that are gone', () => {
  it('are in no Korean sentence of a screen', () =>
    expect(saying(texts(words), OLD_KOREAN)).toEqual([]));

  it('are in no English sentence of a screen', () =>
    expect(saying(texts(en), OLD_ENGLISH)).toEqual([]));

  it('are in no Korean text of the server, its files and its commands', () => {
    const all = [...koreanCode('server'), ...koreanCode('shared')];
    expect(all.length).toBeGreaterThan(300);
    expect(saying(all, OLD_KOREAN)).toEqual([]);
  });

  it('leave the screens in one tone', () => {
    const { receipt: _letter, ...screens } = words;
    expect(saying(texts(screens), FORMAL)).toEqual([]);
  });
});
