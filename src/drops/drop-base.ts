import { inspect } from 'node:util';
import { InvalidDropError, messageOf } from '../errors/index.js';
import { EventFirer } from '../events/index.js';
import { getDlgVariable } from '../host/index.js';
import { DROPPhases, DROPStates, ExecutionMode } from '../protocol/index.js';
import { paramsOf, type ClassParams } from './class-params.js';
import type { ArgumentField, DropOptions, DropSession } from './drop-options.js';
import {
  boolParam,
  floatParam,
  intParam,
  listParam,
  memberParam,
  stringParam,
  type DropParam,
} from './drop-params.js';
import { isDlgVariable, isVariable } from './environment.js';
import { humanKeyOf } from './human-key.js';

/** Options that become properties of the drop; all others are its parameters. */
const OWN = new Set([
  'categoryType',
  'dlg_session',
  'dlg_session_id',
  'name',
  'lg_key',
  'humanReadableKey',
  'targetPhase',
  'executionMode',
  'node',
  'island',
  'expireAfterUse',
  'lifespan',
  'expectedSize',
  'persist',
  'block_skip',
  'ports',
]);
const PORTS = new Set(['InputPort', 'OutputPort', 'InputOutput']);
const text: DropParam<string | undefined> = stringParam<undefined>(undefined);
const key: DropParam<string | number> = {
  fallback: '',
  parse: (value) => (typeof value === 'number' ? value : (text.parse(value) ?? '')),
};
const mode = memberParam(ExecutionMode, ExecutionMode.DROP);
const phase = memberParam(DROPPhases, DROPPhases.GAS);
const list = listParam();
const flag = boolParam(false);
const number = floatParam(-1);
const whole = intParam(-1);

/** What a drop is, as its options say: names, place, lifetime, parameters; and its state. */
export abstract class DropBase extends EventFirer {
  /** Typed parameters of the class: the name of the option and its kind. Subclasses add their own. */
  static readonly params: Readonly<Record<string, DropParam<unknown>>> = {};

  /** Names the data: drops that hold the same data share it. */
  readonly oid: string;
  /** Names this very drop. */
  readonly uid: string;
  readonly type: string | undefined;
  readonly name: string;
  readonly lg_key: string | number;
  /** Short label for people. */
  readonly humanKey: string;
  readonly session: DropSession | undefined;
  /** Id of the session; empty without one. */
  readonly sessionId: string;
  readonly executionMode: ExecutionMode;
  /** How safe the data is. */
  phase: DROPPhases = DROPPhases.PLASMA;
  readonly targetPhase: DROPPhases;
  readonly node: string | undefined;
  readonly dataIsland: string | undefined;
  readonly ports: readonly unknown[];
  readonly persist: boolean;
  readonly expireAfterUse: boolean;
  /** Bytes after which the drop completes by itself; -1 when not known. */
  readonly expectedSize: number;
  /** As the option says; undefined when it was not given. */
  readonly blockSkip: boolean | undefined;
  /** All options without a meaning of their own, with variables of the environment filled in. */
  readonly parameters: Record<string, unknown>;
  /** What was thrown, in a drop that is in ERROR because of it. */
  error: unknown;
  readonly #expirationDate: number;
  #status: DROPStates = DROPStates.INITIALIZED;
  /** Values of typed parameters that were given. */
  #given: Map<string, unknown> | undefined;

  /** @throws InvalidDropError when an option is wrong. */
  constructor(oid: string, uid: string, options: DropOptions = {}) {
    super();
    this.oid = String(oid);
    this.uid = String(uid);
    this.type = this.#read('categoryType', text, options.categoryType);
    this.name = this.#read('name', text, options.name) ?? '';
    this.lg_key = this.#read('lg_key', key, options.lg_key);
    this.humanKey = this.#read('humanReadableKey', text, options.humanReadableKey) ?? humanKeyOf(this.uid);
    this.session = options.dlg_session;
    this.sessionId = options.dlg_session?.sessionId ?? options.dlg_session_id ?? '';
    this.executionMode = this.#read('executionMode', mode, options.executionMode);
    this.targetPhase = this.#read('targetPhase', phase, options.targetPhase);
    this.node = this.#read('node', text, options.node);
    this.dataIsland = this.#read('island', text, options.island);
    this.ports = this.#read('ports', list, options.ports);
    if ('lifespan' in options && 'expireAfterUse' in options) {
      throw new InvalidDropError(
        this.uid,
        'has both lifespan and expireAfterUse; data expires either after a time or after its last use',
      );
    }
    const isToExpire = this.#read('expireAfterUse', flag, options.expireAfterUse);
    this.persist = this.#read('persist', flag, options.persist ?? (this.persistsByDefault && !isToExpire));
    this.expireAfterUse = isToExpire && !this.persist;
    const lifespan = this.#read('lifespan', number, options.lifespan);
    this.#expirationDate = lifespan === -1 ? -1 : Date.now() / 1000 + lifespan;
    this.expectedSize = this.#read('expectedSize', whole, options.expectedSize) || -1;
    this.blockSkip =
      options.block_skip === undefined ? undefined : this.#read('block_skip', flag, options.block_skip);
    // not by assignment, which would make "__proto__" of a graph the prototype
    this.parameters = Object.fromEntries(Object.entries(options).filter(([name]) => !OWN.has(name)));
    this.autofillEnvironmentVariables();
    this.initialize({ ...options, ...this.parameters });
  }

  /** Whether data is kept of which nothing else is said. */
  protected get persistsByDefault(): boolean {
    return false;
  }

  /** When the data expires, in seconds since 1970 as DALiuGE counts; -1 for never. */
  get expirationDate(): number {
    return this.#expirationDate;
  }

  /**
   * For subclasses to take up their options. It runs within the constructor of the base class, so fields that
   * a subclass declares do not exist yet and would be set anew afterwards: a field with an initial value
   * (`readonly size = this.param('size')`) mostly says it better.
   */
  protected initialize(_options: DropOptions): void {}

  /**
   * The value of a typed parameter.
   *
   * @throws InvalidDropError when it is a variable of the environment that nobody knows (yet).
   */
  param(name: string): unknown {
    const param = this.#declared().get(name);
    if (param === undefined) throw new InvalidDropError(this.uid, `has no typed parameter "${name}"`);
    if (this.#given?.has(name) !== true) return param.fallback;
    const value = this.#given.get(name);
    if (!(value instanceof Unfilled)) return value;
    throw new InvalidDropError(this.uid, `parameter "${name}" is ${value.variable}, which has no value`);
  }

  /** Whether a typed parameter was given, or has its default. */
  protected isGiven(name: string): boolean {
    return this.#given?.has(name) === true;
  }

  /** State of the drop. Setting it tells the listeners, if it is another. */
  get status(): DROPStates {
    return this.#status;
  }

  set status(status: DROPStates) {
    if (status === this.#status) return;
    this.#status = status;
    this.fireEvent('status', { status });
  }

  /** Replaces the parameters that name variables (`$store.name`, `$DLG_NAME`) by the values these have. */
  autofillEnvironmentVariables(): void {
    for (const [name, value] of Object.entries(this.parameters)) {
      if (!isVariable(value)) continue;
      const found = this.getEnvironmentVariable(value);
      this.parameters[name] = isDlgVariable(found) ? getDlgVariable(found) : found;
    }
    for (const [name, param] of this.#declared()) this.#readParam(name, param);
  }

  /**
   * The value of a variable: `$DLG_NAME` of this process, `$store.name` of the producer called `store`. Anything
   * else, and a variable nobody knows, comes back as it is.
   */
  getEnvironmentVariable(key: string): unknown {
    return isDlgVariable(key) ? getDlgVariable(key) : key;
  }

  /** The values of several variables, as {@link getEnvironmentVariable} gives them. */
  getEnvironmentVariables(keys: readonly string[]): unknown[] {
    return keys.map((key) => this.getEnvironmentVariable(key));
  }

  /** Every event of a drop says whose it is. */
  protected override fireEvent(type: string, fields?: Readonly<Record<string, unknown>>): void {
    const { oid, uid, sessionId: session_id, name, lg_key } = this;
    // spread last: first, it is twenty times as slow
    super.fireEvent(type, { oid, uid, session_id, name, lg_key, ...fields });
  }

  #declared(): ClassParams {
    return paramsOf(this.constructor, (drop, name) => (drop as DropBase).param(name));
  }

  #readParam(name: string, param: DropParam<unknown>): void {
    const raw = this.#raw(name);
    if (raw === undefined) return;
    const value = isVariable(raw) ? this.getEnvironmentVariable(raw) : raw;
    this.#given ??= new Map();
    try {
      this.#given.set(name, this.#read(name, param, value));
    } catch (error) {
      // a variable of a store is known only once the drop is linked to it
      if (!isVariable(value)) throw error;
      this.#given.set(name, new Unfilled(value));
    }
  }

  /** A keyword argument, else the value of the application argument of that name. */
  #raw(name: string): unknown {
    const given = this.parameters[name];
    if (given !== undefined) return given;
    const fields = Object(this.parameters['applicationArgs']) as Readonly<Record<string, unknown>>;
    const { usage, value } = Object(Object.hasOwn(fields, name) ? fields[name] : undefined) as ArgumentField;
    return PORTS.has(usage ?? '') ? undefined : value;
  }

  #read<T>(name: string, param: DropParam<T>, value: unknown): T {
    try {
      return param.parse(value);
    } catch (error) {
      throw new InvalidDropError(this.uid, `option "${name}" ${messageOf(error)}`, { cause: error });
    }
  }
}

// Links make a whole graph hang on each drop, so only the drop itself is shown.
Object.defineProperty(DropBase.prototype, inspect.custom, {
  value(this: DropBase): string {
    return `${this.constructor.name} "${this.uid}" ${stateName(this.status)}`;
  },
});

/** Stands for a typed parameter whose variable has no value yet. */
class Unfilled {
  readonly variable: string;

  constructor(variable: string) {
    this.variable = variable;
  }
}

/** The name of a state, for messages. */
export function stateName(status: DROPStates): string {
  return Object.entries(DROPStates).find(([, number]) => number === status)?.[0] ?? String(status);
}
