import { int32s } from '../basics/index.js';
import { orderOf } from './order.js';
import { taskGraph, type TaskColumns, type TaskGraph, type TaskNames } from './task-graph.js';

/** The place of each task in an order: tasks by place, turned into places by task. */
export function placesOf(order: Int32Array): Int32Array {
  const places = int32s(order.length);
  for (let place = 0; place < order.length; place++) places[order[place]!] = place;
  return places;
}

/**
 * The same columns with the tasks in another order. The constants and the sequence of the outputs stay.
 *
 * @param order - the tasks in running order, each after its inputs, as `orderOf` gives it.
 */
export function reorderColumns(columns: TaskColumns, order: Int32Array): TaskColumns {
  const { size, constants } = columns;
  const places = placesOf(order);
  const functions = Array.from(order, (task) => columns.functions[task]!);
  const offsets = int32s(size + 1);
  const refs = int32s(columns.refs.length);
  let count = 0;
  for (let place = 0; place < size; place++) {
    const task = order[place]!;
    const end = columns.offsets[task + 1]!;
    for (let at = columns.offsets[task]!; at < end; at++) {
      const ref = columns.refs[at]!;
      refs[count++] = ref < 0 ? ref : places[ref]!;
    }
    offsets[place + 1] = count;
  }
  const outputs = columns.outputs.map((task) => places[task]!);
  return { size, functions, constants, offsets, refs, outputs };
}

/** The same graph with its tasks in another order; every task keeps its key, its oids and its call site. */
export function reorder(graph: TaskGraph, order: Int32Array): TaskGraph {
  const { names } = graph;
  const moved: TaskNames = {
    key: (place) => names.key(order[place]!),
    appOid: (place) => names.appOid(order[place]!),
    dataOid: (place) => names.dataOid(order[place]!),
    callSite: (place) => names.callSite(order[place]!),
  };
  return taskGraph(reorderColumns(graph, order), moved);
}

/** The graph in the order in which it is run: that of `orderOf`, or its own where that is as good. */
export function inRunningOrder(graph: TaskGraph): TaskGraph {
  const order = orderOf(graph);
  return order === undefined ? graph : reorder(graph, order);
}
