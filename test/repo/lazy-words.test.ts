/** No screen is rendered before its sentences are loaded: it would show their keys. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../client/copy/en.ts';
import { ko } from '../../client/copy/ko.ts';
import { missingWords, readModule, readModules, type Module } from './lazy-words.ts';

const ROOT = join(import.meta.dirname, '../..');
const late = Object.keys(en).filter((section) => !(section in ko));

/** English is loaded as a whole, so it has every key. */
function isWords(text: string): boolean {
  if (!text.includes('.')) return false;
  let words: unknown = en;
  for (const part of text.split('.')) {
    if (part === '') return true;
    if (typeof words !== 'object' || words === null) return false;
    const names = Object.keys(words);
    if (!names.includes(part)) return names.some((name) => name.startsWith(part));
    words = (words as Record<string, unknown>)[part];
  }
  return true;
}

describe('lazily loaded sentences', () =>
  it('are loaded with every module that uses them', () => {
    const modules = readModules(ROOT, 'client');
    expect(modules.size).toBeGreaterThan(300);
    expect(late.length).toBeGreaterThan(10);
    expect(missingWords(modules, 'client/main.tsx', late, isWords)).toEqual([]);
  }));

describe('the gate itself', () => {
  const tree = (files: Record<string, string>) =>
    new Map<string, Module>(
      Object.entries(files).map(([file, source]) => [file, readModule(file, source)]),
    );
  const missing = (files: Record<string, string>) =>
    missingWords(tree(files), 'main.tsx', ['audit'], (text) => text.startsWith('audit.'));
  const says = "export const title = t('audit.title');";
  const adds = "import { addKorean } from './i18n.ts'; addKorean({ audit: auditKo });";

  it('detects a sentence that no import loads, whether static or lazy', () => {
    expect(missing({ 'main.tsx': says })).toEqual([{ module: 'main.tsx', text: 'audit.title' }]);
    const files = { 'main.tsx': "void import('./page.tsx');", 'page.tsx': says };
    expect(missing(files)).toEqual([{ module: 'page.tsx', text: 'audit.title' }]);
    expect(missing({ ...files, 'page.tsx': `${adds}\n${says}` })).toEqual([]);
  });

  it('detects one that only some import paths load', () => {
    const page = `${adds}\nvoid import('./part.tsx');`;
    const files = { 'main.tsx': "void import('./page.tsx');", 'page.tsx': page, 'part.tsx': says };
    expect(missing(files)).toEqual([]);
    const other = { ...files, 'main.tsx': "void import('./page.tsx'); void import('./part.tsx');" };
    expect(missing(other)).toEqual([{ module: 'part.tsx', text: 'audit.title' }]);
  });

  it('understands concatenated keys, and ignores type-only imports', () => {
    const put = 'export const word = t(`audit.actions.${action}`);';
    expect(missing({ 'main.tsx': put })).toEqual([{ module: 'main.tsx', text: 'audit.actions.' }]);
    const typed =
      "import type { Word } from './page.tsx'; import { type Other } from './page.tsx';";
    expect(missing({ 'main.tsx': typed, 'page.tsx': says })).toEqual([]);
    expect(missing({ 'main.tsx': "export * from './page.tsx';", 'page.tsx': says })).toHaveLength(
      1,
    );
  });
});
