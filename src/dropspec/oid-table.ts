import { FixedText } from './fixed-text.js';

/** Stands for a task that is not there. */
export const NO_TASK = -1;

/** Entries of a page: few, so that numbers far apart, as only hostile files have them, take little room. */
const PAGE_BITS = 7;
const PAGE = 2 ** PAGE_BITS;
const NO_PAGE = new Int32Array();

/** Oids that differ in a number at their end, as `inc-0` and `inc-1` do. */
export class OidSeries {
  readonly index: number;
  /** All before the number. */
  readonly prefix: string;
  /** The prefix as it stands in JSON. */
  readonly text: FixedText;
  readonly #pages: Map<number, Int32Array> = new Map();
  /** The page that was last looked at, and its number. */
  #page: Int32Array = NO_PAGE;
  #number = NO_TASK;

  constructor(index: number, prefix: string) {
    this.index = index;
    this.prefix = prefix;
    this.text = new FixedText(JSON.stringify(prefix).slice(1, -1));
  }

  /** The task whose data has an oid of the series, or NO_TASK. */
  taskOf(number: number): number {
    const page = number >>> PAGE_BITS;
    if (page !== this.#number) {
      const found = this.#pages.get(page);
      if (found === undefined) return NO_TASK;
      this.#page = found;
      this.#number = page;
    }
    return this.#page[number & (PAGE - 1)]!;
  }

  /** Gives an oid to a task; whether it was free. */
  put(number: number, task: number): boolean {
    const page = number >>> PAGE_BITS;
    if (page !== this.#number) {
      let found = this.#pages.get(page);
      if (found === undefined) this.#pages.set(page, (found = new Int32Array(PAGE).fill(NO_TASK)));
      this.#page = found;
      this.#number = page;
    }
    const at = number & (PAGE - 1);
    if (this.#page[at] !== NO_TASK) return false;
    this.#page[at] = task;
    return true;
  }
}

/** Oids as two numbers, the series and the number in it: a million texts take long to make and to find. */
export class OidTable {
  /** The first one is of all other oids; the number of one is its place in `texts`. */
  readonly series: OidSeries[] = [new OidSeries(0, '')];
  readonly texts: string[] = [];
  readonly #byPrefix: Map<string, OidSeries> = new Map();
  readonly #byText: Map<string, number> = new Map();
  /** The number that `find` found. */
  number = 0;

  /** The series of an oid; its number is in `number`. Equal oids always have the same two. */
  find(oid: string): OidSeries {
    const [, prefix, digits] = /^(.*-)(0|[1-9]\d{0,8})$/s.exec(oid) ?? [];
    if (prefix !== undefined) {
      this.number = Number(digits);
      let series = this.#byPrefix.get(prefix);
      if (series === undefined) {
        this.#byPrefix.set(prefix, (series = new OidSeries(this.series.length, prefix)));
        this.series.push(series);
      }
      return series;
    }
    let number = this.#byText.get(oid);
    if (number === undefined) {
      this.#byText.set(oid, (number = this.texts.length));
      this.texts.push(oid);
    }
    this.number = number;
    return this.series[0]!;
  }

  /** The oid itself. */
  oid(series: number, number: number): string {
    return series === 0 ? this.texts[number]! : this.series[series]!.prefix + String(number);
  }
}
