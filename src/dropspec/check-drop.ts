import type { GraphProblem } from '../errors/index.js';
import { DROPPhases, ExecutionMode } from '../protocol/index.js';
import { appDropspec, FUNCTION_APP, isLink, type OtherDropspec } from './format.js';
import type { ClassKind, KnownClasses } from './known-classes.js';
import { KIND, LINK_FIELDS } from './link-fields.js';
import { shown } from './shown.js';
import { upgrade, type RawSpec } from './upgrade.js';

/** A drop of a graph in the present form, and what it is. One that is wrong keeps its place and its links. */
export interface CheckedDrop {
  readonly spec: OtherDropspec;
  /** One of KIND. */
  readonly kind: number;
}

type Report = (path: string, message: string) => void;

/** What runs here. */
const CATEGORIES = ['Application', 'Data', 'Container', 'Socket'];

const KIND_OF_CLASS: Readonly<Record<ClassKind, number>> = {
  Application: KIND.APP,
  Data: KIND.DATA,
  Container: KIND.CONTAINER,
  Store: KIND.STORE,
};

/** Fields that only applications of functions have; the rest is the same for all drops. */
const FUNCTION_FIELDS = new Set<PropertyKey>([
  'func_name',
  'func_code',
  'func_module',
  'method',
  'nout',
  'n_tries',
  'policy',
  'args',
]);

const TEXT_OR_NOTHING = 'must be a text';

/** Checks one drop of a graph of DALiuGE's; adds what is wrong to `problems`. */
export function checkDrop(
  candidate: unknown,
  place: number,
  classes: KnownClasses,
  problems: GraphProblem[],
): CheckedDrop {
  const position = `#${String(place)}`;
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) {
    const message = `must be a drop (an object), got ${shown(candidate)}`;
    problems.push({ oid: position, path: '', message });
    return { spec: { oid: position, categoryType: 'Data', dropclass: '' }, kind: KIND.UNKNOWN };
  }
  const raw = upgrade(candidate as RawSpec, classes);
  const given = raw['oid'];
  const oid = typeof given === 'string' && given !== '' ? given : position;
  const report: Report = (path, message) => problems.push({ oid, path, message });
  if (oid !== given) report('oid', given === '' ? 'must not be empty' : 'must be a text');
  const kind = kindOf(raw, classes, report);
  checkFields(raw, report);
  for (const { name, toMany } of LINK_FIELDS) checkLinks(raw[name], name, toMany, report);
  checkArguments(raw['applicationArgs'], report);
  if (raw['dropclass'] === FUNCTION_APP && kind === KIND.APP) checkFunction(raw, report);
  return { spec: (oid === given ? raw : { ...raw, oid }) as OtherDropspec, kind };
}

/** What the drop is: the category decides, so that a drop of an unknown class can still be linked to. */
function kindOf(spec: RawSpec, classes: KnownClasses, report: Report): number {
  const { categoryType, dropclass } = spec;
  const category = typeof categoryType === 'string' ? categoryType : undefined;
  if (category === undefined || !CATEGORIES.includes(category)) {
    const got = categoryType === undefined ? 'is missing' : `${shown(categoryType)} does not run here`;
    report('categoryType', `${got}; what runs here is ${CATEGORIES.map((name) => `"${name}"`).join(', ')}`);
    return KIND.UNKNOWN;
  }
  const usual = category === 'Data' ? KIND.DATA : category === 'Container' ? KIND.CONTAINER : KIND.APP;
  if (category === 'Socket') {
    if (dropclass !== classes.socket) {
      report(
        'categoryType',
        `"Socket" is for drops of the class "${classes.socket}", not ${shown(dropclass)}`,
      );
    }
    return usual;
  }
  if (dropclass === undefined) {
    reportNoClass(spec, classes, report);
    return usual;
  }
  const found = typeof dropclass === 'string' ? classes.kindOf(dropclass) : undefined;
  if (found === undefined) {
    const reason = typeof dropclass === 'string' ? classes.reasonAgainst(dropclass) : undefined;
    report('dropclass', reason ?? `unknown class ${shown(dropclass)}; it is not among those that run here`);
    return usual;
  }
  const fits =
    category === 'Application'
      ? found === 'Application'
      : category === 'Container'
        ? found === 'Container'
        : found !== 'Application';
  if (!fits) {
    const made = found === 'Application' ? 'applications' : found === 'Container' ? 'containers' : 'data';
    report('dropclass', `${shown(dropclass)} makes ${made}, but the drop is a "${category}"`);
    return usual;
  }
  return KIND_OF_CLASS[found];
}

/** Older dropspecs name a kind of storage instead of the class. */
function reportNoClass(
  { categoryType, storage, type }: RawSpec,
  classes: KnownClasses,
  report: Report,
): void {
  if (categoryType === 'Data' && storage !== undefined) {
    const names = [...classes.storage.keys()].join(', ');
    report('storage', `${shown(storage)} is not available here; there are ${names}`);
  } else if (categoryType === 'Data' && type === 'plain') {
    report('storage', 'is missing: a drop of the type "plain" must say it');
  } else report('dropclass', 'is missing: give the name of a class');
}

function checkFields(spec: RawSpec, report: Report): void {
  const { uid, name, ports } = spec;
  if (uid !== undefined && (typeof uid !== 'string' || uid === '')) {
    report('uid', uid === '' ? 'must not be empty' : TEXT_OR_NOTHING);
  }
  if (name !== undefined && name !== null && typeof name !== 'string') report('name', TEXT_OR_NOTHING);
  if (ports !== undefined && ports !== null && !Array.isArray(ports)) report('ports', 'must be a list');
  checkNumber(spec, 'executionMode', ExecutionMode, report);
  checkNumber(spec, 'targetPhase', DROPPhases, report);
}

function checkNumber(
  spec: RawSpec,
  field: string,
  numbers: Readonly<Record<string, number>>,
  report: Report,
): void {
  const value = spec[field];
  if (value === undefined || Object.values(numbers).includes(value as number)) return;
  const names = Object.entries(numbers).map(([name, number]) => `${name} (${String(number)})`);
  report(field, `must be one of ${names.join(', ')}, got ${shown(value)}`);
}

function checkLinks(links: unknown, name: string, toMany: boolean, report: Report): void {
  if (links === undefined || (!toMany && (links === null || links === ''))) return;
  if (!toMany) {
    if (!isLink(links)) report(name, 'must be an oid or { oid: port name }');
    return;
  }
  if (!Array.isArray(links)) {
    report(name, 'must be a list of links');
    return;
  }
  for (let at = 0; at < links.length; at++) {
    if (!isLink(links[at])) report(`${name}[${String(at)}]`, 'must be an oid or { oid: port name }');
  }
}

function checkArguments(args: unknown, report: Report): void {
  if (args === undefined || args === null) return;
  if (typeof args !== 'object' || Array.isArray(args)) {
    report('applicationArgs', 'must be an object of fields by name');
    return;
  }
  for (const [name, field] of Object.entries<unknown>(args as RawSpec)) {
    if (typeof field !== 'object' || field === null || !Object.hasOwn(field, 'value')) {
      report(`applicationArgs.${name}`, 'must be a field: an object with a "value"');
    }
  }
}

function checkFunction(spec: RawSpec, report: Report): void {
  const parsed = appDropspec.safeParse(spec);
  for (const { path, message } of parsed.error?.issues ?? []) {
    if (FUNCTION_FIELDS.has(path[0] ?? '')) report(path.join('.'), message);
  }
}
