// A window of a timeline as a drawing, anew for each.
import { svg } from "../elements.js";
import { axis, BEYOND } from "./axis.js";
import { bars } from "./bars.js";
import { lanes } from "./lanes.js";
import { drawnLinks } from "./links.js";
import { mark, ROW } from "./marks.js";
import { placed, reach, rows } from "./rows.js";

/** @typedef {import("./data.js").Content} Content */
/** @typedef {import("./scale.js").Scale} Scale */
/** @typedef {import("./rows.js").Placed} Placed */

const [AXIS, BARS, LANE, MOST_ROWS] = [24, 190, 22, 16];

/**
 * @param {Content} content
 * @param {Scale} scale
 * @param {{ lanes: string, links: import("../types.d.ts").Arrow[] }} how
 */
export function painting(content, scale, how) {
  if (!content.events) return counted(content, scale);
  const near = content.events.map(placed).filter((one) => one !== null).filter((one) => isNear(one, scale));
  const names = svg("g", { class: "lanes" });
  const marks = svg("g", { class: "events" });
  /** @type {Map<string, import("./links.js").Place[]>} */
  const places = new Map();
  let [y, leftOut] = [6, 0];
  for (const lane of lanes(near, how.lanes)) {
    if (lane.name) names.append(svg("line", { x1: 0, x2: scale.width, y1: y, y2: y }), svg("text", { x: 6, y: y + 15 }, lane.name));
    const top = y + (lane.name ? LANE : 0);
    const laid = rows(lane.events, scale, how.lanes ? 6 : MOST_ROWS);
    for (const [one, row] of laid.found) {
      marks.append(mark(one, scale, top + row * ROW));
      const place = { x: scale.x(one.anchor + 0.5), isOpen: one.from === null, y: top + row * ROW + ROW - 10 };
      places.set(one.event.slug, [...(places.get(one.event.slug) ?? []), place]);
    }
    y = top + laid.height * ROW + 6;
    leftOut += laid.leftOut;
  }
  const height = Math.max(y, 90) + AXIS;
  return { still: names, moving: svg("g", { class: "moving" }, axis(scale, height), marks, drawnLinks(how.links, places)), height, leftOut };
}

/**
 * @param {Content} content
 * @param {Scale} scale
 */
function counted(content, scale) {
  const height = BARS + AXIS;
  return { still: svg("g"), moving: svg("g", { class: "moving" }, axis(scale, height), bars(content.buckets, scale, BARS)), height, leftOut: 0 };
}

/** Whether an event is in sight, or would come into it by one drag. @param {Placed} one @param {Scale} scale */
function isNear(one, scale) {
  const { left, right } = reach(one, scale);
  return right > -BEYOND * scale.width && left < (1 + BEYOND) * scale.width;
}
