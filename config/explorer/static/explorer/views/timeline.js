// Events on a line of time, from hours to centuries: each where they are few, counts where they are many.
import { html } from "../elements.js";
import { drawnIn } from "../drawn.js";
import { asksFirst } from "../graphql.js";
import { remembered, remember } from "../memory.js";
import { stateOf } from "../states.js";
import { gettext, grouped } from "../texts.js";
import { Source } from "../timeline/data.js";
import { lanesBy } from "../timeline/lanes.js";
import { linksBetween } from "../timeline/links.js";
import { painting } from "../timeline/painting.js";
import { TimeWindow } from "../timeline/window.js";

/** @typedef {import("../timeline/data.js").Content} Content */

/** @param {HTMLElement} figure */
export async function draw(figure) {
  const timeline = new Timeline(figure);
  await timeline.refresh();
  return timeline;
}

const key = () => html("span", { class: "key quiet" }, gettext("point: a known day · pale: some day in that time · fading: no known end"));

class Timeline extends TimeWindow {
  /** @type {Content} */
  content = { events: [], buckets: [], total: 0, undated: 0 };
  /** @type {import("../types.d.ts").Arrow[]} */
  links = [];
  asked = new AbortController();

  /** @param {HTMLElement} figure */
  constructor(figure) {
    super(gettext("When it happened. Arrow keys move in time, plus and minus zoom; the table below says the same."), drawnIn(figure, "svg.timeline"));
    this.figure = figure;
    this.source = new Source(asksFirst(figure).timeline);
    this.lanes = html("select", { "aria-label": gettext("Lanes") }, ...lanesBy().map(([value, label]) => html("option", { value, selected: value === remembered("lanes") }, label)));
    this.arrows = html("input", { type: "checkbox", checked: remembered("arrows") === "1" });
    if (!this.picture.isConnected) figure.append(this.picture);
    figure.append(this.controls());
    this.state = stateOf(figure);
  }

  controls() {
    this.lanes.addEventListener("change", () => (remember({ lanes: this.lanes.value }), this.paint()));
    this.arrows.addEventListener("change", () => (remember({ arrows: this.arrows.checked ? "1" : "" }), this.link()));
    const below = this.figure.querySelector(".below") ?? html("div", { class: "below" }, key());
    below.prepend(this.lanes, html("label", { class: "tick" }, this.arrows, " ", gettext("what led to what")));
    below.append(this.tools());
    return below;
  }

  /** Ask anew for all that is shown. */
  async refresh() {
    if (!this.picture.childElementCount) this.state.loading();
    try {
      const extent = await this.source.extent();
      this.figure.classList.toggle("bare", !extent);
      if (!extent) return this.state.tell(this.source.all?.total ? gettext("Nothing of it is dated.") : "");
      this.open(extent, remembered("in"));
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
    try {
      this.links = this.arrows.checked ? await linksBetween(events.map(({ slug }) => slug)) : [];
    } catch (error) {
      return this.state.failed(error, () => this.link());
    }
    this.paintInTime();
  }

  paint() {
    const painted = painting(this.content, this.scale, { lanes: this.lanes.value, links: this.links });
    this.put(painted);
    this.state.tell(this.told(painted.leftOut));
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

  /** Keep the window in the address, and show what came into sight: it is there, or asked for. */
  settled() {
    this.keep();
    if (this.source.all) this.sharpen();
    else this.load();
  }
}
