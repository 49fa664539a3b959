// Where a chain is shown: it can be moved, walked by keys, and is drawn anew when it grows.
import { button, html, svg } from "../elements.js";
import { gestures } from "../gestures.js";
import { gettext } from "../texts.js";
import { heads } from "./arrows.js";

/** Where boxes end, so that none is cut. @typedef {{ layer: SVGGElement, width: number, height: number, rights: number[], focus: import("../types.d.ts").Point }} Drawn */

const [LEAST, MOST, READABLE, TALLEST] = [0.15, 3, 0.72, 560];

/**
 * @param {HTMLElement} figure
 * @param {string} label
 */
export function stage(figure, label) {
  const picture = svg("svg", { class: "chain", role: "group", tabindex: 0, "aria-label": label }, heads());
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
  const below = html("div", { class: "below" },
    html("div", { class: "tools" },
      button("+", () => middle(1.3), { "aria-label": gettext("Nearer") }),
      button("−", () => middle(1 / 1.3), { "aria-label": gettext("Farther") }),
      button(gettext("All"), moves.reset, { "aria-label": gettext("Show all of it") })));
  figure.append(picture, below);
  gestures(picture, moves);
  walking(picture);
  return {
    picture,
    below,
    /** @param {Drawn} next */
    show(next) {
      drawn?.layer.remove();
      drawn = next;
      picture.append(next.layer);
      const k = Math.max(READABLE, Math.min(1, picture.clientWidth / next.width));
      picture.setAttribute("height", String(Math.round(clamp(next.height * k + 16, 180, TALLEST))));
      centred(k);
    },
  };
}

/**
 * Where a chain begins on the screen: all of it in the middle, or what is looked at, behind a box that is out of sight.
 * @param {Drawn} drawn
 * @param {number} width
 * @param {number} k
 */
function beginning({ width: whole, rights, focus }, width, k) {
  if (whole * k <= width) return (width - whole * k) / 2;
  const wanted = clamp(focus.x * k - width / 2, 0, whole * k - width);
  const ends = rights.map((right) => right * k).filter((right) => right <= focus.x * k).sort((a, b) => a - b);
  const before = ends.findLast((right) => right <= wanted) ?? 0;
  const sees = Math.min(...rights.filter((right) => right > focus.x)) * k <= before + width;
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
