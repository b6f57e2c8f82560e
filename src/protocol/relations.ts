/** Kinds of links between DROPs (`dlg.ddap_protocol.DROPLinkType`). @category Protocol */
export const DROPLinkType = {
  CONSUMER: 0,
  STREAMING_CONSUMER: 1,
  PRODUCER: 2,
  PARENT: 3,
  CHILD: 4,
  INPUT: 5,
  STREAMING_INPUT: 6,
  OUTPUT: 7,
} as const;

/** One of the numbers of {@link DROPLinkType:var}. @category Protocol */
export type DROPLinkType = (typeof DROPLinkType)[keyof typeof DROPLinkType];

/**
 * One link, read "`lhs` is `rel` of `rhs`": `new DROPRel('D', DROPLinkType.CONSUMER, 'A')` says that D consumes A.
 * The fields stand under the indices 0, 1 and 2 as well.
 *
 * @category Protocol
 * @example
 * ```ts
 * import { DROPLinkType, DROPRel } from 'dropgraph/ddap-protocol';
 *
 * const link = new DROPRel('D', DROPLinkType.CONSUMER, 'A');
 * link.equals(new DROPRel('D', DROPLinkType.CONSUMER, 'A')); // => true
 * link[0]; // => 'D'
 * ```
 */
export class DROPRel {
  readonly 0: string;
  readonly 1: DROPLinkType;
  readonly 2: string;

  constructor(lhs: string, rel: DROPLinkType, rhs: string) {
    this[0] = lhs;
    this[1] = rel;
    this[2] = rhs;
    Object.freeze(this);
  }

  get lhs(): string {
    return this[0];
  }

  get rel(): DROPLinkType {
    return this[1];
  }

  get rhs(): string {
    return this[2];
  }

  /** Links compare by value. */
  equals(other: DROPRel): boolean {
    return this[0] === other[0] && this[1] === other[1] && this[2] === other[2];
  }
}
