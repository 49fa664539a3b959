// Causal links between events on a timeline, drawn where a reader asks for them.
import { askAll } from "../graphql.js";
import { STYLE_OF, thickness } from "../chain/arrows.js";
import { svg } from "../elements.js";
import { word } from "../texts.js";

/** @typedef {import("../types.d.ts").Arrow} Arrow */
/** Where an arrow touches an event; what has no known beginning may be left at any time before. @typedef {{ x: number, y: number, isOpen: boolean }} Place */

const MOST = 300;

/**
 * @param {string[]} events
 * @returns {Promise<Arrow[]>}
 */
export const linksBetween = (events) => (events.length ? askAll("links", { events }, ({ links }) => links, MOST) : Promise.resolve([]));

/**
 * The places of two events that are nearest to one another, where they stand in several lanes.
 * @param {Place[]} from
 * @param {Place[]} to
 */
function nearest(from, to) {
  const pairs = from.flatMap((one) => to.map((other) => /** @type {[Place, Place]} */ ([one, other])));
  return pairs.sort(([a, b], [c, d]) => Math.abs(a.y - b.y) - Math.abs(c.y - d.y))[0] ?? [];
}

/**
 * @param {Arrow[]} arrows
 * @param {Map<string, Place[]>} places
 */
export const drawnLinks = (arrows, places) =>
  svg("g", { class: "links" }, ...arrows.map((arrow) => {
    const [from, to] = nearest(places.get(arrow.cause.slug) ?? [], places.get(arrow.effect.slug) ?? []);
    if (!from || !to) return null;
    const start = from.isOpen ? Math.min(from.x, to.x - 40) : from.x;
    const reach = Math.max(30, Math.abs(to.x - start) / 3);
    const line = `M${start} ${from.y}C${start + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x - 8} ${to.y}`;
    const classes = `arrow ${STYLE_OF[arrow.kind] ?? "firm"}${arrow.disputed ? " disputed" : ""}${arrow.likelihood ? "" : " unjudged"}`;
    return svg("a", { class: classes, href: `/links/${arrow.slug}`, "aria-label": word("LinkKind", arrow.kind) },
      svg("title", {}, word("LinkKind", arrow.kind)),
      svg("path", { class: "hit", d: line }),
      svg("path", { class: "line", d: line, "stroke-width": thickness(arrow) / 1.6, "marker-end": "url(#head)" }));
  }));
