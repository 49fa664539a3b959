// What led to an event and on from it: causes left, effects right.
import { ChainGraph } from "../chain/graph.js";
import { stage } from "../chain/stage.js";
import { html } from "../elements.js";
import { ask, asksFirst } from "../graphql.js";
import { remember, remembered } from "../memory.js";
import { stateOf } from "../states.js";
import { gettext, grouped } from "../texts.js";

/** So many events each way are drawn where a reader asks for more. */
const MOST = 500;
/** So many links away from an event are drawn where a reader looks behind it. */
const BEHIND = 2;

/** @param {HTMLElement} figure */
export async function draw(figure) {
  const first = asksFirst(figure).chain;
  const root = first.event;
  const order = html("input", { type: "checkbox", checked: remembered("order") === "1" });
  /** Events behind which a reader looked. */
  const opened = new Set(remembered("more").split(",").filter(Boolean));
  const shown = stage(figure, gettext("Causes to the left, effects to the right. Arrow keys walk from event to event; Enter opens one."));
  shown.below.querySelector(".tools")?.before(html("label", { class: "tick" }, order, " ", gettext("also what only came before")));
  const state = stateOf(figure);
  let graph = new ChainGraph();
  let limit = first.limit;

  /** @param {string} event @param {number} depth */
  const load = async (event, depth) => {
    const { causes, effects } = await ask("chain", { event, depth, limit, includeOrderOnly: order.checked });
    if (!causes) return;
    graph.add("CAUSES", causes, event);
    graph.add("EFFECTS", effects, event);
  };
  /** @param {string} [held] */
  const show = async (held) => {
    if (!graph.events.size) return state.tell(gettext("This event is not public any more."));
    figure.classList.toggle("bare", graph.arrows.size === 0);
    if (graph.arrows.size) {
      // What the server drew needs no layout until something is to be drawn that it did not.
      const { drawing } = await import("../chain/drawing.js");
      shown.show(drawing([...graph.events.values()], [...graph.arrows.values()], { root, ends: graph.ends }), held);
    }
    state.tell(leftOut(graph));
    if (graph.leftOut.size && limit < MOST) offerMore();
  };
  const offerMore = () => state.offer(gettext("Show more"), () => ((limit = MOST), refresh()));
  const loadAll = async () => {
    graph = new ChainGraph();
    await load(root, first.depth);
    for (const slug of opened) await load(slug, BEHIND);
  };
  const refresh = async () => {
    state.loading();
    await loadAll().then(() => show()).catch((error) => state.failed(error, refresh));
  };
  const grown = async (/** @type {string} */ slug) => {
    state.loading();
    opened.add(slug);
    if (graph.events.size) await load(slug, BEHIND);
    else await loadAll();
    remember({ more: [...opened].join(",") });
    await show(slug);
    /** @type {SVGElement | null} */ (shown.picture.querySelector(`[data-event="${CSS.escape(slug)}"]`))?.focus({ preventScroll: true });
  };
  const grow = (/** @type {Event} */ event) => {
    const slug = /** @type {Element} */ (event.target).closest("[data-more]")?.getAttribute("data-more");
    if (!slug) return;
    event.preventDefault();
    grown(slug).catch((error) => state.failed(error, () => grow(event)));
  };
  shown.picture.addEventListener("click", grow);
  shown.picture.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && grow(event));
  order.addEventListener("change", () => (remember({ order: order.checked ? "1" : "" }), refresh()));
  if (!shown.isDrawn || opened.size || order.checked) await refresh();
  else {
    ends(shown.picture);
    if (figure.hasAttribute("data-limited")) offerMore();
  }
  return { refresh };
}

/** Let what the server drew at the ends of a chain be pressed. @param {Element} picture */
function ends(picture) {
  for (const end of picture.querySelectorAll("[data-more]")) {
    end.setAttribute("role", "button");
    end.setAttribute("tabindex", "0");
    end.setAttribute("aria-label", end.querySelector("title")?.textContent ?? "");
  }
}

/** @param {ChainGraph} graph */
function leftOut(graph) {
  const texts = [...graph.leftOut].map(([direction, { shown, of }]) => {
    const values = { shown: grouped(shown), of: of === null ? "?" : grouped(of) };
    return direction === "CAUSES" ? gettext("Showing {shown} of {of} causes.", values) : gettext("Showing {shown} of {of} effects.", values);
  });
  if (graph.ends.size) texts.push(gettext("More lies behind the events with a plus."));
  return texts.join(" ");
}
