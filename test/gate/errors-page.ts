// The page of error codes, docs/errors.md, made of the catalogue in src/errors. `npm run errors` writes it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { ADVICE_CODES, ERROR_CODES } from '../../src/errors/index.js';
import * as errors from '../../src/index.js';

export const page = path.resolve(import.meta.dirname, '../../docs/errors.md');
const sources = path.resolve(import.meta.dirname, '../../src/errors');

interface ErrorClass {
  readonly parent: string;
  /** As the constructor says, or a constant of the file. */
  readonly code: string | undefined;
}

/** The names of the error classes by their codes, as the sources say. */
function classesByCode(): Map<string, string[]> {
  const classes = new Map<string, ErrorClass>();
  for (const file of readdirSync(sources)) {
    const [head = '', ...parts] = readFileSync(path.join(sources, file), 'utf8').split(/^export class /m);
    for (const part of parts) {
      const [, name = '', parent = ''] = /^(\w+) extends (\w+)/.exec(part) ?? [];
      classes.set(name, { parent, code: codeIn(part) ?? codeIn(/^const CODE.*$/m.exec(head)?.[0] ?? '') });
    }
  }
  const codeOf = (name: string): string | undefined => {
    const found = classes.get(name);
    return found && (found.code ?? codeOf(found.parent));
  };
  const byCode = new Map<string, string[]>();
  for (const name of classes.keys()) {
    const code = codeOf(name);
    if (code !== undefined) byCode.set(code, [...(byCode.get(code) ?? []), name]);
  }
  return byCode;
}

const codeIn = (text: string): string | undefined => /'(DLG_ERR_\w+)'/.exec(text)?.[1];

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

/** The text of the page, as prettier writes it. */
export async function errorsPage(): Promise<string> {
  const classes = classesByCode();
  const isPublic = (name: string): boolean => name in errors;
  const errorRows = Object.entries(ERROR_CODES).map(([code, meaning]) => {
    const names = classes.get(code) ?? [];
    const shown = names.some(isPublic) ? names.filter(isPublic) : names;
    return row(`\`${code}\``, shown.map((name) => `\`${name}\``).join(', '), meaning);
  });
  const adviceRows = Object.entries(ADVICE_CODES).map(([code, meaning]) => row(`\`${code}\``, meaning));
  const text = [
    '# Errors and advice',
    '<!-- Written by `npm run errors` from src/errors/codes.ts. -->',
    'Every error that dropgraph makes is a `DropgraphError` with a `code`. The codes and the classes stay; the messages may change. ' +
      'Wrong arguments and unknown options are a plain `TypeError` or `RangeError`. What a task throws is never changed: it is the `cause` of a `TaskError`.',
    '## Errors',
    [row('code', 'class', 'meaning'), row('-', '-', '-'), ...errorRows].join('\n'),
    'See [failures](guides/running.md#failures) for how to handle them, and [functions on other threads](guides/closures.md) for `DLG_ERR_SERIALIZATION`.',
    '## Advice',
    'With `DROPGRAPH_DEV=1` in the environment, dropgraph looks at what a program does and says what could be better. ' +
      'Each is a warning of Node (`process.on("warning")`) of the name `DropgraphWarning`, told once for each line of code. ' +
      'See [best practices](guides/best-practices.md).',
    [row('code', 'meaning'), row('-', '-'), ...adviceRows].join('\n'),
  ].join('\n\n');
  const options = await prettier.resolveConfig(page);
  return prettier.format(text, { ...options, parser: 'markdown' });
}

if (process.argv[1] === import.meta.filename) writeFileSync(page, await errorsPage());
