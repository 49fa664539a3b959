// A map that can be moved; what lies on it is told by who shows it.
import { button, html, svg } from "../elements.js";
import { gestures } from "../gestures.js";
import { gettext } from "../texts.js";
import { Frame } from "./frame.js";
import { named } from "./names.js";
import { world } from "./world.js";

/** @typedef {import("./names.js").Pin} Pin */

const PAUSE = 160;

export class WorldMap {
  frame = new Frame(0, 0, 0.4, 1, 1);
  home = this.frame;
  /** The part that the ground is painted for, and the one that pins are placed for. */
  painted = this.frame;
  placed = this.frame;
  timer = 0;
  drawing = 0;
  /** @type {Pin[]} */
  pins = [];
  /** @type {Pin[]} */
  names = [];
  /** @type {import("./topology.js").Country[]} */
  countries = [];

  /**
   * @param {HTMLElement} figure
   * @param {number} height
   * @param {() => void} moved once the reader holds still
   */
  constructor(figure, height, moved) {
    this.moved = moved;
    this.ground = svg("g");
    // What is painted is moved as one image, and painted anew once the reader holds still.
    this.image = svg("g", { class: "ground" }, this.ground);
    this.labels = svg("g", { class: "countries", "aria-hidden": true });
    this.marks = svg("g", { class: "clusters" });
    this.front = svg("g", {}, this.labels, this.marks);
    this.picture = svg("svg", { class: "map", role: "group", tabindex: 0, height, "aria-label": gettext("Where it happened. Arrow keys move the map, plus and minus zoom; the table below says the same.") },
      svg("g", { class: "layer" }, this.image, this.front));
    const about = (/** @type {number} */ factor) => this.show(this.frame.zoomed(factor, this.frame.width / 2, this.frame.height / 2));
    this.below = html("div", { class: "below" }, html("div", { class: "tools" },
      button("+", () => about(1.8), { "aria-label": gettext("Nearer") }),
      button("−", () => about(1 / 1.8), { "aria-label": gettext("Farther") }),
      button(gettext("All"), () => this.show(this.home), { "aria-label": gettext("Show all of it") })));
    figure.append(this.picture, this.below);
    new ResizeObserver(() => this.fit()).observe(this.picture);
    gestures(this.picture, {
      pan: (dx, dy) => this.show(this.frame.moved(dx, dy)),
      zoom: (factor, x, y) => this.show(this.frame.zoomed(factor, x, y)),
      reset: () => this.show(this.home),
    });
  }

  /** The picture has become wider or narrower; its middle stays. */
  fit() {
    const { frame, picture } = this;
    if (frame.width === 1 || !picture.clientWidth || picture.clientWidth === frame.width) return;
    this.show(new Frame(frame.x, frame.y, frame.k, picture.clientWidth, frame.height));
  }

  async outlined() {
    const { ground, countries } = await world();
    this.countries = countries;
    this.ground.append(ground);
    this.sharpen();
  }

  /** @param {import("./frame.js").Box} box */
  around(box) {
    this.home = Frame.around(box, this.picture.clientWidth || 600, this.picture.clientHeight || 400);
    this.show(this.home);
  }

  /** @param {Frame} frame */
  show(frame) {
    this.frame = frame;
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.draw());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.sharpen(), this.moved()), PAUSE);
  }

  /** Move what is there. */
  draw() {
    const { frame, painted, placed } = this;
    const { x, y, by } = frame.from(painted);
    this.image.classList.add("moved");
    this.image.style.transform = `translate(${x}px, ${y}px) scale(${by})`;
    if (frame.k !== placed.k) return this.place();
    const shift = frame.from(placed);
    this.front.setAttribute("transform", `translate(${shift.x} ${shift.y})`);
  }

  /** Put each pin and name where it stands now; they keep their size, whatever the scale of the land. */
  place() {
    this.placed = this.frame;
    this.front.removeAttribute("transform");
    for (const pin of [...this.names, ...this.pins]) {
      const { x, y } = this.frame.screen(pin);
      pin.element.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    }
  }

  /** Paint what was only moved. */
  sharpen() {
    cancelAnimationFrame(this.drawing);
    this.painted = this.frame;
    this.image.style.transform = "";
    this.image.classList.remove("moved");
    this.ground.setAttribute("transform", this.frame.transform);
    this.names = named(this.countries, this.pins, this.frame);
    this.labels.replaceChildren(...this.names.map(({ element }) => element));
    this.place();
  }

  /** @param {Pin[]} pins */
  put(pins) {
    const held = this.marks.contains(document.activeElement) ? document.activeElement : null;
    const key = (/** @type {Element} */ one) => one.getAttribute("data-event") ?? one.getAttribute("data-cluster");
    this.pins = pins;
    this.marks.replaceChildren(...pins.map(({ element }) => element));
    this.sharpen();
    if (held) (pins.find(({ element }) => key(element) === key(held))?.element ?? this.picture).focus({ preventScroll: true });
  }
}
