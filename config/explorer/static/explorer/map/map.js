// A map that can be moved; what lies on it is told by who shows it.
import { button, html, svg } from "../elements.js";
import { gestures } from "../gestures.js";
import { gettext } from "../texts.js";
import { Frame } from "./frame.js";
import { world } from "./world.js";

const PAUSE = 160;
/** A country so many pixels wide is named. */
const WORTHY = 90;

export class WorldMap {
  frame = new Frame(0, 0, 0.4, 1, 1);
  home = this.frame;
  timer = 0;

  /**
   * @param {HTMLElement} figure
   * @param {number} height
   * @param {() => void} moved once the reader holds still
   */
  constructor(figure, height, moved) {
    this.moved = moved;
    this.marks = svg("g");
    this.layer = svg("g", { class: "layer" }, this.marks);
    this.picture = svg("svg", { class: "map", role: "group", tabindex: 0, height, "aria-label": gettext("Where it happened. Arrow keys move the map, plus and minus zoom; the table below says the same.") }, this.layer);
    const about = (/** @type {number} */ factor) => this.show(this.frame.zoomed(factor, this.frame.width / 2, this.frame.height / 2));
    this.below = html("div", { class: "below" }, html("div", { class: "tools" },
      button("+", () => about(1.8), { "aria-label": gettext("Nearer") }),
      button("−", () => about(1 / 1.8), { "aria-label": gettext("Farther") }),
      button(gettext("All"), () => this.show(this.home), { "aria-label": gettext("Show all of it") })));
    figure.append(this.picture, this.below);
    gestures(this.picture, {
      pan: (dx, dy) => this.show(this.frame.moved(dx, dy)),
      zoom: (factor, x, y) => this.show(this.frame.zoomed(factor, x, y)),
      reset: () => this.show(this.home),
    });
  }

  async outlined() {
    this.layer.prepend(await world());
    this.rescale();
  }

  rescale() {
    const k = this.frame.k;
    for (const mark of this.marks.querySelectorAll("[transform]")) rescale(mark, k);
    for (const name of this.layer.querySelectorAll(".countries text")) {
      const isLarge = Number(name.getAttribute("data-size")) * k > WORTHY;
      name.toggleAttribute("hidden", !isLarge);
      if (isLarge) rescale(name, k);
    }
  }

  /** @param {import("./frame.js").Box} box */
  around(box) {
    this.home = Frame.around(box, this.picture.clientWidth || 600, this.picture.clientHeight || 400);
    this.show(this.home);
  }

  /** @param {Frame} frame */
  show(frame) {
    const isZoomed = frame.k !== this.frame.k;
    this.frame = frame;
    this.layer.setAttribute("transform", frame.transform);
    // Marks keep their size, whatever the scale of the land.
    if (isZoomed) this.rescale();
    clearTimeout(this.timer);
    this.timer = setTimeout(this.moved, PAUSE);
  }

  /** @param {SVGGElement} marks */
  put(marks) {
    this.marks.replaceWith(marks);
    this.marks = marks;
  }
}

/** @param {Element} mark @param {number} k */
const rescale = (mark, k) => mark.setAttribute("transform", (mark.getAttribute("transform") ?? "").replace(/scale\([^)]*\)/, `scale(${1 / k})`));
