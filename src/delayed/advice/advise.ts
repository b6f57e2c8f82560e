import type { AdviceCode } from '../../errors/index.js';

/** Whether the program is being developed: only then anything is looked at. Read once, so that it costs nothing else. */
export const DEVELOPING: boolean = process.env['DROPGRAPH_DEV'] === '1';

/** Where the files of the library stand: lines in them are no lines of the user. */
const OWN = new URL('../../', import.meta.url);

/** Frames looked at for a line of the user's: our own stand above it. */
const FRAMES = 30;

const told = new Set<string>();

/** What is wrong at a line of the user's, and what to do about it. */
export interface Advice {
  readonly code: AdviceCode;
  /** `file:line:column`; undefined where it is not known. */
  readonly site: string | undefined;
  readonly message: string;
  readonly fix: string;
}

/** Tells a piece of advice as a warning of Node, once for each line. */
export function advise(advice: Advice): void {
  if (isNew(advice)) process.emitWarning(warningOf(advice));
}

/** The same at the end of the process, when nothing that waits for its turn gets it any more. */
export function adviseAtOnce(advice: Advice): void {
  if (isNew(advice)) process.emit('warning', warningOf(advice));
}

function isNew({ code, site, message }: Advice): boolean {
  const id = `${code} ${site ?? message}`;
  if (told.has(id)) return false;
  told.add(id);
  return true;
}

function warningOf({ code, site, message, fix }: Advice): Error {
  const warning = new Error(site === undefined ? message : `${message} (${site})`);
  // the lines of the library say nothing
  return Object.assign(warning, { name: 'DropgraphWarning', code, detail: fix, stack: undefined });
}

/** `file:line:column` of the user's line that called the library; undefined where there is none. */
export function callerSite(): string | undefined {
  const captured: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(captured, callerSite);
  const lines = captured.stack?.split('\n').slice(1) ?? [];
  Error.stackTraceLimit = limit;
  return lines.map(placeIn).find((place) => place !== undefined && isUsers(place));
}

/** The place in one line of a stack, as a path. */
function placeIn(line: string): string | undefined {
  const place = /^\s*at (?:.*\(|async )?((?!<|node:).+?:\d+:\d+)\)?$/.exec(line)?.[1];
  return place?.startsWith('file://') === true ? pathOf(place) : place;
}

function isUsers(place: string): boolean {
  return !place.startsWith(pathOf(OWN.href)) && !/[\\/]node_modules[\\/]/.test(place);
}

function pathOf(url: string): string {
  const path = decodeURIComponent(url.slice('file://'.length));
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}
