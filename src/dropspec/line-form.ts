import type { TaskFunction } from '../graph/index.js';
import { FixedText } from './fixed-text.js';
import { FUNCTION_APP, MEMORY_DROP } from './format.js';

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

  constructor(
    index: number,
    fn: TaskFunction,
    name: string,
    functionName: string,
    more: Readonly<Record<string, unknown>>,
  ) {
    this.index = index;
    this.fn = fn;
    this.name = name;
    this.functionName = functionName;
    this.more = more;
    const label = JSON.stringify(name);
    this.head = text(`${label},"func_name":${JSON.stringify(functionName)},`);
    this.tail = text(Object.keys(more).length === 0 ? '"]}\n' : `"],${JSON.stringify(more).slice(1)}\n`);
    const dropclass = JSON.stringify(MEMORY_DROP);
    this.data = text(`","categoryType":"Data","dropclass":${dropclass},"name":${label},"producers":["`);
  }
}
