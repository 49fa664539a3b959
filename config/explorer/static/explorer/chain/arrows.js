// How arrows look, in chains and on a line of time alike.
import { svg } from "../elements.js";

/** @typedef {import("../types.d.ts").Arrow} Arrow */

/** How wide the boxes are that arrows join, in pixels. */
export const WIDTH = 176;
/** How far below the line of days they begin. */
export const HEAD = 30;

/** How an arrow is drawn: the legend says the same. @type {Record<string, string>} */
export const STYLE_OF = {
  CAUSED: "firm", IMMEDIATE_CAUSE: "firm", CONTRIBUTING_FACTOR: "partly", ENABLED: "partly", MOTIVATED: "moved",
  RETALIATION: "moved", CONTINUED: "continued", ENDED: "stopped", PREVENTED: "stopped", PRECEDED: "order",
};

/** How thick an arrow is: from its likelihood, where anybody judged it. @param {Arrow} arrow */
export const thickness = (arrow) => (arrow.likelihood ? 1 + 4 * arrow.weight : 1.5);

/** The heads of arrows, which lines point with. */
export const heads = () =>
  svg(
    "defs",
    {},
    ...["head", "head-alarm"].map((id) =>
      svg("marker", { id, class: id, viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 11, markerHeight: 11, markerUnits: "userSpaceOnUse", orient: "auto" },
        svg("path", { d: "M0 0L10 5L0 10z" }))),
    svg("marker", { id: "bar", class: "head", viewBox: "0 0 4 14", refX: 2, refY: 7, markerWidth: 4, markerHeight: 14, markerUnits: "userSpaceOnUse", orient: "auto" },
      svg("path", { d: "M0 0H4V14H0z" })),
  );
