// A story step by step, by keys, swipes and buttons: the time, the chain of its events and the map move along.
import { drawing } from "../chain/drawing.js";
import { stage } from "../chain/stage.js";
import { button, html, svg } from "../elements.js";
import { ask, asksFirst } from "../graphql.js";
import { at } from "../map/world.js";
import { WorldMap } from "../map/map.js";
import { remember, remembered } from "../memory.js";
import { stateOf } from "../states.js";
import { gettext } from "../texts.js";
import { StoryTime } from "../timeline/story.js";

/** @typedef {{ position: number, event: any, via: any }} Step */

/** @param {HTMLElement} figure */
export async function draw(figure) {
  const state = stateOf(figure);
  state.loading();
  try {
    const { narrative } = await ask("narrative", asksFirst(figure).narrative);
    state.clear();
    if (narrative?.steps.length) new Story(figure, narrative.steps);
  } catch (error) {
    state.failed(error, () => draw(figure));
  }
}

class Story {
  at = -1;

  /**
   * @param {HTMLElement} figure
   * @param {Step[]} steps
   */
  constructor(figure, steps) {
    this.steps = steps;
    this.list = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("ol.steps > li"))];
    const [time, chain, places] = [html("div", { class: "time" }), html("div", { class: "half" }), html("div", { class: "half" })];
    this.chain = stage(chain, gettext("The events of the story and the links between its steps"));
    this.map = new WorldMap(places, () => {});
    this.counter = html("span", { class: "counter", role: "status" });
    const bar = html("div", { class: "stepper" },
      button(`← ${gettext("Back")}`, () => this.go(this.at - 1), { class: "back" }), this.counter, button(`${gettext("Next")} →`, () => this.go(this.at + 1), { class: "next" }));
    figure.append(bar, time, html("div", { class: "halves" }, chain, places));
    this.time = new StoryTime(time, [...new Map(steps.map(({ event }) => [event.slug, event])).values()]);
    this.map.named();
    this.listen(figure);
    this.go(Math.max(0, Number(remembered("step") || 1) - 1));
  }

  /** @param {HTMLElement} figure */
  listen(figure) {
    addEventListener("keydown", (event) => {
      const step = { PageDown: 1, PageUp: -1, n: 1, p: -1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey || /** @type {Element} */ (event.target).closest("input, select, textarea, .panel")) return;
      event.preventDefault();
      this.go(this.at + step);
    });
    let begun = 0;
    const swiped = this.list[0]?.parentElement ?? figure;
    swiped.addEventListener("touchstart", (event) => (begun = event.touches[0]?.clientX ?? 0), { passive: true });
    swiped.addEventListener("touchend", (event) => {
      const moved = (event.changedTouches[0]?.clientX ?? begun) - begun;
      if (Math.abs(moved) > 60) this.go(this.at + (moved < 0 ? 1 : -1));
    });
    this.list.forEach((item, index) => item.querySelector("h2")?.addEventListener("click", () => this.go(index)));
  }

  /** @param {number} index */
  go(index) {
    if (index < 0 || index >= this.steps.length || index === this.at) return;
    const isFirst = this.at < 0;
    this.at = index;
    const step = /** @type {Step} */ (this.steps[index]);
    this.counter.textContent = gettext("Step {number} of {all}: {title}", { number: index + 1, all: this.steps.length, title: step.event.shortTitle || step.event.title });
    this.list.forEach((item, place) => (place === index ? item.setAttribute("aria-current", "step") : item.removeAttribute("aria-current")));
    remember({ step: index ? String(index + 1) : "" });
    this.time.go(step.event.slug);
    this.drawChain(step);
    this.places();
    if (!isFirst) this.list[index]?.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  /** @param {Step} step */
  drawChain(step) {
    const events = new Map(this.steps.map(({ event }) => [event.slug, event]));
    const told = new Set(this.steps.slice(0, this.at + 1).map(({ via }) => via?.slug).filter(Boolean));
    const before = (/** @type {number} */ index) => this.steps[index - 1]?.event.slug;
    const links = this.steps.flatMap(({ via, event }, index) => (via && before(index) ? [{ ...via, cause: { slug: before(index) }, effect: { slug: event.slug } }] : []));
    this.chain.show(drawing([...events.values()], links, { root: step.event.slug, strong: told }));
  }

  /** Show where the step happened, beside where the others did. */
  places() {
    const known = this.steps.flatMap(({ event }, index) => event.places.filter((/** @type {any} */ { place }) => place.latitude !== null).map((/** @type {any} */ one) => ({ ...one, index })));
    if (!known.length) return this.map.picture.parentElement?.classList.add("bare");
    const here = known.filter(({ index }) => index === this.at);
    const of = here.length ? here : known;
    const [longitudes, latitudes] = [of.map(({ place }) => place.longitude), of.map(({ place }) => place.latitude)];
    this.map.put(known.map(({ place, precision, index }) => {
      const isPoint = ["EXACT", "NEAR"].includes(precision);
      const isHere = index === this.at;
      const element = svg("g", { class: `cluster${isHere ? " here" : " elsewhere"}` },
        svg("title", {}, place.name), !isPoint && svg("circle", { class: "area", r: 26 }), svg("circle", { class: isPoint ? "point" : "rough", r: 8 }), svg("text", { class: "place", y: -14 }, place.name));
      return { element, ...at(place.longitude, place.latitude), ...(isHere && { name: place.name }) };
    }));
    this.map.show(this.map.holding({ west: Math.min(...longitudes) - 4, east: Math.max(...longitudes) + 4, south: Math.min(...latitudes) - 3, north: Math.max(...latitudes) + 3 }));
  }
}
