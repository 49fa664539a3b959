// The ways from one event to another in one picture; the best stands out, its weakest link is marked.
import { stage } from "../chain/stage.js";
import { ask, asksFirst } from "../graphql.js";
import { stateOf } from "../states.js";
import { gettext } from "../texts.js";

/** @param {HTMLElement} figure */
export async function draw(figure) {
  const { from, to } = asksFirst(figure).paths;
  const shown = stage(figure, gettext("The ways from the one event to the other, from left to right"));
  const state = stateOf(figure);
  const refresh = async () => {
    state.loading();
    try {
      const [{ causalPaths }, { drawing }] = await Promise.all([ask("paths", { from, to }), import("../chain/drawing.js")]);
      const events = new Map(causalPaths.flatMap((/** @type {any} */ path) => path.events.map((/** @type {any} */ event) => [event.slug, event])));
      const links = new Map(causalPaths.flatMap((/** @type {any} */ path) => path.links.map((/** @type {any} */ link) => [link.slug, link])));
      const [best] = causalPaths;
      const strong = new Set(/** @type {{ slug: string }[]} */ (best?.links ?? []).map(({ slug }) => slug));
      shown.show(drawing([...events.values()], [...links.values()], { root: to, strong, weakest: best?.weakest.slug }));
      state.clear();
    } catch (error) {
      state.failed(error, refresh);
    }
  };
  if (!shown.isDrawn) await refresh();
  return { refresh };
}
