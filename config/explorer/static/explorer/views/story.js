// A story step by step, by keys, swipes and buttons: the time, the chain of its events and the map move along.
import { stage } from "../chain/stage.js";
import { drawnIn } from "../drawn.js";
import { svg } from "../elements.js";
import { ask, asksFirst } from "../graphql.js";
import { at, countries } from "../map/world.js";
import { WorldMap } from "../map/map.js";
import { remember, remembered, visit } from "../memory.js";
import { stateOf } from "../states.js";
import { gettext } from "../texts.js";
import { StoryTime } from "../timeline/story.js";

/** @typedef {{ position: number, event: any, via: any }} Step */

/** @param {HTMLElement} figure */
export async function draw(figure) {
  const state = stateOf(figure);
  if (!figure.querySelector("svg.chain")) state.loading();
  try {
    // With the names of countries, which the server has drawn already.
    const [{ narrative }] = await Promise.all([ask("narrative", asksFirst(figure).narrative), countries()]);
    state.clear();
    if (narrative?.steps.length) new Story(figure, narrative.steps);
  } catch (error) {
    state.failed(error, () => draw(figure));
  }
}

class Story {
  at = -1;

  /**
   * @param {HTMLElement} figure with a place for each picture, and what the server drew there
   * @param {Step[]} steps
   */
  constructor(figure, steps) {
    this.steps = steps;
    this.list = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("ol.steps > li"))];
    const [time, chain, places] = /** @type {[HTMLElement, HTMLElement, HTMLElement]} */ ([...figure.querySelectorAll(".time, .half")]);
    this.chain = stage(chain, gettext("The events of the story and the links between its steps"));
    this.map = new WorldMap(places, () => {}, drawnIn(places, "svg.map"));
    this.counter = /** @type {HTMLElement} */ (figure.querySelector(".counter"));
    this.ways = /** @type {[HTMLElement, number][]} */ ([[figure.querySelector(".back"), -1], [figure.querySelector(".next"), 1]]);
    this.time = new StoryTime(time, [...new Map(steps.map(({ event }) => [event.slug, event])).values()]);
    this.map.named();
    this.listen(figure);
    this.go(Math.max(0, this.list.findIndex((item) => item.hasAttribute("aria-current"))));
  }

  /** @param {HTMLElement} figure */
  listen(figure) {
    addEventListener("keydown", (event) => {
      const step = { PageDown: 1, PageUp: -1, n: 1, p: -1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey || /** @type {Element} */ (event.target).closest("input, select, textarea, .panel")) return;
      event.preventDefault();
      this.go(this.at + step);
    });
    for (const [way, by] of this.ways) way.addEventListener("click", (event) => (event.preventDefault(), this.go(this.at + by)));
    for (const swiped of [this.list[0]?.parentElement, figure.querySelector(".stepper")]) {
      if (swiped) swipes(/** @type {HTMLElement} */ (swiped), (by) => this.go(this.at + by));
    }
    // Back leads to the step before, and past the first of them out of the story.
    addEventListener("popstate", () => this.go((Number(remembered("step")) || 1) - 1, false));
    this.list.forEach((item, index) => item.querySelector("h2")?.addEventListener("click", () => this.go(index)));
  }

  /**
   * @param {number} index
   * @param {boolean} [isNew] a step that the history does not have yet
   */
  go(index, isNew = true) {
    if (index < 0 || index >= this.steps.length || index === this.at) return;
    const isFirst = this.at < 0;
    this.at = index;
    const step = /** @type {Step} */ (this.steps[index]);
    this.counter.textContent = gettext("Step {number} of {all}: {title}", { number: index + 1, all: this.steps.length, title: step.event.shortTitle || step.event.title });
    this.list.forEach((item, place) => (place === index ? item.setAttribute("aria-current", "step") : item.removeAttribute("aria-current")));
    if (isNew) (isFirst ? remember : visit)({ step: index ? String(index + 1) : "" });
    for (const [way, by] of this.ways) this.lead(way, index + by);
    this.time.go(step.event.slug);
    this.drawChain(step, isFirst);
    this.places(isFirst);
    if (!isFirst) this.list[index]?.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  /**
   * Let a way to another step lead there; there may be none.
   * @param {HTMLElement} way
   * @param {number} index
   */
  lead(way, index) {
    if (index < 0 || index >= this.steps.length) return way.removeAttribute("href");
    const address = new URL(location.href);
    address.searchParams.set("step", String(index + 1));
    way.setAttribute("href", address.search);
  }

  /**
   * @param {Step} step
   * @param {boolean} isFirst
   */
  async drawChain(step, isFirst) {
    const events = new Map(this.steps.map(({ event }) => [event.slug, event]));
    const told = new Set(this.steps.slice(0, this.at + 1).map(({ via }) => via?.slug).filter(Boolean));
    if (this.chain.isDrawn) {
      if (!isFirst) marked(this.chain.picture, step.event.slug, told);
      return isFirst || this.chain.look();
    }
    const before = (/** @type {number} */ index) => this.steps[index - 1]?.event.slug;
    const links = this.steps.flatMap(({ via, event }, index) => (via && before(index) ? [{ ...via, cause: { slug: before(index) }, effect: { slug: event.slug } }] : []));
    const { drawing } = await import("../chain/drawing.js");
    this.chain.show(drawing([...events.values()], links, { root: step.event.slug, strong: told }));
  }

  /** Show where the step happened, beside where the others did. @param {boolean} isFirst */
  places(isFirst) {
    const known = this.steps.flatMap(({ event }, index) => event.places.filter((/** @type {any} */ { place }) => place.latitude !== null).map((/** @type {any} */ one) => ({ ...one, index })));
    if (!known.length) return this.map.picture.parentElement?.classList.add("bare");
    const here = known.filter(({ index }) => index === this.at);
    const of = here.length ? here : known;
    const [longitudes, latitudes] = [of.map(({ place }) => place.longitude), of.map(({ place }) => place.latitude)];
    const box = { west: Math.min(...longitudes) - 4, east: Math.max(...longitudes) + 4, south: Math.min(...latitudes) - 3, north: Math.max(...latitudes) + 3 };
    this.map.home = (isFirst && this.map.drawn) || this.map.holding(box);
    if (isFirst) this.map.frame = this.map.home;
    this.map.put(known.map(({ place, precision, index }) => {
      const isPoint = ["EXACT", "NEAR"].includes(precision);
      const isHere = index === this.at;
      const element = svg("g", { class: `cluster${isHere ? " here" : " elsewhere"}` },
        svg("title", {}, place.name), !isPoint && svg("circle", { class: "area", r: 26 }), svg("circle", { class: isPoint ? "point" : "rough", r: 8 }), svg("text", { class: "place", y: -14 }, place.name));
      return { element, ...at(place.longitude, place.latitude), ...(isHere && { name: place.name }) };
    }));
    this.map.show(this.map.home);
  }
}

/**
 * Tell swipes to the left and to the right from scrolling.
 * @param {HTMLElement} target
 * @param {(by: 1 | -1) => void} swiped
 */
function swipes(target, swiped) {
  /** @type {Touch | undefined} */
  let begun;
  target.addEventListener("touchstart", (event) => (begun = event.touches.length === 1 ? event.touches[0] : undefined), { passive: true });
  target.addEventListener("touchend", ({ changedTouches: [ended] }) => {
    if (!begun || !ended) return;
    const [dx, dy] = [ended.clientX - begun.clientX, ended.clientY - begun.clientY];
    if (Math.abs(dx) > Math.max(60, 2 * Math.abs(dy))) swiped(dx < 0 ? 1 : -1);
  });
}

/**
 * Mark the event of a step in a chain that stands there; what is told later is pale.
 * @param {SVGSVGElement} picture
 * @param {string} root
 * @param {Set<string>} told
 */
function marked(picture, root, told) {
  for (const link of picture.querySelectorAll("[data-event]")) {
    const isRoot = link.getAttribute("data-event") === root;
    link.parentElement?.classList.toggle("root", isRoot);
    if (isRoot) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const arrow of picture.querySelectorAll("[data-link]")) arrow.classList.toggle("faint", !told.has(arrow.getAttribute("data-link") ?? ""));
}
