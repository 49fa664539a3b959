// Events on the line of time: a known day is a point, days that it lies within a soft bar, an open end fades out.
import { svg } from "../elements.js";
import { lettered, reach } from "./rows.js";

/** @typedef {import("./rows.js").Placed} Placed */
/** @typedef {import("./scale.js").Scale} Scale */

export const ROW = 34;
const BAR = 9;
const GREY = "#767676";

/**
 * @param {Placed} one
 * @param {Scale} scale
 * @param {number} y the top of its row
 */
export function mark(one, scale, y) {
  const colour = one.event.type?.colour ?? GREY;
  const { left, right } = reach(one, scale);
  const top = y + ROW - BAR - 6;
  const isPoint = one.from !== null && one.from === one.to;
  const shape = isPoint ? point(one, scale, top, colour) : bars(one, scale, top, colour, left, right);
  return svg("a", { class: "event", href: `/events/${one.event.slug}`, "data-event": one.event.slug },
    svg("title", {}, [one.event.title, one.event.when?.display, one.event.type?.label].filter(Boolean).join("\n")),
    svg("rect", { class: "hit", x: left - 6, y, width: Math.max(right - left + 12, 24), height: ROW }),
    ...shape,
    svg("text", { class: "name", x: lettered(one, scale).x, y: y + 14 }, one.label));
}

/**
 * @param {Placed} one
 * @param {Scale} scale
 * @param {number} top
 * @param {string} colour
 */
function point(one, scale, top, colour) {
  const [start, end] = [scale.x(one.from ?? 0), scale.x((one.from ?? 0) + 1)];
  if (end - start < 2 * BAR) return [svg("circle", { class: "sure", cx: (start + end) / 2, cy: top + BAR / 2, r: BAR / 2 + 1, fill: colour })];
  return [svg("rect", { class: "sure", x: start, y: top, width: end - start, height: BAR, rx: 2, fill: colour })];
}

/**
 * A soft bar from first to last, and a firm one for the days on which it surely went on.
 * @param {Placed} one
 * @param {Scale} scale
 * @param {number} top
 * @param {string} colour
 * @param {number} left
 * @param {number} right
 */
function bars(one, scale, top, colour, left, right) {
  const fade = one.from === null ? (one.to === null ? "both" : "left") : one.to === null ? "right" : "none";
  const soft = svg("rect", { class: `soft ${fade}`, x: left, y: top, width: right - left, height: BAR, rx: BAR / 2, fill: colour, mask: fade === "none" ? null : `url(#fade-${fade})` });
  const isSure = one.surelyFrom !== null && one.surelyTo !== null && one.surelyFrom <= one.surelyTo;
  if (!isSure) return [soft];
  const start = scale.x(one.surelyFrom ?? 0);
  const width = Math.max(scale.x((one.surelyTo ?? 0) + 1) - start, 3);
  return [soft, svg("rect", { class: "sure", x: start, y: top, width, height: BAR, rx: 2, fill: colour })];
}

/** How strong a bar is along its length, where it fades. @type {Record<string, [place: number, strength: number][]>} */
const SLOPES = { left: [[0, 0], [0.4, 0.8], [1, 1]], right: [[0, 1], [0.6, 0.8], [1, 0]], both: [[0, 0], [0.3, 1], [0.7, 1], [1, 0]] };

/** The masks by which bars fade; they fit whatever they are laid on. */
export const fades = () =>
  svg("defs", {},
    ...Object.entries(SLOPES).flatMap(([name, stops]) => [
      svg("linearGradient", { id: `slope-${name}` },
        ...stops.map(([offset, strength]) => svg("stop", { offset, "stop-color": "#fff", "stop-opacity": strength }))),
      svg("mask", { id: `fade-${name}`, maskContentUnits: "objectBoundingBox" }, svg("rect", { width: 1, height: 1, fill: `url(#slope-${name})` })),
    ]));
