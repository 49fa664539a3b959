// A map that can be moved; what lies on it is told by who shows it.
import { button, html, svg } from "../elements.js";
import { gestures } from "../gestures.js";
import { gettext } from "../texts.js";
import { Frame } from "./frame.js";
import { named } from "./names.js";
import { countries, world } from "./world.js";

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
  /** @type {import("./world.js").Country[]} */
  countries = [];

  /**
   * @param {HTMLElement} figure
   * @param {() => void} moved once the reader holds still
   * @param {SVGSVGElement} [picture] as the server drew it; it is seen as it is until there is something to put
   */
  constructor(figure, moved, picture) {
    this.moved = moved;
    this.ground = picture?.querySelector(".world") ?? world();
    // What is painted is moved as one image, and painted anew once the reader holds still.
    this.image = svg("g", { class: "ground" });
    this.labels = svg("g", { class: "countries", "aria-hidden": true });
    this.marks = svg("g", { class: "clusters" });
    this.front = svg("g", {}, this.labels, this.marks);
    this.layer = svg("g", { class: "layer" }, this.image, this.front);
    this.picture = picture ?? svg("svg", { class: "map", role: "group" });
    const about = (/** @type {number} */ factor) => this.show(this.frame.zoomed(factor, this.frame.width / 2, this.frame.height / 2));
    this.below = figure.querySelector(".below") ?? html("div", { class: "below" });
    this.below.append(html("div", { class: "tools" },
      button("+", () => about(1.8), { "aria-label": gettext("Nearer") }),
      button("−", () => about(1 / 1.8), { "aria-label": gettext("Farther") }),
      button(gettext("All"), () => this.show(this.home), { "aria-label": gettext("Show all of it") })));
    if (!this.picture.isConnected) figure.insertBefore(this.picture, this.below.isConnected ? this.below : null);
    if (!this.below.isConnected) figure.append(this.below);
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

  /** Get the names of countries. */
  async named() {
    this.countries = await countries();
    if (this.layer.isConnected) this.sharpen();
  }

  /** From now on the picture is ours, and moves. */
  begin() {
    this.picture.setAttribute("tabindex", "0");
    this.picture.setAttribute("aria-label", gettext("Where it happened. Arrow keys move the map, plus and minus zoom; the table below says the same."));
    this.image.append(this.ground);
    this.picture.replaceChildren(this.layer);
  }

  /** How wide and high the picture is, in pixels. @returns {[number, number]} */
  get size() {
    return [this.picture.clientWidth || 600, this.picture.clientHeight || 400];
  }

  /** The part that the server drew, where it did. */
  get drawn() {
    return Frame.read(this.picture.dataset.at ?? "", ...this.size);
  }

  /** What holds a box. @param {import("./frame.js").Box} box */
  holding(box) {
    return Frame.around(box, ...this.size);
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
    if (!this.layer.isConnected) this.begin();
    const held = this.marks.contains(document.activeElement) ? document.activeElement : null;
    const key = (/** @type {Element} */ one) => one.getAttribute("data-event") ?? one.getAttribute("data-cluster");
    this.pins = pins;
    this.marks.replaceChildren(...pins.map(({ element }) => element));
    this.sharpen();
    if (held) (pins.find(({ element }) => key(element) === key(held))?.element ?? this.picture).focus({ preventScroll: true });
  }
}
