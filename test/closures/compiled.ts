import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const root: string = join(import.meta.dirname, '../..');

/** The library part and the cases as plain JavaScript, in a folder of their own. */
export interface Compiled {
  readonly folder: string;
  /** File to start the other thread with. */
  readonly worker: string;
  /** The cases as TypeScript, beside the library as TypeScript. */
  readonly typescript: string;
  /** The cases as CommonJS. */
  readonly cells: string;
  remove(): void;
}

/** Compiles what worker threads and plain Node need; the packages are those of this project. */
export function compileCases(): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'dropgraph-closures-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const part of ['src/closures', 'src/errors', 'src/protocol', 'test/closures/cases']) {
    compile(part, join(folder, part), ts.ModuleKind.ESNext);
  }
  const cells = join(folder, 'cells');
  compile('test/closures/cases', cells, ts.ModuleKind.CommonJS);
  writeFileSync(join(cells, 'package.json'), '{"type":"commonjs"}');
  const typescript = join(root, 'test/closures/cases');
  const remove = (): void => {
    rmSync(folder, { recursive: true });
  };
  return { folder, worker: join(folder, 'test/closures/cases/worker.js'), typescript, cells, remove };
}

function compile(part: string, into: string, module: ts.ModuleKind): void {
  for (const file of readdirSync(join(root, part), { encoding: 'utf8', recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const to = join(into, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    const { outputText } = ts.transpileModule(readFileSync(join(root, part, file), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module,
        verbatimModuleSyntax: module !== ts.ModuleKind.CommonJS,
        esModuleInterop: true,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
      },
    });
    writeFileSync(to, outputText);
  }
}
