import { connected } from './scopes.js';

/** A script the engine has compiled. */
export interface Script {
  readonly id: string;
  /** `file:` URL, `node:` name, path of a CommonJS file; empty for code without a place. */
  readonly url: string;
}

interface Parsed {
  readonly params: { readonly scriptId: string; readonly url: string };
}

const scripts = new Map<string, Script>();
const sources = new Map<string, string>();

/**
 * The script of a number. Learnt with one short look of the debugger at all scripts (20 to 40 ms the first time),
 * which ends before anything else runs: left on, it would stop the program at a `debugger` statement. A debugger
 * that is attached has a session of its own and does not notice.
 */
export function scriptOf(id: string): Script {
  if (!scripts.has(id)) look(() => undefined);
  return scripts.get(id) ?? { id, url: '' };
}

/** The source the engine compiled: after tsx, Vite and the like. */
export function sourceOf({ id }: Script): string {
  let source = sources.get(id);
  if (source === undefined) {
    source = look(
      (post) => (post('Debugger.getScriptSource', { scriptId: id }) as { scriptSource: string }).scriptSource,
    );
    sources.set(id, source ?? '');
  }
  return source ?? '';
}

function look<T>(
  during: (post: (method: string, params?: object) => Record<string, unknown>) => T,
): T | undefined {
  const open = connected();
  if (open === undefined) return undefined;
  const note = ({ params: { scriptId, url } }: Parsed): void => {
    scripts.set(scriptId, { id: scriptId, url });
  };
  open.session.on('Debugger.scriptParsed', note);
  open.post('Debugger.enable');
  try {
    return during(open.post);
  } finally {
    open.post('Debugger.disable');
    open.session.off('Debugger.scriptParsed', note);
  }
}
