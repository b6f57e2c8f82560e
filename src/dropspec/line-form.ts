import type { TaskFunction } from '../graph/index.js';
import { FixedText } from './fixed-text.js';
import { FUNCTION_APP, MEMORY_DROP, type AppDropspec } from './format.js';

const text = (json: string): FixedText => new FixedText(json);

/** What the lines of all graphs have in common, in the order in which `DropGraph.write` writes it. */
export const LINE: Readonly<
  Record<
    | 'start'
    | 'app'
    | 'args'
    | 'inputs'
    | 'outputs'
    | 'producer'
    | 'suffix'
    | 'persist'
    | 'end'
    | 'input'
    | 'allInputs'
    | 'endOfAll',
    FixedText
  >
> = {
  start: text('{"oid":"'),
  app: text(`.app","categoryType":"Application","dropclass":${JSON.stringify(FUNCTION_APP)},"name":`),
  args: text('"args":['),
  inputs: text('"inputs":['),
  outputs: text('],"outputs":["'),
  producer: text('.app"],"consumers":['),
  suffix: text('.app"'),
  persist: text('],"persist":true}\n'),
  end: text(']}\n'),
  input: text('{"$":"input","value":'),
  allInputs: text('{"$":"inputs","value":[0,'),
  endOfAll: text(']}],'),
};

/** The texts around the oids and arguments of an application and its data; those of equal calls are the same. */
export class LineForm {
  readonly index: number;
  readonly fn: TaskFunction;
  readonly name: string;
  readonly functionName: string;
  /** The fields after the outputs. */
  readonly more: Readonly<Record<string, unknown>>;
  /** After `LINE.app`. */
  readonly head: FixedText;
  /** After the oid of the output. */
  readonly tail: FixedText;
  /** After the oid of the data. */
  readonly data: FixedText;

  /** @param spec - an application that has it, with a name. */
  constructor(index: number, spec: AppDropspec & { readonly name: string }, fn: TaskFunction) {
    const more: Record<string, unknown> = { ...spec };
    for (const field of OWN_FIELDS) delete more[field];
    this.index = index;
    this.fn = fn;
    this.name = spec.name;
    this.functionName = spec.func_name;
    this.more = more;
    const label = JSON.stringify(spec.name);
    this.head = text(`${label},"func_name":${JSON.stringify(spec.func_name)},`);
    this.tail = text(Object.keys(more).length === 0 ? '"]}\n' : `"],${JSON.stringify(more).slice(1)}\n`);
    const dropclass = JSON.stringify(MEMORY_DROP);
    this.data = text(`","categoryType":"Data","dropclass":${dropclass},"name":${label},"producers":["`);
  }
}

/** Fields that stand before those in `more`, and the source, which only the first line of a function has. */
const OWN_FIELDS = [
  'oid',
  'categoryType',
  'dropclass',
  'name',
  'func_name',
  'func_code',
  'args',
  'inputs',
  'outputs',
];
