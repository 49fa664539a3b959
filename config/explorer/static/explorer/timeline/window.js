// A picture of time that is moved and zoomed; what it shows, and what it asks for, is told by who extends it.
import { heads } from "../chain/arrows.js";
import { button, html, svg } from "../elements.js";
import { gestures } from "../gestures.js";
import { remember } from "../memory.js";
import { gettext } from "../texts.js";
import { BEYOND } from "./axis.js";
import { fades } from "./marks.js";
import { Scale } from "./scale.js";

/** @typedef {{ still: SVGGElement, moving: SVGGElement, height: number }} Painting */

const PAUSE = 140;
/** Not all browsers tell when they have time. @param {() => void} act */
const whenIdle = (act) => ("requestIdleCallback" in window ? requestIdleCallback(act, { timeout: 1000 }) : setTimeout(act, 200));

export class TimeWindow {
  scale = new Scale(0, 1, 1);
  whole = new Scale(0, 1, 1);
  drift = 0;
  frame = 0;
  timer = 0;

  /**
   * @param {string} label
   * @param {SVGSVGElement} picture as the server drew it, or empty; it is seen as it is until there is something to put
   */
  constructor(label, picture = svg("svg", { role: "group" })) {
    this.still = svg("g");
    this.moving = svg("g");
    this.label = label;
    this.layer = svg("g", { class: "layer" }, this.still, this.moving);
    this.picture = picture;
    picture.classList.add("timeline");
    gestures(this.picture, { pan: (dx) => this.pan(dx), zoom: (factor, x) => this.zoom(factor, x), reset: () => this.move(this.whole) });
    this.picture.addEventListener("click", (event) => this.enter(event));
    this.picture.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && this.enter(event));
    new ResizeObserver(() => this.fit()).observe(this.picture);
  }

  /** Draw the window as it stands. */
  paint() {}

  /** Draw it now, or once there is time for it where what the server drew looks the same. */
  paintInTime() {
    if (this.layer.isConnected || !this.picture.childElementCount || !this.isWhole) return this.paint();
    this.take();
    whenIdle(() => this.layer.isConnected || this.paint());
  }

  /** The reader holds still. */
  settled() {}

  /** Draw anew what was only shifted, so that the next shift finds what comes into sight. */
  sharpen() {
    if (this.drift) this.paint();
  }

  get isWhole() {
    return this.scale === this.whole;
  }

  /** Keep the window in the address, where it is not all of time. */
  keep() {
    remember({ in: this.isWhole ? "" : String(this.scale) });
  }

  tools() {
    const about = (/** @type {number} */ factor) => this.zoom(factor, this.scale.width / 2);
    return html("div", { class: "tools" },
      button("+", () => about(1.6), { "aria-label": gettext("Nearer") }),
      button("−", () => about(1 / 1.6), { "aria-label": gettext("Farther") }),
      button(gettext("All"), () => this.move(this.whole), { "aria-label": gettext("Show all of it") }));
  }

  /**
   * Make room for some days: the first time they are what is shown.
   * @param {{ first: number, last: number }} extent
   * @param {string} remembered the window that an address names
   */
  open({ first, last }, remembered) {
    const width = this.picture.clientWidth || 600;
    const [isFirst, wasWhole] = [this.whole.width === 1, this.isWhole];
    this.whole = Scale.around(first, last, width);
    if (isFirst) this.scale = Scale.read(remembered, width) ?? this.whole;
    else if (wasWhole) this.scale = this.whole;
  }

  /** @param {Painting} painting */
  put({ still, moving, height }) {
    if (!this.layer.isConnected) this.begin();
    const held = this.moving.contains(document.activeElement) ? document.activeElement : null;
    this.drift = 0;
    this.still.replaceWith(still);
    this.moving.replaceWith(moving);
    [this.still, this.moving] = [still, moving];
    this.picture.setAttribute("height", String(height));
    if (held) this.hold(held.getAttribute("href"));
  }

  /** From now on the picture takes keys. */
  take() {
    this.picture.setAttribute("tabindex", "0");
    this.picture.setAttribute("aria-label", this.label);
  }

  /** From now on what is seen is ours, and moves. */
  begin() {
    const held = /** @type {Element | null} */ (this.picture.contains(document.activeElement) ? document.activeElement : null)?.getAttribute("href");
    this.take();
    this.picture.replaceChildren(fades(), heads(), this.layer);
    if (held) setTimeout(() => this.hold(held));
  }

  /** Leave the focus where it was: on the same event or arrow, or on the picture. @param {string | null} href */
  hold(href) {
    const same = /** @type {SVGElement | null} */ (this.moving.querySelector(`[href="${CSS.escape(href ?? "")}"]`));
    (same ?? this.picture).focus({ preventScroll: true });
  }

  /** @param {number} dx */
  pan(dx) {
    if (!this.layer.isConnected) this.paint();
    this.scale = this.scale.moved(dx);
    this.drift += dx;
    if (Math.abs(this.drift) > BEYOND * this.scale.width) return this.move(this.scale);
    // Set on the style, so that what is painted already is moved as one image.
    this.moving.style.transform = `translateX(${this.drift}px)`;
    this.settle();
  }

  /** @param {number} factor @param {number} x */
  zoom(factor, x) {
    this.move(this.scale.zoomed(factor, x));
  }

  /** @param {Scale} scale */
  move(scale) {
    this.scale = scale;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
    this.settle();
  }

  settle() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settled(), PAUSE);
  }

  fit() {
    const width = this.picture.clientWidth;
    if (!width || width === this.scale.width || this.whole.width === 1) return;
    const { isWhole, scale } = this;
    this.whole = new Scale(this.whole.from, this.whole.to, width);
    this.move(isWhole ? this.whole : new Scale(scale.from, scale.to, width));
  }

  /** Zoom into a bar. @param {Event} event */
  enter(event) {
    const bucket = /** @type {Element} */ (event.target).closest("[data-from]");
    if (!bucket) return;
    event.preventDefault();
    this.move(Scale.around(Number(bucket.getAttribute("data-from")), Number(bucket.getAttribute("data-to")), this.scale.width));
  }
}
