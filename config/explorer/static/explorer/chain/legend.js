// What the lines of a chain mean.
import { html, svg } from "../elements.js";
import { gettext } from "../texts.js";

/** @param {string} classes @param {number} [width] @param {string} [line] */
const sample = (classes, width = 3, line = "M2 5H42") =>
  svg("svg", { class: "sample", viewBox: "0 0 44 10", "aria-hidden": "true" },
    svg("g", { class: `arrow ${classes}` }, svg("path", { class: "line", d: line, "stroke-width": width })));

const ENTRIES = () => [
  [sample("firm"), gettext("caused")],
  [sample("partly"), gettext("contributed or enabled")],
  [sample("moved"), gettext("motivated or retaliated")],
  [sample("continued"), gettext("continued")],
  [sample("stopped", 3, "M2 5H40M40 0V10"), gettext("ended or prevented")],
  [sample("order"), gettext("came before, no more is said")],
  [sample("firm disputed"), gettext("disputed: evidence stands against it")],
  [sample("firm", 1.3), gettext("thin: unlikely")],
  [sample("firm", 5.8), gettext("thick: almost certain")],
  [sample("firm unjudged", 1.5), gettext("grey: nobody judged how likely")],
  [html("em", {}, gettext("Kind")), gettext("slanted: inferred by an analyst; upright: a source says so")],
];

export const legend = () =>
  html("details", { class: "legend" }, html("summary", {}, gettext("What the lines mean")),
    html("ul", {}, ...ENTRIES().map(([picture, text]) => html("li", {}, /** @type {Element} */ (picture), " ", /** @type {string} */ (text)))));
