/**
 * Checks which sentences are loaded with a module. Korean sentences of some screens are loaded
 * lazily, with the module that calls `addKorean` for them; a screen without them would show keys.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface Module {
  imports: readonly string[];
  /** Dynamic imports. */
  fetches: readonly string[];
  adds: readonly string[];
  /** Texts that may be keys of sentences, or their beginnings. */
  texts: readonly string[];
}

/** A section of sentences that may not be loaded. */
export interface Missing {
  module: string;
  text: string;
}

function isForTypesOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  const { namedBindings, name, phaseModifier } = importClause;
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (name !== undefined || namedBindings === undefined) return false;
  if (!ts.isNamedImports(namedBindings)) return false;
  const { elements } = namedBindings;
  return elements.length > 0 && elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** @param file its path; only relative imports count */
export function readModule(file: string, source: string): Module {
  const found = {
    imports: [] as string[],
    fetches: [] as string[],
    adds: [] as string[],
    texts: [] as string[],
  };
  const target = (specifier: ts.Expression | undefined) =>
    specifier !== undefined && ts.isStringLiteral(specifier) && specifier.text.startsWith('.')
      ? [join(dirname(file), specifier.text)]
      : [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      if (!isForTypesOnly(node)) found.imports.push(...target(node.moduleSpecifier));
      return;
    }
    if (ts.isExportDeclaration(node) && !node.isTypeOnly) {
      found.imports.push(...target(node.moduleSpecifier));
    } else if (ts.isCallExpression(node)) {
      const { expression, arguments: given } = node;
      if (expression.kind === ts.SyntaxKind.ImportKeyword) found.fetches.push(...target(given[0]));
      const [words] = given;
      if (ts.isIdentifier(expression) && expression.text === 'addKorean' && words !== undefined) {
        if (ts.isObjectLiteralExpression(words)) {
          for (const { name } of words.properties) {
            if (name !== undefined && ts.isIdentifier(name)) found.adds.push(name.text);
          }
        }
      }
    } else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      found.texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

/** Every module under a folder. @param root the base of their paths */
export function readModules(root: string, folder: string): Map<string, Module> {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
  return new Map(
    files.map((file) => [file, readModule(file, readFileSync(join(root, file), 'utf8'))]),
  );
}

/** A module with all its static imports. */
function withImports(modules: ReadonlyMap<string, Module>, entry: string): Set<string> {
  const seen = new Set<string>();
  const walk = (file: string): void => {
    const module = modules.get(file);
    if (module === undefined || seen.has(file)) return;
    seen.add(file);
    module.imports.forEach(walk);
  };
  walk(entry);
  return seen;
}

/** The sections that are certainly loaded, for each dynamically imported module and for `start`. */
function sectionsAtEntries(modules: ReadonlyMap<string, Module>, start: string) {
  const all = new Set([...modules.values()].flatMap(({ adds }) => adds));
  const come = new Map<string, Set<string>>();
  const there = new Map<string, Set<string>>();
  const waiting = [start];
  const arrive = (entry: string, before: ReadonlySet<string>) => {
    const files = come.get(entry) ?? withImports(modules, entry);
    come.set(entry, files);
    const own = [...files].flatMap((file) => modules.get(file)?.adds ?? []);
    const now = new Set([...before, ...own]);
    const known = there.get(entry) ?? all;
    // Certain is only what every import path loads.
    const sure = new Set([...known].filter((section) => now.has(section)));
    if (there.has(entry) && sure.size === known.size) return;
    there.set(entry, sure);
    waiting.push(entry);
  };
  arrive(start, new Set());
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const sure = there.get(entry) ?? new Set<string>();
    for (const file of come.get(entry) ?? []) {
      for (const fetched of modules.get(file)?.fetches ?? []) {
        if (modules.has(fetched)) arrive(fetched, sure);
      }
    }
  }
  return [...there].map(([entry, sure]) => ({ sure, files: come.get(entry) ?? new Set<string>() }));
}

/**
 * The sentences that a module may use before they are loaded.
 * @param isWords whether a text is a sentence's key, or the beginning of one
 */
export function missingWords(
  modules: ReadonlyMap<string, Module>,
  start: string,
  late: readonly string[],
  isWords: (text: string) => boolean,
): Missing[] {
  const missing = new Map<string, Missing>();
  for (const { sure, files } of sectionsAtEntries(modules, start)) {
    for (const module of files) {
      for (const text of modules.get(module)?.texts ?? []) {
        const [section = ''] = text.split('.');
        if (!late.includes(section) || sure.has(section) || !isWords(text)) continue;
        missing.set(`${module} ${text}`, { module, text });
      }
    }
  }
  return [...missing.values()];
}
