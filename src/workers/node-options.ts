/** What a worker cannot have: a program of its own, the port of a debugger, being a test. */
const NOT_FOR_WORKERS = /^--(?:inspect|eval|print|input-type|check|interactive|test|watch)|^-[epci]$/;

/** Options that say how code is loaded; the next argument may be their value. */
const LOADS_CODE =
  /^(?:--import|--require|-r|--loader|--experimental-loader|--conditions|-C|--experimental-(?:strip|transform)-types)(?:=|$)/;

/** What the processes of a pool are started with: as the program itself, but for what they cannot have. */
export function processArgv(isSource: boolean): string[] {
  const argv: string[] = [];
  const given = process.execArgv;
  for (let at = 0; at < given.length; at++) {
    if (!NOT_FOR_WORKERS.test(given[at]!)) argv.push(given[at]!);
    // the program of `--eval "…"` stands in the argument after it
    else if (/^(?:-[ep]|--eval|--print|--input-type)$/.test(given[at]!) && !given[at + 1]?.startsWith('-'))
      at++;
  }
  // our own sources are TypeScript, in our own tests
  return isSource && !argv.some((arg) => arg.includes('tsx')) ? [...argv, '--import', 'tsx'] : argv;
}

/**
 * What threads are started with; undefined: what the program was, which is what Node does best. Otherwise only what
 * loads code: of all else Node refuses much.
 */
export function threadArgv(): string[] | undefined {
  const given = process.execArgv;
  if (!given.some((arg) => NOT_FOR_WORKERS.test(arg))) return undefined;
  return given.flatMap((arg, at) => {
    if (!LOADS_CODE.test(arg)) return [];
    return arg.includes('=') || at + 1 === given.length ? [arg] : [arg, given[at + 1]!];
  });
}
