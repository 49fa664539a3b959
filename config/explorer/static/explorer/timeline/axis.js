// The line of time below the events, in steps that can be read: hours, days, months, years, centuries.
import { utcTicks } from "d3-time";
import { DAY, writer } from "../days.js";
import { svg } from "../elements.js";

/** @typedef {import("./scale.js").Scale} Scale */

/** How far beyond each side of what is shown a window is drawn, in its own widths, so that it can be shifted. */
export const BEYOND = 0.5;
const APART = 110;
const FORMATS = /** @type {[number, Intl.DateTimeFormatOptions][]} */ ([
  [1, { hour: "2-digit", minute: "2-digit" }],
  [27, { day: "numeric", month: "short" }],
  [360, { month: "short", year: "numeric" }],
]);
/** @type {Intl.DateTimeFormatOptions} */
const NEW_DAY = { day: "numeric", month: "short", year: "numeric" };

/**
 * @param {Scale} scale
 * @param {number} height
 */
export function axis(scale, height) {
  const beyond = BEYOND * scale.span;
  const dates = utcTicks(new Date((scale.from - beyond) * DAY), new Date((scale.to + beyond) * DAY), Math.max(2, ((1 + 2 * BEYOND) * scale.width) / APART));
  const step = dates.length > 1 ? (Number(dates[1]) - Number(dates[0])) / DAY : scale.span;
  const name = namer(step);
  return svg("g", { class: "axis" },
    ...dates.map((date) => {
      const x = scale.x(Number(date) / DAY);
      return svg("g", {}, svg("line", { x1: x, x2: x, y1: 0, y2: height - 22 }), svg("text", { x: x + 4, y: height - 6 }, name(date)));
    }),
    svg("line", { class: "ground", x1: -BEYOND * scale.width, x2: (1 + BEYOND) * scale.width, y1: height - 22, y2: height - 22 }));
}

/**
 * How moments are named that lie so many days apart.
 * @param {number} step
 * @returns {(date: Date) => string}
 */
function namer(step) {
  const [, options] = FORMATS.find(([below]) => step < below) ?? [];
  if (!options) return (date) => yearOf(date.getUTCFullYear());
  const words = written(options);
  const opens = (/** @type {Date} */ date) => (step < 1 ? date.getUTCHours() === 0 : step < 27 && date.getUTCMonth() === 0 && date.getUTCDate() === 1);
  return (date) => (opens(date) ? written(NEW_DAY) : words)(date);
}

/** Made once: a timeline writes its axis at every zoom. @type {Map<Intl.DateTimeFormatOptions, (date: Date) => string>} */
const writers = new Map();

/** @param {Intl.DateTimeFormatOptions} options */
function written(options) {
  const write = writers.get(options) ?? writer(options);
  writers.set(options, write);
  return write;
}

/** Years before our era: astronomical year 0 is 1 BCE. @param {number} year */
const yearOf = (year) => (year > 0 ? String(year) : `${1 - year} BCE`);
