// The public API as text: every exported name with its declaration, and every declaration those mention.
// `npm run api` writes test/gate/api.md; with --check, a difference fails, so that each change is a decision.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { entries } from './entries.js';

const snapshot = path.join(import.meta.dirname, 'api.md');
const dist = path.resolve('dist') + path.sep;
const doors = entries();
const program = ts.createProgram(
  doors.map(({ types }) => types),
  { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: ['node'], skipLibCheck: true },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

const resolved = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

const ours = (symbol: ts.Symbol): ts.Declaration[] =>
  (symbol.declarations ?? []).filter((node) => node.getSourceFile().fileName.startsWith(dist));

const hidden = (member: ts.ClassElement): boolean =>
  (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0 ||
  (member.name !== undefined && ts.isPrivateIdentifier(member.name));

function print(node: ts.Declaration): string {
  const file = node.getSourceFile();
  const whole = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const seen = ts.isClassDeclaration(whole)
    ? ts.factory.updateClassDeclaration(
        whole,
        whole.modifiers,
        whole.name,
        whole.typeParameters,
        whole.heritageClauses,
        whole.members.filter((member) => !hidden(member)),
      )
    : whole;
  const text = printer.printNode(ts.EmitHint.Unspecified, seen, file);
  return text.replace(/^export /, '').replace(/^declare /, '');
}

/** The symbols of this package that a declaration mentions. */
function* mentioned(node: ts.Node): Generator<ts.Symbol> {
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  if (symbol !== undefined) yield resolved(symbol);
  if (ts.isClassElement(node) && hidden(node)) return;
  for (const child of node.getChildren()) yield* mentioned(child);
}

const named = new Map<ts.Symbol, string>();
const inner = new Map<ts.Symbol, string>();
const sections: string[] = [];

for (const door of doors) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(door.types)!);
  const names = module === undefined ? [] : checker.getExportsOfModule(module);
  const lines = names
    .map((exported) => ({ name: exported.name, symbol: resolved(exported) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, symbol }) => {
      const place = named.get(symbol);
      if (place !== undefined) return `// ${name}: ${place}`;
      named.set(symbol, name === symbol.name ? `see ${door.name}` : `see ${name} of ${door.name}`);
      const text = ours(symbol).map(print).join('\n');
      return name === symbol.name ? text || `// ${name}: from another package` : `// ${name}:\n${text}`;
    });
  sections.push(`## ${door.name}\n\n\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n`);
}

const queue = [...named.keys()];
for (let symbol = queue.pop(); symbol !== undefined; symbol = queue.pop()) {
  for (const reached of ours(symbol).flatMap((node) => [...mentioned(node)])) {
    const [node] = ours(reached);
    const topLevel =
      node !== undefined &&
      ts.isSourceFile(ts.isVariableDeclaration(node) ? node.parent.parent.parent : node.parent);
    if (!topLevel || named.has(reached) || inner.has(reached)) continue;
    inner.set(reached, ours(reached).map(print).join('\n'));
    queue.push(reached);
  }
}
if (inner.size > 0) {
  const lines = [...inner.values()].sort();
  sections.push(`## Mentioned, not exported\n\n\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n`);
}

const intro =
  '# Public API\n\nWritten by `npm run api` from the built declarations. A difference is a decision: it is committed.\n';
const text = [intro, ...sections].join('\n');

if (process.argv.includes('--check')) {
  const kept = existsSync(snapshot) ? readFileSync(snapshot, 'utf8').split('\n') : [];
  const now = text.split('\n');
  const gone = kept.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  const come = now.filter((line) => !kept.includes(line)).map((line) => `+ ${line}`);
  if (text !== kept.join('\n')) {
    console.error('The public API differs from test/gate/api.md; if that is meant, run `npm run api`.');
    console.error([...gone, ...come].join('\n'));
    process.exitCode = 1;
  }
} else {
  writeFileSync(snapshot, text);
}
