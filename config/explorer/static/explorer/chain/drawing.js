// The chain as a drawing: a box for each event, an arrow for each link, lines where time is marked.
import { inWords } from "../days.js";
import { svg } from "../elements.js";
import { gettext, word } from "../texts.js";
import { HEAD, STYLE_OF, thickness, WIDTH } from "./arrows.js";
import { curve, GAP, layout } from "./layout.js";
import { lines } from "../lettering.js";

/** @typedef {import("../types.d.ts").Happening} Happening */
/** @typedef {import("../types.d.ts").Arrow} Arrow */
/** @typedef {import("./layout.js").Box} Box */

const [PADDING, LINE] = [12, 19];

/** @param {Happening} event */
const titleOf = (event) => lines(event.shortTitle || event.title, "title", WIDTH - 2 * PADDING - 4, 3);

/** @param {Happening} event */
const whenOf = (event) => lines(event.when?.display ?? gettext("not dated"), "small", WIDTH - 2 * PADDING - 4, 2);

/** @param {Happening} event */
const sizeOf = (event) => ({ width: WIDTH, height: 2 * PADDING - 2 + LINE * titleOf(event).length + 16 * whenOf(event).length });

/**
 * Draw the chain: the layer that moves.
 * @param {Happening[]} events
 * @param {Arrow[]} arrows
 * @param {{ root?: string, ends?: Set<string>, strong?: Set<string>, weakest?: string }} marked
 */
export function drawing(events, arrows, marked) {
  const placed = layout(events, arrows, sizeOf);
  const height = placed.height + HEAD;
  const shown = arrows.filter(({ cause, effect }) => placed.boxes.has(cause.slug) && placed.boxes.has(effect.slug));
  const byPlace = [...events].sort((a, b) => at(a).x - at(b).x || at(a).y - at(b).y);
  /** @param {Happening} event */
  function at(event) {
    return /** @type {Box} */ (placed.boxes.get(event.slug));
  }
  return svg(
    "g",
    { class: "layer", "data-width": placed.width, "data-height": height },
    svg("g", { class: "marks" }, ...placed.marks.map(({ day, x }) => mark(day, x, height))),
    svg("g", { transform: `translate(0 ${HEAD})` },
      svg("g", { class: "arrows" }, ...shown.map((arrow) => drawnArrow(arrow, placed, events, marked))),
      svg("g", { class: "nodes" }, ...byPlace.map((event) => drawnEvent(event, at(event), marked))),
    ),
  );
}

/**
 * @param {number} day
 * @param {number} x
 * @param {number} height
 */
function mark(day, x, height) {
  return svg("g", {}, svg("line", { x1: x, x2: x, y1: 8, y2: height }), svg("text", { x: x + 5, y: 16 }, gettext("from {day}", { day: inWords(day) })));
}

/**
 * @param {Happening} event
 * @param {Box} box
 * @param {{ root?: string, ends?: Set<string> }} marked
 */
function drawnEvent(event, box, marked) {
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  const title = titleOf(event);
  const isEnd = marked.ends?.has(event.slug);
  return svg(
    "g",
    { class: `node${event.slug === marked.root ? " root" : ""}`, transform: `translate(${left} ${top})` },
    svg(
      "a",
      { href: `/events/${event.slug}`, "data-event": event.slug, "aria-current": event.slug === marked.root && "true" },
      // Not a label, which would have to repeat all that is seen: a title is read along with it.
      svg("title", {}, [event.title, event.type?.label].filter(Boolean).join(", ")),
      svg("rect", { class: "box", width: box.width, height: box.height, rx: 3 }),
      svg("rect", { class: "bar", width: 5, height: box.height, fill: event.type?.colour ?? "#767676" }),
      ...title.map((text, index) => svg("text", { class: "name", x: PADDING + 4, y: PADDING + 11 + LINE * index }, text)),
      ...whenOf(event).map((text, index) => svg("text", { class: "date", x: PADDING + 4, y: PADDING + 10 + LINE * title.length + 16 * index }, text)),
    ),
    isEnd && more(event, box),
  );
}

/**
 * @param {Happening} event
 * @param {Box} box
 */
function more(event, box) {
  const label = gettext("Show what lies behind {title}", { title: event.title });
  return svg(
    "g",
    { class: "more", role: "button", tabindex: 0, "data-more": event.slug, "aria-label": label, transform: `translate(${box.width} ${box.height})` },
    svg("title", {}, label),
    svg("circle", { r: 11 }),
    svg("path", { d: "M-5 0H5M0 -5V5" }),
  );
}

/**
 * @param {Arrow} arrow
 * @param {ReturnType<typeof layout>} placed
 * @param {Happening[]} events
 * @param {{ strong?: Set<string>, weakest?: string }} marked
 */
function drawnArrow(arrow, placed, events, marked) {
  const [cause, effect] = [arrow.cause.slug, arrow.effect.slug].map((slug) => /** @type {Box} */ (placed.boxes.get(slug)));
  if (!cause || !effect) return null;
  const line = curve(cause, effect, placed.bends.get(arrow.slug) ?? []);
  const name = (/** @type {string} */ slug) => events.find((event) => event.slug === slug)?.title ?? slug;
  const label = [`${name(arrow.cause.slug)} → ${name(arrow.effect.slug)}`, word("LinkKind", arrow.kind), word("LinkBasis", arrow.basis),
    arrow.likelihood ? word("Likelihood", arrow.likelihood) : gettext("nobody judged how likely"), arrow.disputed && gettext("disputed")];
  const classes = ["arrow", STYLE_OF[arrow.kind] ?? "firm", arrow.disputed && "disputed", !arrow.likelihood && "unjudged",
    marked.strong && !marked.strong.has(arrow.slug) && "faint", marked.weakest === arrow.slug && "weakest"];
  const path = svg("path", { class: "line", d: line, "stroke-width": thickness(arrow), "marker-end": `url(#${headOf(arrow, marked.weakest === arrow.slug)})` });
  return svg(
    "a",
    { class: classes.filter(Boolean).join(" "), href: `/links/${arrow.slug}`, "data-link": arrow.slug },
    svg("title", {}, label.filter(Boolean).join("\n")),
    svg("path", { class: "hit", d: line }),
    path,
    caption(arrow, cause, effect, placed.bends.get(arrow.slug) ?? []),
  );
}

/** @param {Arrow} arrow @param {boolean} isWeakest */
const headOf = (arrow, isWeakest) => (STYLE_OF[arrow.kind] === "stopped" ? "bar" : arrow.disputed || isWeakest ? "head-alarm" : "head");

/**
 * The kind of a link in words, above the middle of its arrow.
 * @param {Arrow} arrow
 * @param {Box} cause
 * @param {Box} effect
 * @param {import("../types.d.ts").Point[]} bends
 */
function caption(arrow, cause, effect, bends) {
  const [start, end] = [cause.x + cause.width / 2, effect.x - effect.width / 2];
  const middle = bends[Math.floor(bends.length / 2)] ?? { x: (start + end) / 2, y: (cause.y + effect.y) / 2 };
  const text = lines(word("LinkKind", arrow.kind).replace(/ \(.*/, ""), "small", GAP - 14, 2);
  const [x, y] = [middle.x, middle.y - 7 - 13 * (text.length - 1)];
  const inferred = arrow.basis === "ANALYST_INFERRED" ? " inferred" : "";
  return svg("text", { class: `kind${inferred}`, x, y }, ...text.map((one, index) => svg("tspan", { x, dy: index ? 13 : 0 }, index === text.length - 1 && arrow.disputed ? `${one} ?` : one)));
}
