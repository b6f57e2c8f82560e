/** What the script of an HTML picture reads. */
export interface PageDataIn {
  readonly nodes: readonly {
    readonly title: string;
    readonly facts: readonly [title: string, value: string][];
    readonly tasks: readonly number[];
    readonly more: number;
    readonly inputs: readonly number[];
    readonly copyOf?: number;
  }[];
  readonly tasks: readonly {
    readonly key: string;
    readonly note: string;
    readonly facts: readonly [title: string, value: string][];
    readonly error?: string;
    readonly inputs: readonly [key: string, task: number, node: number][];
    readonly moreInputs: number;
  }[];
}

/** Reads the data that an HTML picture brings along. */
export function pageDataIn(html: string): PageDataIn {
  const [, json = ''] = /<script type="application\/json" id="data">(.*)<\/script>/.exec(html) ?? [];
  return JSON.parse(json) as PageDataIn;
}
