import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const benchDir = fileURLToPath(new URL('..', import.meta.url));
const packageDir = join(benchDir, '..', '..');

export interface CompiledEngines {
  /** The measured process's entry, plain JavaScript. */
  readonly entry: string;
  /** For results and logs; gone after `remove()`. */
  readonly dir: string;
  remove(): void;
}

/**
 * Turns the measured side into plain JavaScript once, so children run under bare `node`. Under tsx they could be
 * measured wrong: esbuild's keepNames adds an Object.defineProperty call to every closure that has a name (2-3x
 * the cost of a memoized thunk), and hand-written promise DAGs are made of closures.
 *
 * The output sits in node_modules/.cache beside a copy of the built package, so engines import it by name through
 * its exports, as any user does, and a build in the middle of a run cannot mix two versions in one table.
 */
export function compileEngines(): CompiledEngines {
  const cache = join(packageDir, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, 'dropgraph-bench-'));
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  try {
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}\n');
    for (const part of ['package.json', 'dist']) {
      const from = join(packageDir, part);
      if (existsSync(from)) cpSync(from, join(dir, 'node_modules', 'dropgraph', part), { recursive: true });
    }
    for (const file of readdirSync(benchDir, { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.ts') && !file.endsWith('.test.ts')) compileFile(file, dir);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { entry: join(dir, 'measured', 'main.js'), dir, remove };
}

function compileFile(file: string, outDir: string): void {
  const { outputText } = ts.transpileModule(readFileSync(join(benchDir, file), 'utf8'), {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const target = join(outDir, file.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}
