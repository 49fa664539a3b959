// Events on a line of time, from hours to centuries: each where they are few, counts where they are many.
import { heads } from "../chain/drawing.js";
import { button, html, svg } from "../elements.js";
import { gestures } from "../gestures.js";
import { remembered, remember } from "../memory.js";
import { stateOf } from "../states.js";
import { gettext, grouped } from "../texts.js";
import { Source } from "../timeline/data.js";
import { lanesBy } from "../timeline/lanes.js";
import { linksBetween } from "../timeline/links.js";
import { fades } from "../timeline/marks.js";
import { painting } from "../timeline/painting.js";
import { Scale } from "../timeline/scale.js";

/** @typedef {import("../timeline/data.js").Content} Content */

const PAUSE = 140;

/** @param {HTMLElement} figure */
export async function draw(figure) {
  const timeline = new Timeline(figure);
  await timeline.refresh();
  return timeline;
}

class Timeline {
  /** @type {Content} */
  content = { events: [], buckets: [], total: 0, undated: 0 };
  /** @type {import("../types.d.ts").Arrow[]} */
  links = [];
  scale = new Scale(0, 1, 1);
  whole = new Scale(0, 1, 1);
  asked = new AbortController();
  drift = 0;
  frame = 0;
  timer = 0;

  /** @param {HTMLElement} figure */
  constructor(figure) {
    this.figure = figure;
    this.source = new Source(JSON.parse(figure.dataset.filter ?? "{}"), figure.dataset.search || null);
    this.still = svg("g");
    this.moving = svg("g");
    this.picture = svg("svg", { class: "timeline", role: "group", tabindex: 0, "aria-label": gettext("When it happened. Arrow keys move in time, plus and minus zoom; the table below says the same.") }, fades(), heads(), svg("g", { class: "layer" }, this.still, this.moving));
    this.lanes = html("select", { "aria-label": gettext("Lanes") }, ...lanesBy().map(([value, label]) => html("option", { value, selected: value === remembered("lanes") }, label)));
    this.arrows = html("input", { type: "checkbox", checked: remembered("arrows") === "1" });
    figure.append(this.picture, this.controls());
    this.state = stateOf(figure);
    gestures(this.picture, { pan: (dx) => this.pan(dx), zoom: (factor, x) => this.zoom(factor, x), reset: () => this.move(this.whole) });
    this.picture.addEventListener("click", (event) => this.enter(event));
    this.picture.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && this.enter(event));
    new ResizeObserver(() => this.fit()).observe(this.picture);
  }

  controls() {
    this.lanes.addEventListener("change", () => (remember({ lanes: this.lanes.value }), this.paint()));
    this.arrows.addEventListener("change", () => (remember({ arrows: this.arrows.checked ? "1" : "" }), this.link()));
    const about = (/** @type {number} */ factor) => this.zoom(factor, this.scale.width / 2);
    return html("div", { class: "below" },
      this.lanes,
      html("label", { class: "tick" }, this.arrows, " ", gettext("what led to what")),
      html("span", { class: "key quiet" }, gettext("point: a known day · pale: some day in that time · fading: no known end")),
      html("div", { class: "tools" },
        button("+", () => about(1.6), { "aria-label": gettext("Nearer") }),
        button("−", () => about(1 / 1.6), { "aria-label": gettext("Farther") }),
        button(gettext("All"), () => this.move(this.whole), { "aria-label": gettext("Show all of it") })));
  }

  /** Ask anew for all that is shown. */
  async refresh() {
    this.state.loading();
    try {
      this.source.all = null;
      const extent = await this.source.extent();
      this.figure.classList.toggle("bare", !extent);
      if (!extent) return this.state.tell(gettext("Nothing of it is dated."));
      const width = this.picture.clientWidth || 600;
      const isFirst = this.whole.width === 1;
      this.whole = Scale.around(extent.first, extent.last, width);
      if (isFirst) this.scale = windowFrom(remembered("in"), width) ?? this.whole;
      await this.load();
    } catch (error) {
      this.state.failed(error, () => this.refresh());
    }
  }

  /** Ask for what lies in the window. */
  async load() {
    this.asked.abort();
    this.asked = new AbortController();
    const { from, to } = this.scale;
    try {
      this.content = await this.source.within(from, to, this.asked.signal);
      await this.link();
    } catch (error) {
      if (error instanceof DOMException) return;
      this.state.failed(error, () => this.load());
    }
  }

  async link() {
    const events = this.content.events ?? [];
    this.links = this.arrows.checked ? await linksBetween(events.map(({ slug }) => slug)) : [];
    this.paint();
  }

  paint() {
    this.drift = 0;
    const { still, moving, height, leftOut } = painting(this.content, this.scale, { lanes: this.lanes.value, links: this.links });
    this.still.replaceWith(still);
    this.moving.replaceWith(moving);
    [this.still, this.moving] = [still, moving];
    this.picture.setAttribute("height", String(height));
    this.state.tell(this.told(leftOut));
  }

  /** @param {number} leftOut */
  told(leftOut) {
    const { events, total, undated } = this.content;
    const texts = [];
    if (!events) texts.push(gettext("{total} events, counted; zoom in to see each.", { total: grouped(total) }));
    if (leftOut) texts.push(gettext("{number} more lie too close; zoom in to see them.", { number: grouped(leftOut) }));
    if (undated) texts.push(gettext("{number} without a date stand in the list only.", { number: grouped(undated) }));
    return texts.join(" ");
  }

  /** @param {number} dx */
  pan(dx) {
    this.scale = this.scale.moved(dx);
    this.drift += dx;
    this.moving.setAttribute("transform", `translate(${this.drift} 0)`);
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

  /** Once the reader holds still: draw sharply, ask for what came into sight, and keep the window in the address. */
  settle() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      remember({ in: this.scale === this.whole ? "" : `${this.scale.from.toFixed(2)}..${this.scale.to.toFixed(2)}` });
      if (this.source.all) this.paint();
      else this.load();
    }, PAUSE);
  }

  fit() {
    const width = this.picture.clientWidth;
    if (!width || width === this.scale.width || this.whole.width === 1) return;
    this.whole = new Scale(this.whole.from, this.whole.to, width);
    this.move(new Scale(this.scale.from, this.scale.to, width));
  }

  /** Zoom into a bar. @param {Event} event */
  enter(event) {
    const bucket = /** @type {Element} */ (event.target).closest("[data-from]");
    if (!bucket) return;
    event.preventDefault();
    this.move(Scale.around(Number(bucket.getAttribute("data-from")), Number(bucket.getAttribute("data-to")), this.scale.width));
  }
}

/**
 * The window that an address names.
 * @param {string} text
 * @param {number} width
 */
function windowFrom(text, width) {
  const [from, to] = text.split("..").map(Number);
  return from !== undefined && to !== undefined && from < to ? new Scale(from, to, width) : null;
}
