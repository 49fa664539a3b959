// The outline of the world, packaged with the server: no tiles come from anywhere.
import { svg } from "../elements.js";
import { known } from "../known.js";
import { outlines } from "./topology.js";

/** Degrees of longitude are so many units wide in the drawing that all views are cut from. */
export const DEGREE = 10;
const STEP = 10;

/** @param {number} longitude @param {number} latitude */
export const at = (longitude, latitude) => ({ x: longitude * DEGREE, y: -latitude * DEGREE });

/** @type {Promise<ReturnType<typeof outlines>> | null} */
let outline = null;

/** The land, borders and a grid of ten degrees as a drawing, and the countries to be named. */
export async function world() {
  outline ??= fetch(known.world).then((response) => response.json()).then((topology) => outlines(topology, DEGREE));
  const { land, borders, countries } = await outline;
  const ground = svg("g", { class: "world" },
    svg("path", { class: "grid", d: grid() }),
    svg("path", { class: "land", d: land }),
    svg("path", { class: "border", d: borders }));
  return { ground, countries };
}

function grid() {
  const [wide, high] = [180 * DEGREE, 80 * DEGREE];
  const steps = (/** @type {number} */ most) => Array.from({ length: (2 * most) / (STEP * DEGREE) + 1 }, (_, index) => index * STEP * DEGREE - most);
  return [...steps(wide).map((x) => `M${x} ${-high}V${high}`), ...steps(high).map((y) => `M${-wide} ${y}H${wide}`)].join("");
}
