// The outline of the world comes with the server, as one drawing: no tiles come from anywhere.
import { svg } from "../elements.js";
import { known } from "../known.js";

/** A degree is so many units wide in the drawing that all views are cut from. */
export const DEGREE = 10;

/** Where a country is named, and how wide it is, in units of the drawing. @typedef {{ name: string, x: number, y: number, size: number }} Country */

/** @param {number} longitude @param {number} latitude */
export const at = (longitude, latitude) => ({ x: longitude * DEGREE, y: -latitude * DEGREE });

/** A grid of ten degrees, the land and borders. */
export const world = () =>
  svg("g", { class: "world" }, ...["grid", "land", "border"].map((part) => svg("use", { class: part, href: `${known.world.outline}#${part}` })));

/** @type {Promise<Country[]> | null} */
let named = null;

/** The countries, to be named; without them a map is a map. */
export function countries() {
  named ??= fetch(known.world.names).then((response) => response.json()).then((answer) => answer.countries).catch(() => []);
  return named;
}
