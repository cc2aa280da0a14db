/**
 * Finds units of work that nothing runs. A unit does nothing until it is run, and neither the
 * compiler nor a linter objects to a statement that only makes one.
 */
import path from 'node:path';
import ts from 'typescript';

/** @param files absolute paths @returns a line for each fault */
export function forgottenUnits(root: string, files: readonly string[]): string[] {
  const settings = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  );
  const { options } = ts.parseJsonConfigFileContent(
    { ...settings.config, include: [] },
    ts.sys,
    root,
  );
  const program = ts.createProgram([...files], options);
  const checker = program.getTypeChecker();
  const faults: string[] = [];

  const isUnit = (type: ts.Type): boolean => {
    if (type.isUnion()) return type.types.some(isUnit);
    if (type.getSymbol()?.name !== 'Generator') return false;
    const [step] = checker.getTypeArguments(type as ts.TypeReference);
    return step !== undefined && checker.typeToString(step) === 'Step';
  };
  /** Whether the value is dropped: alone in a statement, or returned where nothing is expected. */
  const isDropped = (node: ts.Expression): boolean => {
    const { parent } = node;
    if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return true;
    if (ts.isParenthesizedExpression(parent)) return isDropped(parent);
    if (ts.isBinaryExpression(parent)) return parent.right === node && isDropped(parent);
    if (ts.isConditionalExpression(parent)) return parent.condition !== node && isDropped(parent);
    if (ts.isReturnStatement(parent)) return isInGenerator(parent);
    if (!ts.isArrowFunction(parent) || parent.body !== node) return false;
    const expected = checker.getContextualType(parent)?.getCallSignatures()[0]?.getReturnType();
    return expected !== undefined && (expected.flags & ts.TypeFlags.Void) !== 0;
  };
  const isInGenerator = (node: ts.Node): boolean => {
    const around = ts.findAncestor(node, ts.isFunctionLike);
    return around !== undefined && 'asteriskToken' in around && around.asteriskToken !== undefined;
  };
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`No such file: ${file}`);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isDropped(node) && isUnit(checker.getTypeAtLocation(node))) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        const place = `${path.relative(root, file)}:${String(line + 1)}`;
        faults.push(`${place}: nothing runs this unit: yield* is missing`);
      }
      node.forEachChild(visit);
    };
    visit(source);
  }
  return faults;
}
