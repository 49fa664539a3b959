// Names of countries on a map: of those that are wide enough, where nothing else stands.
import { svg } from "../elements.js";
import { widthOf } from "../lettering.js";

/** @typedef {import("./world.js").Country} Country */
/** @typedef {import("./frame.js").Frame} Frame */
/** What stands on a map at a place; the name that it bears, if it does. @typedef {{ element: SVGGraphicsElement, x: number, y: number, name?: string }} Pin */

/** A country so many pixels wide is named; above or below its middle, where a mark stands there, so far from it. */
const [WORTHY, ASIDE, NEAR, LINE] = [90, [0, -34, 34, -58, 58], 26, 16];

/**
 * @param {Country[]} countries
 * @param {Pin[]} pins
 * @param {Frame} frame
 * @returns {Pin[]}
 */
export function named(countries, pins, frame) {
  /** @type {{ x: number, y: number, wide: number, high: number }[]} */
  const taken = pins.map((pin) => ({ ...frame.screen(pin), wide: NEAR, high: NEAR }));
  const borne = new Set(pins.map(({ name }) => name));
  const found = [];
  for (const country of [...countries].sort((a, b) => b.size - a.size)) {
    const { x, y } = frame.screen(country);
    if (country.size * frame.k < WORTHY || borne.has(country.name) || x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
    const wide = widthOf(country.name, "small") / 2 + 4;
    const aside = ASIDE.find((dy) => !taken.some((one) => Math.abs(one.x - x) < one.wide + wide && Math.abs(one.y - y - dy) < one.high));
    if (aside === undefined) continue;
    taken.push({ x, y: y + aside, wide, high: LINE });
    found.push({ element: svg("text", { y: aside }, country.name), x: country.x, y: country.y });
  }
  return found;
}
