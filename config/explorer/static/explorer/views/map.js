// Where events happened, as well as that is known; it follows the filters of the page and the window of time below it.
import { html } from "../elements.js";
import { ask, asksFirst } from "../graphql.js";
import { drawnIn } from "../drawn.js";
import { pinned } from "../map/clusters.js";
import { Frame } from "../map/frame.js";
import { WorldMap } from "../map/map.js";
import { remember, remembered } from "../memory.js";
import { stateOf } from "../states.js";
import { gettext } from "../texts.js";
import { Source } from "../timeline/data.js";
import { Period } from "../timeline/period.js";

/** @param {HTMLElement} figure */
export async function draw(figure) {
  const first = asksFirst(figure);
  const source = new Source(first.timeline);
  /** @type {import("../map/clusters.js").Cluster[]} */
  let clusters = [];
  let asked = new AbortController();
  const map = new WorldMap(figure, () => load(), drawnIn(figure, "svg.map"));
  const period = new Period(figure, source, () => turn());
  if (!map.below.querySelector(".key")) map.below.prepend(html("span", { class: "key quiet" }, gettext("firm: a known place · soft disc: somewhere in a district, region or country · numbers: events near each other")));
  const state = stateOf(figure);

  const load = async () => {
    asked.abort();
    asked = new AbortController();
    try {
      ({ clusters } = await ask("places", { filter: period.filter, search: source.search, bbox: map.frame.box, zoom: map.frame.zoom }, asked.signal));
      map.put(pinned(clusters));
      remember({ at: map.frame === map.home ? "" : String(map.frame) });
      state.tell(clusters.length ? "" : gettext("None of the events has a place here that is known on the map."));
    } catch (error) {
      if (!(error instanceof DOMException)) state.failed(error, load);
    }
  };
  /** Another window of time. */
  const turn = async () => {
    try {
      await Promise.all([period.count(), load()]);
    } catch (error) {
      if (!(error instanceof DOMException)) state.failed(error, turn);
    }
  };
  const refresh = async () => (await period.refresh(), await load());
  const enter = (/** @type {Event} */ event) => {
    const key = /** @type {Element} */ (event.target).closest("[data-cluster]")?.getAttribute("data-cluster");
    const chosen = clusters.find((cluster) => cluster.key === key);
    if (!chosen) return;
    event.preventDefault();
    const { width, height, k } = map.frame;
    const nearer = Frame.around(chosen.bounds, width, height);
    map.show(new Frame(nearer.x, nearer.y, Math.max(nearer.k, k * 1.8), width, height));
  };
  map.picture.addEventListener("click", enter);
  map.picture.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && enter(event));

  if (!map.picture.childElementCount) state.loading();
  // The server knew where its events are when it drew a map, and asked for what is near each other there.
  const places = map.drawn ? { ...first.places, zoom: map.drawn.zoom } : first.places;
  const begin = () => Promise.all([ask("places", places), period.refresh()]);
  const [[all] = []] = await Promise.all([begin().catch((error) => state.failed(error, load)), map.named()]);
  clusters = all?.clusters ?? [];
  map.home = map.drawn ?? map.holding(clusters.length ? hull(clusters) : first.places.bbox);
  map.frame = map.home;
  if (all || !map.drawn) map.put(pinned(clusters));
  if (!map.drawn) map.show(map.home);
  const chosen = Frame.read(remembered("at"), map.frame.width, map.frame.height);
  if (chosen) map.show(chosen);
  return { refresh };
}

/** @param {import("../map/clusters.js").Cluster[]} clusters */
const hull = (clusters) => ({
  west: Math.min(...clusters.map(({ bounds }) => bounds.west)),
  south: Math.min(...clusters.map(({ bounds }) => bounds.south)),
  east: Math.max(...clusters.map(({ bounds }) => bounds.east)),
  north: Math.max(...clusters.map(({ bounds }) => bounds.north)),
});
