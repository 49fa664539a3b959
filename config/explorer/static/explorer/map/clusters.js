// Events on a map, those near each other as one: what is known as a point is firm, what is only an area is a soft disc.
import { svg } from "../elements.js";
import { gettext, grouped } from "../texts.js";
import { at } from "./world.js";

/** @typedef {import("./frame.js").Box} Box */
/**
 * @typedef {object} Cluster
 * @property {string} key
 * @property {number} count
 * @property {number} imprecise
 * @property {number} latitude
 * @property {number} longitude
 * @property {Box} bounds
 * @property {{ slug: string, title: string, when: { display: string } | null } | null} event
 */

/** Of what marks many events at most so much that it covers little more than the cell that they are counted in. @param {number} count */
const radius = (count) => Math.min(7 + 4 * Math.log2(count + 1), 32);

/**
 * @param {Cluster[]} clusters
 * @returns {import("./names.js").Pin[]}
 */
export const pinned = (clusters) =>
  [...clusters].sort((a, b) => b.count - a.count).map((cluster) => ({ element: drawn(cluster), ...at(cluster.longitude, cluster.latitude) }));

/** @param {Cluster} cluster */
function drawn(cluster) {
  const shape = [
    cluster.imprecise > 0 && svg("circle", { class: "area", r: radius(cluster.count) + 16 }),
    cluster.imprecise < cluster.count && svg("circle", { class: "point", r: radius(cluster.count - cluster.imprecise) }),
    cluster.imprecise === cluster.count && svg("circle", { class: "rough", r: radius(cluster.count) }),
    cluster.count > 1 && svg("text", { dy: 4 }, grouped(cluster.count)),
  ];
  const label = labelOf(cluster);
  if (cluster.event) {
    return svg("a", { class: "cluster", href: `/events/${cluster.event.slug}`, "data-event": cluster.event.slug, "aria-label": label }, svg("title", {}, label), ...shape);
  }
  return svg("g", { class: "cluster", role: "button", tabindex: 0, "data-cluster": cluster.key, "aria-label": label }, svg("title", {}, label), ...shape);
}

/** @param {Cluster} cluster */
function labelOf({ count, imprecise, event }) {
  const precision = imprecise === 0 ? gettext("known as a point") : imprecise === count ? gettext("known only as an area") : gettext("{number} of them known only as an area", { number: grouped(imprecise) });
  if (event) return [event.title, event.when?.display, precision].filter(Boolean).join(", ");
  return gettext("{count} events, {precision}", { count: grouped(count), precision });
}
