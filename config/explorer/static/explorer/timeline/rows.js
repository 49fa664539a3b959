// Which row each event stands in, so that none covers another's bar or name.
import { widthOf } from "../lettering.js";
import { dayOrNull } from "../days.js";

/** @typedef {import("../types.d.ts").Happening} Happening */
/** @typedef {import("./scale.js").Scale} Scale */
/**
 * @typedef {object} Placed an event as it lies in time; null is an open end
 * @property {Happening} event
 * @property {string} label
 * @property {number | null} from
 * @property {number | null} surelyFrom
 * @property {number | null} surelyTo
 * @property {number | null} to
 * @property {number} anchor the first day that is known
 */

/** How far a bar reaches at least where an end is open, in pixels; it fades to the edge of what is shown. */
export const FADE = 110;
const GAP = 14;

/**
 * @param {Happening} event
 * @returns {Placed | null} null where no day is known
 */
export function placed(event) {
  const when = event.when;
  const [from, surelyFrom, surelyTo, to] = [when?.earliestStart, when?.latestStart, when?.earliestEnd, when?.latestEnd].map(dayOrNull);
  const anchor = [from, surelyFrom, surelyTo, to].find((day) => day !== null && day !== undefined);
  if (anchor === undefined || anchor === null) return null;
  return { event, label: event.shortTitle || event.title, from: from ?? null, surelyFrom: surelyFrom ?? null, surelyTo: surelyTo ?? null, to: to ?? null, anchor };
}

/**
 * Where the bar of an event begins and ends on the screen.
 * @param {Placed} one
 * @param {Scale} scale
 */
export function reach(one, scale) {
  const left = one.from === null ? Math.min(scale.x(one.surelyFrom ?? one.anchor) - FADE, 0) : scale.x(one.from);
  const right = one.to === null ? Math.max(scale.x((one.surelyTo ?? one.anchor) + 1) + FADE, scale.width) : scale.x(one.to + 1);
  return { left, right: Math.max(right, left + 2) };
}

/**
 * Where the name of an event stands: at the beginning of its bar, and in sight while any of the bar is.
 * @param {Placed} one
 * @param {Scale} scale
 */
export function lettered(one, scale) {
  const { left, right } = reach(one, scale);
  const width = widthOf(one.label, "label");
  const natural = begins(one, scale, left, width);
  const inSight = natural < scale.width && right > 0;
  return { x: inSight ? Math.max(4, Math.min(natural, scale.width - width - 6)) : natural, width };
}

/**
 * A point has its name at it, a bar at its beginning, one that comes out of the unknown where it is known.
 * @param {Placed} one
 * @param {Scale} scale
 * @param {number} left
 * @param {number} width
 */
function begins(one, scale, left, width) {
  if (one.from === null) return Math.max(left, scale.x((one.surelyFrom ?? one.anchor) + 1) - width);
  return one.from === one.to ? Math.min(scale.x(one.from + 0.5) - 6, left) : left;
}

/**
 * Put events into rows, first come first; those that find none within the most are left out.
 * @param {Placed[]} events
 * @param {Scale} scale
 * @param {number} most
 */
export function rows(events, scale, most) {
  /** @type {number[]} */
  const ends = [];
  /** @type {Map<Placed, number>} */
  const found = new Map();
  for (const one of [...events].sort((a, b) => reach(a, scale).left - reach(b, scale).left)) {
    const { left: first, right } = reach(one, scale);
    const name = lettered(one, scale);
    const left = Math.min(first, name.x);
    const end = Math.max(right, name.x + name.width) + GAP;
    const free = ends.findIndex((taken) => taken <= left);
    const row = free >= 0 ? free : ends.length;
    if (row >= most) continue;
    ends[row] = end;
    found.set(one, row);
  }
  return { found, height: ends.length, leftOut: events.length - found.size };
}
