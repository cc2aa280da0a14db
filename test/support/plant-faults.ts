/**
 * Plants faults in a source by matching its syntax tree. The place is found even where formatting,
 * comments, types, quotes, trailing commas, semicolons or the names of local variables changed.
 */
import ts from 'typescript';

/** A fault to plant: replaces one piece of one source. */
export interface PlantedFault {
  /** From the project's folder. */
  file: string;
  /**
   * JavaScript, or a part of a text in it, without types and comments and not cut within a word.
   * Must occur exactly once in the file.
   */
  find: string;
  /** The replacement. It names the file's local variables as `find` or `after` does. */
  put: string;
  /**
   * The code before `find`, where it is needed to make it unique or to name variables for `put`.
   */
  after?: string;
}

/** A word or one other character. */
interface Piece {
  text: string;
  start: number;
  end: number;
  /** Optional: a semicolon, a comma before a bracket, the parentheses of `(x) =>`. */
  isSoft: boolean;
  local: ts.Symbol | null;
  /** The first of the three pieces `a: b` with a local `b`, which may also be written as `a`. */
  isKey: boolean;
}

/** An identifier that refers to a binding, not to a member of an object. */
interface Name {
  node: ts.Identifier;
  /** `null`: imported, exported or global. */
  local: ts.Symbol | null;
  isBound: boolean;
  isShorthand: boolean;
}

interface Source {
  text: string;
  pieces: Piece[];
  names: Name[];
}

interface Place {
  start: number;
  end: number;
  /** The source's bindings, by the names that the searched piece has for them. */
  locals: Map<string, ts.Symbol>;
}

const FILE = 'source.ts';
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  removeComments: true,
  noLib: true,
  noResolve: true,
};

const asPiece = (text: string, start: number, end: number): Piece => ({
  text: /["`]/.test(text) ? "'" : text,
  start,
  end,
  isSoft: false,
  local: null,
  isKey: false,
});

function split(text: string): Piece[] {
  return [...text.matchAll(/[\p{L}\p{N}_$]+|\S/gu)].map(({ 0: word, index }) =>
    asPiece(word, index, index + word.length),
  );
}

function markSoft(pieces: Piece[]): Piece[] {
  const at = (index: number) => pieces[index]?.text ?? '';
  for (const [index, piece] of pieces.entries()) {
    if (piece.text === ';') piece.isSoft = true;
    if (piece.text === ',') piece.isSoft = [')', ']', '}', ''].includes(at(index + 1));
    if (piece.text === '\\') piece.isSoft = at(index + 1) === "'";
    const close = pieces[index + 2];
    if (piece.text !== '(' || close?.text !== ')') continue;
    if (at(index + 3) + at(index + 4) === '=>') piece.isSoft = close.isSoft = true;
  }
  return pieces;
}

function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if ('propertyName' in parent && parent.propertyName === node) return true;
  if (!('name' in parent) || parent.name !== node) return false;
  return (
    ts.isPropertyAccessExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isClassElement(parent) ||
    ts.isMetaProperty(parent)
  );
}

function isShorthand({ parent }: ts.Identifier): boolean {
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return (
    ts.isBindingElement(parent) &&
    ts.isObjectBindingPattern(parent.parent) &&
    parent.propertyName === undefined &&
    parent.dotDotDotToken === undefined
  );
}

function isLocal({ flags, declarations = [] }: ts.Symbol): boolean {
  const binds = ts.SymbolFlags.Variable | ts.SymbolFlags.Function | ts.SymbolFlags.Class;
  return (
    (flags & binds) !== 0 &&
    declarations.length > 0 &&
    declarations.every((one) => (ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Export) === 0)
  );
}

function nameAt(node: ts.Identifier, checker: ts.TypeChecker): Name | null {
  if (isMember(node)) return null;
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return {
    node,
    local: symbol !== undefined && isLocal(symbol) ? symbol : null,
    isBound: symbol !== undefined,
    isShorthand: isShorthand(node),
  };
}

function piecesOf({ local, isShorthand }: Name, piece: Piece): Piece[] {
  const own = { ...piece, local };
  if (!isShorthand || local === null) return [own];
  return [{ ...piece, isKey: true }, asPiece(':', piece.end, piece.end), own];
}

/** Whether this member is written as `a: b`, which may be `a` where the local is called `a`. */
function isKey(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) {
    return parent.name === node && ts.isIdentifier(parent.initializer);
  }
  return ts.isBindingElement(parent) && parent.propertyName === node;
}

/** @param text without comments, unless only its names are wanted */
export function readSource(text: string): Source {
  const languageVersion = ts.ScriptTarget.ESNext;
  const jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  const tree = ts.createSourceFile(FILE, text, { languageVersion, jsDocParsingMode }, true);
  const host = ts.createCompilerHost(OPTIONS);
  host.getSourceFile = (name) => (name === FILE ? tree : undefined);
  const checker = ts.createProgram([FILE], OPTIONS, host).getTypeChecker();
  const names: Name[] = [];
  const keys = new Set<number>();
  const visit = (node: ts.Node): void => {
    const name = ts.isIdentifier(node) ? nameAt(node, checker) : null;
    if (name !== null) names.push(name);
    else if (isKey(node)) keys.add(node.getStart(tree));
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(tree, visit);
  const byStart = new Map(names.map((name) => [name.node.getStart(tree), name]));
  const pieces = split(text).flatMap((piece) => {
    const name = byStart.get(piece.start);
    return name === undefined ? { ...piece, isKey: keys.has(piece.start) } : piecesOf(name, piece);
  });
  return { text, pieces: markSoft(pieces), names };
}

function kindOf(word: string): ts.SyntaxKind {
  return ts.createScanner(ts.ScriptTarget.ESNext, true, undefined, word).scan();
}

function mayBeLocal(word: string, { names }: Source): boolean {
  const kind = kindOf(word);
  const isReserved = kind !== ts.SyntaxKind.Identifier && kind <= ts.SyntaxKind.LastReservedWord;
  if (isReserved || word in globalThis) return false;
  return !names.some(({ node, local }) => local === null && node.text === word);
}

/**
 * Whether anything but local names and keywords has to match: otherwise any call would match any
 * other.
 */
function isAnchored({ after = '', find }: PlantedFault, { locals }: Place): boolean {
  return split(`${after} ${find}`).some(
    ({ text }) =>
      kindOf(text) === ts.SyntaxKind.Identifier && (locals.get(text)?.name ?? text) === text,
  );
}

/** The place that begins at one of the source's pieces; `null` where it does not match. */
function placeAt(
  from: number,
  wanted: readonly Piece[],
  { pieces }: Source,
  before: Place,
  mayDiffer: (word: string) => boolean,
): Place | null {
  const locals = new Map(before.locals);
  const isCalled = (word: string, local: ts.Symbol): boolean => {
    const known = locals.get(word);
    if (known !== undefined || [...locals.values()].includes(local)) return known === local;
    if (word !== local.name && !mayDiffer(word)) return false;
    locals.set(word, local);
    return true;
  };
  const matching = (at: number, next: number): number => {
    const want = wanted[at]?.text;
    const piece = pieces[next];
    if (want === undefined || piece === undefined) return 0;
    if (piece.local !== null) return isCalled(want, piece.local) ? 1 : 0;
    if (piece.text !== want) return 0;
    const value = pieces[next + 2]?.local ?? null;
    if (!piece.isKey || value === null || wanted[at + 1]?.text === ':') return 1;
    return isCalled(want, value) ? 3 : 0;
  };
  let next = from;
  let end = 0;
  for (const [at, want] of wanted.entries()) {
    while (next > from && pieces[next]?.isSoft === true && matching(at, next) === 0) next += 1;
    const count = matching(at, next);
    if (count === 0 && !want.isSoft) return null;
    next += count;
    if (count > 0) end = pieces[next - 1]?.end ?? end;
  }
  return { start: pieces[from]?.start ?? 0, end, locals };
}

function search(
  text: string,
  source: Source,
  before: Place,
  mayDiffer: (word: string) => boolean,
): Place[] {
  const wanted = markSoft(split(text));
  const byEnd = new Map<number, Place>();
  for (const [from, { start }] of source.pieces.entries()) {
    if (start < before.end) continue;
    const place = placeAt(from, wanted, source, before, mayDiffer);
    if (place !== null && !byEnd.has(place.end)) byEnd.set(place.end, place);
  }
  return [...byEnd.values()];
}

function placesOf(
  { after, find }: PlantedFault,
  source: Source,
  mayDiffer: (word: string) => boolean = () => false,
): Place[] {
  const top: Place = { start: 0, end: 0, locals: new Map() };
  const before = after === undefined ? [top] : search(after, source, top, mayDiffer);
  return before.flatMap((place) => search(find, source, place, mayDiffer));
}

/** Which names refer to the same binding, whatever it is called. */
function bindingsOf({ names }: Source): string {
  const locals = [...new Set(names.map(({ local }) => local))];
  return names
    .map(({ node, local }) => (local === null ? node.text : String(locals.indexOf(local))))
    .join();
}

/**
 * Renames some local variables of a source.
 * @returns `null` where such a name already has another meaning there
 */
export function renameLocals(source: Source, nameOf: (local: ts.Symbol) => string): Source | null {
  let text = '';
  let end = 0;
  for (const { node, local, isShorthand } of source.names) {
    if (local === null) continue;
    const name = nameOf(local);
    if (name === local.name) continue;
    const start = node.getStart();
    text += source.text.slice(end, start) + (isShorthand ? `${local.name}: ${name}` : name);
    end = node.end;
  }
  const renamed = readSource(text + source.text.slice(end));
  return bindingsOf(renamed) === bindingsOf(source) ? renamed : null;
}

/** The source, renamed to the names in `find` where it has others, and the only place of `find`. */
function findPlace(fault: PlantedFault, source: Source): { source: Source; place: Place } {
  const { file, after = '', find } = fault;
  let named = source;
  let places = placesOf(fault, source);
  if (places.length === 0) {
    places = placesOf(fault, source, (word) => mayBeLocal(word, source)).filter((place) =>
      isAnchored(fault, place),
    );
    const [alike] = places;
    if (alike !== undefined && places.length === 1) {
      const names = new Map([...alike.locals].map(([name, local]) => [local, name]));
      named = renameLocals(source, (local) => names.get(local) ?? local.name) ?? source;
      places = placesOf(fault, named);
    }
  }
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new Error(`${file} has ${String(places.length)} times: ${after}${after && ' … '}${find}`);
  }
  return { source: named, place };
}

/** By the source's text: many faults are planted in few files. */
const untyped = new Map<string, Source>();

function readUntyped(text: string): Source {
  const known = untyped.get(text);
  if (known !== undefined) return known;
  const { outputText } = ts.transpileModule(text, { compilerOptions: OPTIONS });
  const source = readSource(outputText);
  untyped.set(text, source);
  return source;
}

/**
 * Removes a source's types and plants faults in it.
 * @param faults of this file; each is planted in the result of those before it
 * @throws Error where a fault has no place or more than one, or uses a name that the file lacks
 */
export function plantFaults(text: string, faults: readonly PlantedFault[]): string {
  let source = readUntyped(text);
  for (const fault of faults) {
    const { place, source: named } = findPlace(fault, source);
    const changed = named.text.slice(0, place.start) + fault.put + named.text.slice(place.end);
    const unbound = new Set(named.names.flatMap(({ node, isBound }) => (isBound ? [] : node.text)));
    source = readSource(changed);
    for (const { node, isBound } of source.names) {
      if (isBound || unbound.has(node.text) || node.text in globalThis) continue;
      throw new Error(`${fault.file} has no ${node.text}, which is put for: ${fault.find}`);
    }
  }
  return source.text;
}
