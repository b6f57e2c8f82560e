// Type-checks the examples of the documentation and runs them against the built package, all in one process.
//
// A statement (in no function) that ends in `// => text` (there or on the next line, continued by lines of
// `//   more`) is checked: its value, or what it printed, must inspect as that text. Spaces and the kind of
// quotes do not matter, `…` stands for anything, and `// => throws Name: message` expects an error.
// An @example that imports nothing gets the names it uses. Usage: examples.ts [part of a file name]
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { entries } from './entries.js';
import { findExamples, type Example } from './find-examples.js';

const folder = path.resolve('coverage/examples');
const problems: string[] = [];

const doors = new Map<string, string>();
for (const { name } of entries().reverse())
  for (const key of Object.keys((await import(name)) as object)) doors.set(key, name);

/** Imports for an example that has none; on one line, so that line numbers stay. */
function header(code: string): string {
  if (/\bfrom 'dropgraph/.test(code)) return 'export {}; ';
  const declared = (name: string): boolean =>
    new RegExp(`\\b(?:const|let|class|function\\*?) ${name}\\b`).test(code);
  const uses = [...doors].filter(
    ([name]) => new RegExp(`(?<![.\\w$])${name}\\b`).test(code) && !declared(name),
  );
  return `export {}; ${uses.map(([name, door]) => `import { ${name} } from '${door}'; `).join('')}`;
}

const commentAfter = (node: ts.Node): string | undefined =>
  /^[ \t]*\n?[ \t]*\/\/ =>(.*(?:\n[ \t]*\/\/ {2,}.*)*)/.exec(node.getSourceFile().text.slice(node.end))?.[1];

function statementsToCheck(node: ts.Node, found: ts.Statement[] = []): ts.Statement[] {
  ts.forEachChild(node, (child) => {
    if (ts.isStatement(child) && commentAfter(child) !== undefined) found.push(child);
    else if (!ts.isFunctionLike(child)) statementsToCheck(child, found);
  });
  return found;
}

/** Wraps each statement with a `// =>` into a check, as examples-run.mjs knows it. */
function instrument(source: ts.SourceFile, { file, line }: Example): string {
  let { text } = source;
  const places: string[] = [];
  let unchecked = text.match(/\/\/ =>/g)?.length ?? 0;
  for (const statement of statementsToCheck(source).reverse()) {
    unchecked -= 1;
    const wanted = commentAfter(statement)!
      .replaceAll(/\n[ \t]*\/\//g, '')
      .trim();
    const at = `${file}:${line + source.getLineAndCharacterOfPosition(statement.end).line}`;
    places.push(at);
    const check = (body: string): string =>
      `await $check(${JSON.stringify(at)}, ${JSON.stringify(wanted)}, async () => ${body});`;
    const code = statement.getText().replace(/;$/, '');
    const checked = ts.isVariableStatement(statement)
      ? `${code}; ${check(`(${statement.declarationList.declarations.at(-1)!.name.getText()})`)}`
      : check(ts.isExpressionStatement(statement) ? `(${code})` : `{ ${code} }`);
    text = text.slice(0, statement.getStart()) + checked + text.slice(statement.end);
  }
  if (unchecked > 0) problems.push(`${file}:${line}: ${unchecked} "// =>" at no statement, or in a function`);
  return `$expect(${JSON.stringify(places)}); ${text}`;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const programs = new Map<string, Example>();
for (const example of findExamples().filter(({ file }) => file.includes(process.argv[2] ?? ''))) {
  const name = `${example.file.replace(/\.\w+$/, '').replaceAll(/\W/g, '-')}-${example.line}.ts`;
  programs.set(path.join(folder, name), example);
  writeFileSync(path.join(folder, name), header(example.code) + example.code);
}

const program = ts.createProgram([...programs.keys()], {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
});
for (const found of ts.getPreEmitDiagnostics(program)) {
  const example = found.file && programs.get(path.normalize(found.file.fileName));
  const line = found.file?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? 0;
  const text = ts.flattenDiagnosticMessageText(found.messageText, ' ');
  problems.push(
    `${example?.file ?? found.file?.fileName ?? 'options'}:${(example?.line ?? 0) + line}: ${text}`,
  );
}

const modules = [...programs].map(([file, example]) => {
  const script = file.replace(/ts$/, 'mjs');
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  writeFileSync(script, ts.transpile(instrument(program.getSourceFile(file)!, example), options));
  return [script, `${example.file}:${example.line}`];
});
const runner = path.join(import.meta.dirname, 'examples-run.mjs');
// Plain Node: tsx would rewrite the functions that examples send to other threads.
const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '' };
const { status } = spawnSync(process.execPath, [runner, ...modules.flat()], {
  cwd: folder,
  env,
  stdio: 'inherit',
});
for (const problem of problems) console.error(problem);
process.exitCode = status === 0 && problems.length === 0 ? 0 : 1;
