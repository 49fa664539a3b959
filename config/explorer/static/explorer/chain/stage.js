// Where a chain is shown: it can be moved, walked by keys, and is drawn anew when it grows.
import { button, html, svg } from "../elements.js";
import { gestures } from "../gestures.js";
import { gettext } from "../texts.js";
import { heads, WIDTH } from "./arrows.js";

/** The layer that moves, what it measures, where its boxes end, so that none is cut, and the middle of what is looked at. @typedef {{ layer: SVGGElement, width: number, height: number, rights: number[], focus: number }} Drawn */

const [LEAST, MOST, READABLE, LOWEST, TALLEST] = [0.15, 3, 0.72, 180, 560];

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

  const apply = () => drawn?.layer.setAttribute("transform", `translate(${place.x} ${place.y}) scale(${place.k})`);
  /** @param {number} k */
  const centred = (k) => {
    if (!drawn) return;
    const [width, height] = [picture.clientWidth, picture.clientHeight];
    Object.assign(place, { k, x: beginning(drawn, width, k), y: (height - drawn.height * k) / 2 });
    apply();
  };
  const whole = () => drawn && Math.min(1, picture.clientWidth / drawn.width, picture.clientHeight / drawn.height);
  const moves = {
    pan: (/** @type {number} */ dx, /** @type {number} */ dy) => { place.x += dx; place.y += dy; apply(); },
    zoom: (/** @type {number} */ factor, /** @type {number} */ x, /** @type {number} */ y) => {
      const k = clamp(place.k * factor, LEAST, MOST);
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
    drawn = measured(layer);
    apply();
  };
  const layer = /** @type {SVGGElement | null} */ (picture.querySelector(".layer"));
  if (layer) adopt(layer);
  return {
    picture,
    below,
    isDrawn: Boolean(layer),
    /** Show another chain. @param {SVGGElement} next */
    show(next) {
      drawn?.layer.remove();
      picture.append(next);
      this.look(next);
    },
    /** Bring what is looked at into sight, so near that it can be read. */
    look(layer = drawn?.layer) {
      if (!layer) return;
      drawn = measured(layer);
      const k = Math.max(READABLE, Math.min(1, picture.clientWidth / drawn.width));
      picture.setAttribute("height", String(Math.round(clamp(drawn.height * k + 16, LOWEST, TALLEST))));
      centred(k);
    },
  };
}

/**
 * @param {SVGGElement} layer
 * @returns {Drawn}
 */
function measured(layer) {
  const [width, height] = [Number(layer.dataset.width), Number(layer.dataset.height)];
  const left = (/** @type {Element | null} */ node) => Number(/translate\((\S+)/.exec(node?.getAttribute("transform") ?? "")?.[1]);
  const root = layer.querySelector(".node.root");
  const rights = [...layer.querySelectorAll(".node")].map((node) => left(node) + WIDTH + 1);
  return { layer, width, height, rights: [0, ...rights], focus: root ? left(root) + WIDTH / 2 : width / 2 };
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
