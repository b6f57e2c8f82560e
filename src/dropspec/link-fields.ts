import { DROPLinkType } from '../protocol/index.js';

/** What a drop is, as a bit; 0 for one whose category is wrong. */
export const KIND = { UNKNOWN: 0, APP: 1, DATA: 2, CONTAINER: 4, STORE: 8 } as const;

const { APP, DATA, CONTAINER, STORE } = KIND;
const HOLDS_DATA = DATA | CONTAINER | STORE;
const ANY = APP | HOLDS_DATA;

/** What links say, whichever side declares them. */
export const RELATION = { INPUT: 0, STREAMING_INPUT: 1, OUTPUT: 2, STORE: 3, CHILD: 4 } as const;

/** A relation: INPUT, STREAMING_INPUT and OUTPUT are an application's, STORE any drop's, CHILD a container's. */
export type Relation = (typeof RELATION)[keyof typeof RELATION];

/** A field of dropspecs that links to other drops. */
export interface LinkField {
  readonly name: string;
  readonly type: DROPLinkType;
  /** Whether it is a list; otherwise it is one link. */
  readonly toMany: boolean;
  /** The kinds of drops that have it. */
  readonly of: number;
  /** The kinds of drops it may lead to. */
  readonly to: number;
  readonly relation: Relation;
  /** Whether the drop that has the field owns the relation; otherwise the other one does. */
  readonly owned: boolean;
}

function field(
  name: string,
  type: DROPLinkType,
  [of, to]: readonly [of: number, to: number],
  relation: Relation,
  owned: boolean,
): LinkField {
  return { name, type, toMany: name !== 'parent', of, to, relation, owned };
}

/** All fields that link, in the order in which DALiuGE follows them. */
export const LINK_FIELDS: readonly LinkField[] = [
  field('consumers', DROPLinkType.CONSUMER, [HOLDS_DATA, APP], RELATION.INPUT, false),
  field(
    'streamingConsumers',
    DROPLinkType.STREAMING_CONSUMER,
    [HOLDS_DATA, APP],
    RELATION.STREAMING_INPUT,
    false,
  ),
  field('inputs', DROPLinkType.INPUT, [APP, HOLDS_DATA], RELATION.INPUT, true),
  field('streamingInputs', DROPLinkType.STREAMING_INPUT, [APP, HOLDS_DATA], RELATION.STREAMING_INPUT, true),
  field('outputs', DROPLinkType.OUTPUT, [APP, DATA | CONTAINER], RELATION.OUTPUT, true),
  field('children', DROPLinkType.CHILD, [CONTAINER, ANY], RELATION.CHILD, true),
  field('producers', DROPLinkType.PRODUCER, [ANY, APP | STORE], RELATION.OUTPUT, false),
  field('parent', DROPLinkType.PARENT, [ANY, CONTAINER], RELATION.CHILD, false),
];

/** The oid a link leads to. */
export function oidOfLink(link: string | Readonly<Record<string, unknown>>): string {
  return typeof link === 'string' ? link : Object.keys(link)[0]!;
}
