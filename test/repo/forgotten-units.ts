/**
 * Finds units of work that are never run. A unit does nothing until it is run, and neither the
 * compiler nor the linter reports one that is created and dropped. Allowed are `yield* unit`, and a
 * unit passed where the declared type is a unit; for functions that return units the same.
 */
import path from 'node:path';
import ts from 'typescript';

const FAULT = 'nothing runs this unit: is yield* missing?';

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
  const faults = new Set<string>();

  const isUnit = (type: ts.Type | undefined): boolean => {
    if (type === undefined) return false;
    if (type.isUnion()) return type.types.some(isUnit);
    if (type.getSymbol()?.name !== 'Generator') return false;
    const [step] = checker.getTypeArguments(type as ts.TypeReference);
    return step !== undefined && checker.typeToString(step) === 'Step';
  };
  const makesUnit = (type: ts.Type | undefined): boolean => {
    if (type === undefined) return false;
    if (type.isUnion()) return type.types.some(makesUnit);
    return type.getCallSignatures().some((signature) => isUnit(signature.getReturnType()));
  };
  const isGenerator = (node: ts.Node | undefined): boolean =>
    node !== undefined && 'asteriskToken' in node && node.asteriskToken !== undefined;

  /** As the called function declares it: a type parameter (`map`, `then`) takes units unseen. */
  const askedOf = (node: ts.Expression): ts.Type | undefined => {
    const { parent } = node;
    const index = ts.isCallExpression(parent) ? parent.arguments.indexOf(node) : -1;
    if (!ts.isCallExpression(parent) || index < 0) return checker.getContextualType(node);
    const parameter = checker.getResolvedSignature(parent)?.declaration?.parameters[index];
    const type = parameter && 'type' in parameter ? parameter.type : undefined;
    if (type === undefined || !ts.isTypeNode(type)) return checker.getContextualType(node);
    return checker.getTypeFromTypeNode(type);
  };
  /** Whether what this function returns is asked for as a unit, or nothing is said of it. */
  const mayReturnUnit = (node: ts.Node | undefined): boolean => {
    if (node === undefined || isGenerator(node)) return false;
    if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return true;
    const asked = askedOf(node);
    return asked === undefined || makesUnit(asked);
  };
  const isRun = (node: ts.Expression): boolean => {
    const { parent } = node;
    if (ts.isYieldExpression(parent)) return parent.asteriskToken !== undefined;
    if (ts.isParenthesizedExpression(parent)) return isRun(parent);
    if (ts.isConditionalExpression(parent)) return parent.condition !== node && isRun(parent);
    if (ts.isArrowFunction(parent)) return mayReturnUnit(parent);
    if (ts.isReturnStatement(parent)) {
      return mayReturnUnit(ts.findAncestor(parent, ts.isFunctionLike));
    }
    return isUnit(askedOf(node));
  };
  const isFault = (node: ts.Node): boolean => {
    if (ts.isCallExpression(node) && isUnit(checker.getTypeAtLocation(node))) {
      return !isRun(node);
    }
    if (!ts.isExpression(node) || !ts.isCallExpression(node.parent)) return false;
    if (node.parent.expression === node || !makesUnit(checker.getTypeAtLocation(node)))
      return false;
    const asked = askedOf(node);
    return asked !== undefined && asked.getCallSignatures().length > 0 && !makesUnit(asked);
  };
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`No such file: ${file}`);
    const visit = (node: ts.Node): void => {
      if (isFault(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        faults.add(`${path.relative(root, file)}:${String(line + 1)}: ${FAULT}`);
      }
      node.forEachChild(visit);
    };
    visit(source);
  }
  return [...faults];
}
