// The events of a story on a line of time, the one of the step that is told marked.
import { drawnIn } from "../drawn.js";
import { gettext } from "../texts.js";
import { painting } from "./painting.js";
import { placed } from "./rows.js";
import { Scale } from "./scale.js";
import { TimeWindow } from "./window.js";

/** @typedef {import("../types.d.ts").Happening} Happening */

export class StoryTime extends TimeWindow {
  here = "";

  /**
   * @param {HTMLElement} parent
   * @param {Happening[]} events
   */
  constructor(parent, events) {
    super(gettext("When the steps of the story happened. Arrow keys move in time, plus and minus zoom."), drawnIn(parent, "svg.timeline"));
    this.events = events;
    if (!this.picture.isConnected) parent.prepend(this.picture);
    parent.querySelector(".below")?.append(this.tools());
    const days = events.map(placed).flatMap((one) => (one ? [one.from ?? one.anchor, one.to ?? one.anchor] : []));
    parent.classList.toggle("bare", !days.length);
    if (days.length) this.open({ first: Math.min(...days), last: Math.max(...days) }, "");
  }

  /** Mark an event, and bring it into sight. @param {string} slug */
  go(slug) {
    this.here = slug;
    const one = placed(this.events.find((event) => event.slug === slug) ?? /** @type {Happening} */ ({}));
    const { from, to, span, width } = this.scale;
    if (!this.layer.isConnected) return this.paintInTime();
    const isOut = one && (one.anchor < from || one.anchor > to);
    this.move(isOut ? new Scale(one.anchor - span / 2, one.anchor + span / 2, width) : this.scale);
  }

  paint() {
    if (this.whole.width === 1) return;
    this.put(painting({ events: this.events, buckets: [], total: this.events.length, undated: 0 }, this.scale, { lanes: "", links: [] }));
    for (const mark of this.moving.querySelectorAll("[data-event]")) mark.classList.toggle("here", mark.getAttribute("data-event") === this.here);
  }

  settled() {
    this.sharpen();
  }
}
