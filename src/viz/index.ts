/**
 * Pictures of task graphs: Graphviz, Mermaid, text, SVG and HTML.
 *
 * @module
 */
export type { Direction } from './dot.js';
export { draw, FORMATS, type DrawSettings, type Format } from './draw.js';
export { COLORS, type Color } from './painted.js';
export { TRACE_STATES, type RunTrace, type TraceState } from './run-trace.js';
export { countOf, thousands, withCount } from './words.js';
