// Where a chain is shown: it can be moved, walked by keys, and is drawn anew when it grows.
import { button, html, svg } from "../elements.js";
import { gestures } from "../gestures.js";
import { gettext } from "../texts.js";
import { HEAD, heads, WIDTH } from "./arrows.js";

/** The layer that moves, what it measures, where its boxes end, so that none is cut, the middle of what is looked at, and what it is about. @typedef {{ layer: SVGGElement, width: number, height: number, rights: number[], focus: number, middle: number, root: string }} Drawn */
/** Where an event stands. @typedef {{ node: Element, x: number, y: number, height: number }} Spot */

const [LEAST, MOST, READABLE, LOWEST, TALLEST, EDGE] = [0.15, 3, 0.72, 180, 560, 12];
/** @type {KeyframeAnimationOptions} */
const GLIDE = { duration: 350, easing: "ease-out" };

/**
 * @param {HTMLElement} figure where the server may have drawn the chain, which is moved from where it stands then
 * @param {string} label
 */
export function stage(figure, label) {
  const here = /** @type {SVGSVGElement | null} */ (figure.querySelector("svg.chain"));
  const picture = here ?? svg("svg", { class: "chain", role: "group" }, heads());
  picture.setAttribute("tabindex", "0");
  picture.setAttribute("aria-label", label);
  const place = { x: 0, y: 0, k: 1 };
  /** @type {Drawn | null} */
  let drawn = null;
  /** How wide the picture is laid out for, and whether a reader has moved it since. */
  let [wide, isMoved] = [0, false];

  const apply = () => drawn?.layer.setAttribute("transform", `translate(${place.x} ${place.y}) scale(${place.k})`);
  /** @param {number} k */
  const centred = (k) => {
    if (!drawn) return;
    [wide, isMoved] = [picture.clientWidth, false];
    Object.assign(place, { k, x: beginning(drawn, wide, k), y: fromAbove(drawn, picture.clientHeight, k) });
    apply();
  };
  const whole = () => drawn && Math.min(1, picture.clientWidth / drawn.width, picture.clientHeight / drawn.height);
  const moves = {
    pan: (/** @type {number} */ dx, /** @type {number} */ dy) => { isMoved = true; place.x += dx; place.y += dy; apply(); },
    zoom: (/** @type {number} */ factor, /** @type {number} */ x, /** @type {number} */ y) => {
      const k = clamp(place.k * factor, LEAST, MOST);
      isMoved = true;
      Object.assign(place, { x: x - ((x - place.x) * k) / place.k, y: y - ((y - place.y) * k) / place.k, k });
      apply();
    },
    reset: () => centred(whole() ?? 1),
  };
  const middle = (/** @type {number} */ factor) => moves.zoom(factor, picture.clientWidth / 2, picture.clientHeight / 2);
  const below = /** @type {HTMLElement} */ (figure.querySelector(".below") ?? html("div", { class: "below" }));
  below.append(
    html("div", { class: "tools" },
      button("+", () => middle(1.3), { "aria-label": gettext("Nearer") }),
      button("−", () => middle(1 / 1.3), { "aria-label": gettext("Farther") }),
      button(gettext("All"), moves.reset, { "aria-label": gettext("Show all of it") })));
  if (!here) figure.insertBefore(picture, below.isConnected ? below : null);
  if (!below.isConnected) figure.append(below);
  gestures(picture, moves);
  walking(picture);
  const adopt = (/** @type {SVGGElement} */ layer) => {
    const { a, e, f } = new DOMMatrix(getComputedStyle(layer).transform);
    Object.assign(place, { x: e, y: f, k: a });
    picture.setAttribute("height", String(picture.getBoundingClientRect().height));
    picture.classList.remove("drawn");
    [drawn, wide] = [measured(layer), picture.clientWidth];
    apply();
  };
  /** Bring what is looked at into sight, so near that it can be read. */
  const look = (layer = drawn?.layer) => {
    if (!layer) return;
    drawn = measured(layer);
    const k = Math.max(READABLE, Math.min(1, picture.clientWidth / drawn.width));
    rise(drawn.height * k);
    centred(k);
  };
  const rise = (/** @type {number} */ height) => picture.setAttribute("height", String(Math.round(clamp(height + 16, LOWEST, TALLEST))));
  /** The picture has become wider or narrower. */
  const fit = () => {
    const width = picture.clientWidth;
    if (!drawn || !width || width === wide) return;
    if (!isMoved) return look();
    place.x += (width - wide) / 2;
    wide = width;
    apply();
  };
  /**
   * Move as little as shows what was not there before, as far as what keeps its place stays in sight.
   * @param {Map<string, Spot>} before
   * @param {Spot} held
   */
  const inSight = (before, held) => {
    if (!drawn) return;
    const fresh = [...spotsOf(drawn.layer)].flatMap(([slug, spot]) => (before.has(slug) ? [] : [spot]));
    const { x, y, k } = place;
    place.x += shift([held, ...fresh].map((spot) => [x + spot.x * k, x + (spot.x + WIDTH) * k]), picture.clientWidth);
    const above = (picture.clientHeight - drawn.height * k) / 2;
    place.y = above > 0 ? above : y + shift([held, ...fresh].map((spot) => [y + spot.y * k, y + (spot.y + spot.height) * k]), picture.clientHeight);
    apply();
  };
  const layer = /** @type {SVGGElement | null} */ (picture.querySelector(".layer"));
  if (layer) adopt(layer);
  new ResizeObserver(fit).observe(picture);
  return {
    picture,
    below,
    isDrawn: Boolean(layer),
    /**
     * Show another chain; what is in both goes from where it stood to where it stands now.
     * @param {SVGGElement} next
     * @param {string} [held] the event that keeps its place, with what is new in sight
     */
    show(next, held = isMoved ? drawn?.root : "") {
      const before = drawn && spotsOf(drawn.layer);
      drawn?.layer.remove();
      picture.append(next);
      const [then, now] = [before?.get(held ?? ""), spotsOf(next).get(held ?? "")];
      if (!before || !then || !now) return look(next);
      const was = { ...place };
      drawn = measured(next);
      rise(drawn.height * place.k);
      place.x += (then.x - now.x) * place.k;
      place.y += (then.y - now.y) * place.k;
      inSight(before, now);
      glide(next, before, { x: (was.x - place.x) / place.k, y: (was.y - place.y) / place.k });
    },
    look,
  };
}

/**
 * @param {SVGGElement} layer
 * @returns {Drawn}
 */
function measured(layer) {
  const [width, height] = [Number(layer.dataset.width), Number(layer.dataset.height)];
  const spots = [...spotsOf(layer).values()];
  const root = spots.find(({ node }) => node.matches(".root"));
  const looked = spots.find(({ node }) => node.matches(":focus-within")) ?? root;
  const rights = [0, ...spots.map(({ x }) => x + WIDTH + 1)];
  const slug = root?.node.querySelector("[data-event]")?.getAttribute("data-event") ?? "";
  return { layer, width, height, rights, focus: looked ? looked.x + WIDTH / 2 : width / 2, middle: looked ? looked.y + looked.height / 2 : height / 2, root: slug };
}

/**
 * Where a chain begins from above: all of it in the middle, or, where it is too high, what is looked at.
 * @param {Drawn} drawn
 * @param {number} room
 * @param {number} k
 */
const fromAbove = ({ height, middle }, room, k) => (height * k > room ? clamp(room / 2 - middle * k, room - height * k, 0) : (room - height * k) / 2);

/**
 * Where each event stands in a chain, in pixels of the drawing.
 * @param {SVGGElement} layer
 * @returns {Map<string, Spot>}
 */
function spotsOf(layer) {
  return new Map([...layer.querySelectorAll(".node")].map((node) => {
    const [x = 0, y = 0] = (node.getAttribute("transform") ?? "").match(/-?[\d.]+/g)?.map(Number) ?? [];
    const slug = node.querySelector("[data-event]")?.getAttribute("data-event") ?? "";
    return [slug, { node, x, y: y + HEAD, height: Number(node.querySelector(".box")?.getAttribute("height")) }];
  }));
}

/**
 * How far to move, so that all of some spans are within the room, or as many as leave the first of them there.
 * @param {[from: number, to: number][]} spans
 * @param {number} room
 */
function shift(spans, room) {
  const [[first, last] = [0, 0]] = spans;
  const [from, to] = [Math.min(...spans.map(([from]) => from)) - EDGE, Math.max(...spans.map(([, to]) => to)) + EDGE];
  const wanted = from < 0 ? -from : Math.min(0, room - to);
  return clamp(wanted, Math.min(0, EDGE - first), Math.max(0, room - last - EDGE));
}

/**
 * Let events go to their places from where they stood, and what is new appear; at once for who wants less motion.
 * @param {SVGGElement} layer
 * @param {Map<string, Spot>} before
 * @param {{ x: number, y: number }} by how far the drawing itself was moved
 */
function glide(layer, before, by) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const [slug, { node, x, y }] of spotsOf(layer)) {
    const from = before.get(slug);
    const at = (/** @type {number} */ x, /** @type {number} */ y) => ({ transform: `translate(${x}px, ${y - HEAD}px)` });
    node.animate(from ? [at(from.x + by.x, from.y + by.y), at(x, y)] : [{ opacity: 0 }, { opacity: 1 }], GLIDE);
  }
  for (const arrows of layer.querySelectorAll(".arrows, .marks")) arrows.animate([{ opacity: 0 }, { opacity: 1 }], GLIDE);
}

/**
 * Where a chain begins on the screen: all of it in the middle, or what is looked at, behind a box that is out of sight.
 * @param {Drawn} drawn
 * @param {number} width
 * @param {number} k
 */
function beginning({ width: whole, rights, focus }, width, k) {
  if (whole * k <= width) return (width - whole * k) / 2;
  const wanted = clamp(focus * k - width / 2, 0, whole * k - width);
  const ends = rights.map((right) => right * k).filter((right) => right <= focus * k).sort((a, b) => a - b);
  const before = ends.findLast((right) => right <= wanted) ?? 0;
  const sees = Math.min(...rights.filter((right) => right > focus)) * k <= before + width;
  return -(sees ? before : (ends.find((right) => right > wanted) ?? wanted));
}

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

/**
 * Arrow keys lead from an event to its causes, effects and neighbours.
 * @param {SVGSVGElement} picture
 */
function walking(picture) {
  picture.addEventListener("keydown", (event) => {
    const from = /** @type {Element} */ (event.target).closest("[data-event]");
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!from || !step) return;
    event.preventDefault();
    nearest(from, [...picture.querySelectorAll("[data-event]")], step)?.focus();
  });
}

/**
 * @param {Element} from
 * @param {Element[]} all
 * @param {number[]} step
 * @returns {SVGElement | undefined}
 */
function nearest(from, all, [dx = 0, dy = 0]) {
  const here = from.getBoundingClientRect();
  const ahead = all
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .map(({ element, box }) => ({ element, along: (box.left - here.left) * dx + (box.top - here.top) * dy, aside: Math.abs((box.left - here.left) * dy) + Math.abs((box.top - here.top) * dx) }))
    .filter(({ along }) => along > 8)
    .sort((a, b) => a.along + 2 * a.aside - (b.along + 2 * b.aside));
  return /** @type {SVGElement | undefined} */ (ahead[0]?.element);
}
