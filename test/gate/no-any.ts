// Nothing public may be `any`, for users of TypeScript 6.0 and of 5.0 alike: newer declaration syntax and
// unresolved imports turn into `any` without a word there, because users skip the checks of libraries.
import path from 'node:path';
import type ts from 'typescript';
import { entries } from './entries.js';

const dist = path.resolve('dist') + path.sep;
const problems = new Set<string>();

async function inspect(
  compiler: string,
  label: string,
  extra: (c: typeof ts) => ts.CompilerOptions,
): Promise<void> {
  const { default: c } = (await import(compiler)) as { default: typeof ts };
  const program = c.createProgram(
    entries().map(({ types }) => types),
    { target: c.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], types: ['node'], noEmit: true, ...extra(c) },
  );
  const checker = program.getTypeChecker();
  const report = (file: ts.SourceFile, at: number, text: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(at);
    problems.add(`${path.relative('.', file.fileName)}:${line + 1}: ${text} [${label}]`);
  };

  const files = program.getSourceFiles().filter((file) => file.fileName.startsWith(dist));
  for (const file of files) {
    for (const found of [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
      report(file, found.start ?? 0, c.flattenDiagnosticMessageText(found.messageText, ' '));
    const scan = (node: ts.Node): void => {
      if (node.kind === c.SyntaxKind.AnyKeyword) report(file, node.getStart(), '`any` is written here');
      node.forEachChild(scan);
    };
    scan(file);
  }

  const declaredHere = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some((node) => node.getSourceFile().fileName.startsWith(dist)) ?? false;
  const visited = new Set<ts.Type>();

  /** Generic declarations of ours are walked once, as declared: their instances can nest without end. */
  function declared(type: ts.Type): ts.Type {
    if (
      type.aliasSymbol !== undefined &&
      type.aliasTypeArguments !== undefined &&
      declaredHere(type.aliasSymbol)
    )
      return checker.getDeclaredTypeOfSymbol(type.aliasSymbol);
    return isReference(type) && declaredHere(type.symbol) ? type.target : type;
  }
  const isReference = (type: ts.Type): type is ts.TypeReference =>
    (((type as ts.ObjectType).objectFlags ?? 0) & c.ObjectFlags.Reference) !== 0;

  /** As the last two of AsyncIterable<T, TReturn, TNext>: not our words. */
  const anyByDefault = (parameter: ts.Type | undefined): boolean =>
    ((parameter?.getDefault()?.flags ?? 0) & c.TypeFlags.Any) !== 0;

  const isPublic = (member: ts.Symbol): boolean =>
    declaredHere(member) &&
    !member.declarations!.some(
      (node) =>
        c.getCombinedModifierFlags(node) & c.ModifierFlags.Private ||
        (c.isPropertyDeclaration(node) && c.isPrivateIdentifier(node.name)),
    );

  function walk(instance: ts.Type, at: string, where: ts.SourceFile, depth = 0): void {
    if (instance.flags & c.TypeFlags.Any) problems.add(`${at} is any [${label}]`);
    if (visited.has(instance) || depth > 20) return;
    visited.add(instance);
    const go = (next: ts.Type, step: string): void => walk(next, at + step, where, depth + 1);
    const filled = isReference(instance)
      ? checker
          .getTypeArguments(instance)
          .filter((_, i) => !anyByDefault(instance.target.typeParameters?.[i]))
      : [];
    for (const argument of [...(instance.aliasTypeArguments ?? []), ...filled]) go(argument, '<…>');
    const type = declared(instance);
    if (type !== instance) return go(type, '');
    if (type.isUnionOrIntersection()) for (const part of type.types) go(part, '');
    const constraint = type.isTypeParameter() ? type.getConstraint() : undefined;
    if (constraint !== undefined) go(constraint, ' extends');
    if (!declaredHere(type.symbol) && !declaredHere(type.aliasSymbol)) return;
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      for (const parameter of signature.parameters)
        go(checker.getTypeOfSymbolAtLocation(parameter, where), `(${parameter.name})`);
      go(signature.getReturnType(), '()');
    }
    for (const property of type.getProperties().filter(isPublic))
      go(checker.getTypeOfSymbolAtLocation(property, where), `.${property.name}`);
  }

  for (const { name, types } of entries()) {
    const file = program.getSourceFile(types);
    const module = file && checker.getSymbolAtLocation(file);
    if (file === undefined || module === undefined) {
      problems.add(`${name}: ${types} is no module [${label}]`);
      continue;
    }
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & c.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & c.SymbolFlags.Value)
        walk(checker.getTypeOfSymbolAtLocation(symbol, file), `${name}: ${exported.name}`, file);
      if (symbol.flags & c.SymbolFlags.Type)
        walk(checker.getDeclaredTypeOfSymbol(symbol), `${name}: ${exported.name}`, file);
    }
  }
}

await inspect('typescript', 'TypeScript 6.0', (c) => ({ module: c.ModuleKind.NodeNext, strict: true }));
await inspect('typescript-5.0', 'TypeScript 5.0', (c) => ({ module: c.ModuleKind.Node16, strict: true }));
await inspect('typescript-5.0', 'TypeScript 5.0 as in tslab', (c) => ({
  module: c.ModuleKind.ESNext,
  moduleResolution: 2 satisfies ts.ModuleResolutionKind.Node10,
}));
for (const problem of problems) console.error(problem);
process.exitCode = problems.size > 0 ? 1 : 0;
