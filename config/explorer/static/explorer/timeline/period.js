// How many events there are in each step of time, below a picture that follows the window of it.
import { inWords } from "../days.js";
import { drawnIn } from "../drawn.js";
import { html, svg } from "../elements.js";
import { remembered } from "../memory.js";
import { gettext } from "../texts.js";
import { axis } from "./axis.js";
import { bars } from "./bars.js";
import { Source } from "./data.js";
import { TimeWindow } from "./window.js";

const [AXIS, BARS] = [24, 56];

export class Period extends TimeWindow {
  /** @type {import("./data.js").Bucket[]} */
  buckets = [];
  asked = new AbortController();

  /**
   * @param {HTMLElement} figure
   * @param {Source} source
   * @param {() => void} changed once the reader holds still
   */
  constructor(figure, source, changed) {
    super(gettext("The time that is shown. Arrow keys move in time, plus and minus zoom."), drawnIn(figure, "svg.period"));
    this.picture.classList.add("period");
    this.source = source;
    this.changed = changed;
    this.below = /** @type {HTMLElement} */ (figure.querySelector(".below.time") ?? html("div", { class: "below time" }, html("span", { class: "key quiet", role: "status" })));
    this.said = /** @type {HTMLElement} */ (this.below.querySelector(".key"));
    this.below.append(this.tools());
    if (!this.picture.isConnected) figure.append(this.picture);
    figure.append(this.below);
  }

  /** The filter of the page, within the window as well where that is not all of time. */
  get filter() {
    return this.isWhole ? this.source.filter : this.source.narrowed(this.scale.from, this.scale.to);
  }

  /** Ask anew how many there are. @returns {Promise<void>} */
  async refresh() {
    const { extent, buckets } = await this.source.counted(this.source.filter);
    for (const one of [this.picture, this.below]) one.toggleAttribute("hidden", !extent);
    if (!extent) return;
    this.open(extent, remembered("in"));
    this.buckets = buckets;
    if (this.isWhole) this.paintInTime();
    else await this.count();
  }

  async count() {
    this.asked.abort();
    this.asked = new AbortController();
    this.buckets = (await this.source.counted(this.filter, { signal: this.asked.signal })).buckets;
    this.paint();
  }

  paint() {
    const [height, { from, to }] = [AXIS + BARS, this.scale];
    this.put({ still: svg("g"), moving: svg("g", { class: "moving" }, axis(this.scale, height), bars(this.buckets, this.scale, BARS)), height });
    this.said.textContent = this.isWhole ? gettext("all of time") : gettext("{from} to {to}", { from: inWords(Math.floor(from)), to: inWords(Math.ceil(to) - 1) });
  }

  settled() {
    this.keep();
    this.changed();
  }
}
