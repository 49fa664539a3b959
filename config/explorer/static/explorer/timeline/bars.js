// Where there are many events: how many in each step of time. Those that may lie in several are paler.
import { dayOf, inWords } from "../days.js";
import { svg } from "../elements.js";
import { gettext, grouped } from "../texts.js";

/** @typedef {import("./data.js").Bucket} Bucket */
/** @typedef {import("./scale.js").Scale} Scale */

/**
 * @param {Bucket[]} buckets
 * @param {Scale} scale
 * @param {number} height
 */
export function bars(buckets, scale, height) {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const tall = (/** @type {number} */ number) => (number / most) * (height - 24);
  return svg("g", { class: "bars" }, ...buckets.filter(({ count }) => count).map((bucket) => {
    const [first, last] = [dayOf(bucket.start), dayOf(bucket.end)];
    const [x, width] = [scale.x(first), Math.max(scale.x(last + 1) - scale.x(first) - 1, 1)];
    const label = gettext("{from} to {to}: {count} events, {possible} of them only possibly", {
      from: inWords(first), to: inWords(last), count: grouped(bucket.count), possible: grouped(bucket.possible) });
    return svg("g", { class: "bucket", role: "button", tabindex: 0, "data-from": first, "data-to": last, "aria-label": label },
      svg("title", {}, label),
      svg("rect", { class: "hit", x, y: 0, width, height }),
      svg("rect", { class: "possible", x, y: height - tall(bucket.count), width, height: tall(bucket.possible) }),
      svg("rect", { class: "certain", x, y: height - tall(bucket.certain), width, height: tall(bucket.certain) }),
      width > 34 && svg("text", { x: x + width / 2, y: height - tall(bucket.count) - 5 }, grouped(bucket.count)));
  }));
}
