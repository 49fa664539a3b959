// Where events and arrows stand: columns are ours, rows and bends are dagre's, which lets few arrows cross.
import { Graph, layout as arrange } from "@dagrejs/dagre";
import { LOOSE, ranks } from "./ranks.js";

/** @typedef {import("../types.d.ts").Happening} Happening */
/** @typedef {import("../types.d.ts").Arrow} Arrow */
/** @typedef {import("../types.d.ts").Point} Point */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box by its middle */

/** Between columns: room for an arrow and the word on it. */
export const GAP = 112;

/**
 * @param {Happening[]} events
 * @param {Arrow[]} arrows
 * @param {(event: Happening) => { width: number, height: number }} sizeOf
 */
export function layout(events, arrows, sizeOf) {
  const { columns, marks } = ranks(events, arrows);
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 26, edgesep: 22, ranksep: GAP, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const event of events) graph.setNode(event.slug, { ...sizeOf(event) });
  const firm = arrows.filter(({ kind, cause, effect }) => !LOOSE.has(kind) && graph.hasNode(cause.slug) && graph.hasNode(effect.slug));
  for (const { slug, cause, effect } of firm) {
    const length = (columns.get(effect.slug) ?? 0) - (columns.get(cause.slug) ?? 0);
    graph.setEdge(cause.slug, effect.slug, { minlen: Math.max(1, length) }, slug);
  }
  arrange(graph);
  /** @type {Map<string, Box>} */
  const boxes = new Map(events.map(({ slug }) => [slug, graph.node(slug)]));
  const bends = new Map(firm.map(({ slug, cause, effect }) => [slug, graph.edge(cause.slug, effect.slug, slug).points.slice(1, -1)]));
  return { boxes, bends, marks: marks.map(({ day, column }) => ({ day, x: leftOf(column, columns, boxes) })), ...extent([...boxes.values()]) };
}

/**
 * Where a column begins.
 * @param {number} column
 * @param {Map<string, number>} columns
 * @param {Map<string, Box>} boxes
 */
function leftOf(column, columns, boxes) {
  const inIt = [...boxes].filter(([slug]) => (columns.get(slug) ?? 0) >= column);
  return Math.max(0, Math.min(...inIt.map(([, { x, width }]) => x - width / 2)) - GAP / 4);
}

/** @param {Box[]} boxes */
function extent(boxes) {
  const right = Math.max(...boxes.map(({ x, width }) => x + width / 2));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height / 2));
  return { width: right + 12, height: bottom + 12 };
}

/**
 * A curve that leaves the cause to the right and comes to its effect from the left.
 * @param {Box} cause
 * @param {Box} effect
 * @param {Point[]} bends
 */
export function curve(cause, effect, bends) {
  const points = [{ x: cause.x + cause.width / 2, y: cause.y }, ...bends, { x: effect.x - effect.width / 2 - 3, y: effect.y }];
  const parts = points.slice(1).map((point, index) => {
    const before = /** @type {Point} */ (points[index]);
    const reach = Math.max(Math.abs(point.x - before.x) / 2, 18);
    return `C${before.x + reach} ${before.y} ${point.x - reach} ${point.y} ${point.x} ${point.y}`;
  });
  const [first] = points;
  return `M${first?.x} ${first?.y}${parts.join("")}`;
}
