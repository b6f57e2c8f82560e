import type { AbstractDROP, AppDROP, ContainerDROP } from '../drops/index.js';
import { KIND, LINK_FIELDS, type CheckedDrops } from '../dropspec/index.js';
import { InvalidGraphError, messageOf, type GraphProblem } from '../errors/index.js';
import { linksOf } from '../graph/index.js';
import { DROPLinkType } from '../protocol/index.js';
import { FunctionApp } from '../apps/index.js';

/**
 * Links drops as their dropspecs say, in the order of the list.
 *
 * @param failed - places of drops that have a stand-in.
 * @throws InvalidGraphError with every link that one of its drops refuses.
 */
export function linkDrops(
  checked: CheckedDrops,
  drops: readonly AbstractDROP[],
  failed: ReadonlySet<number>,
): void {
  linkFunctions(checked, drops);
  const { specs, kinds, links } = checked;
  const { fields, from, to } = links.declared;
  const problems: GraphProblem[] = [];
  for (let at = 0; at < fields.length; at++) {
    const { name, type } = LINK_FIELDS[fields[at]!]!;
    const [place, other] = [from[at]!, to[at]!];
    const isContained = type === DROPLinkType.CHILD || type === DROPLinkType.PARENT;
    // a stand-in is no container, and nobody waits for a store
    if ((isContained && (failed.has(place) || failed.has(other))) || isFailedStore(other)) continue;
    try {
      link(type, drops[place]!, drops[other]!);
    } catch (error) {
      problems.push({ oid: specs[place]!.oid, path: name, message: messageOf(error) });
    }
  }
  if (problems.length > 0) throw new InvalidGraphError(problems);

  function isFailedStore(other: number): boolean {
    return kinds[other] === KIND.STORE && failed.has(other);
  }
}

/** The arguments and results of a function are counted in the order of its own links, not in that of the list. */
function linkFunctions({ links }: CheckedDrops, drops: readonly AbstractDROP[]): void {
  drops.forEach((app, place) => {
    if (!(app instanceof FunctionApp)) return;
    for (const input of linksOf(links.inputs, place)) app.addInput(drops[input]!);
    for (const output of linksOf(links.outputs, place)) app.addOutput(drops[output]!);
  });
}

/** The kinds of the drops were checked, so each has the method that is called. */
function link(type: DROPLinkType, drop: AbstractDROP, other: AbstractDROP): void {
  const app = drop as AppDROP;
  const otherApp = other as AppDROP;
  switch (type) {
    case DROPLinkType.CONSUMER:
      drop.addConsumer(otherApp);
      break;
    case DROPLinkType.STREAMING_CONSUMER:
      drop.addStreamingConsumer(otherApp);
      break;
    case DROPLinkType.PRODUCER:
      drop.addProducer(otherApp);
      break;
    case DROPLinkType.PARENT:
      drop.parent = other as ContainerDROP;
      break;
    case DROPLinkType.CHILD:
      (drop as ContainerDROP).addChild(other);
      break;
    case DROPLinkType.INPUT:
      app.addInput(other);
      break;
    case DROPLinkType.STREAMING_INPUT:
      app.addStreamingInput(other);
      break;
    case DROPLinkType.OUTPUT:
      app.addOutput(other);
  }
}
