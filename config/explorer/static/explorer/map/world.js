// The outline of the world, packaged with the server: no tiles come from anywhere.
import { geoEquirectangular, geoGraticule10, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import { svg } from "../elements.js";
import { known } from "../known.js";

/** Degrees of longitude are so many units wide in the drawing that all views are cut from. */
export const DEGREE = 10;
const flat = geoEquirectangular().scale((180 * DEGREE) / Math.PI).translate([0, 0]).precision(0);

/** @param {number} longitude @param {number} latitude */
export const at = (longitude, latitude) => ({ x: longitude * DEGREE, y: -latitude * DEGREE });

/** @type {Promise<any> | null} */
let outline = null;

/** The land, borders and a grid of ten degrees. */
export async function world() {
  outline ??= fetch(known.world).then((response) => response.json());
  const topology = await outline;
  const path = geoPath(flat);
  const { land, countries } = topology.objects;
  return svg("g", { class: "world" },
    svg("path", { class: "grid", d: path(geoGraticule10()) }),
    svg("path", { class: "land", d: path(feature(topology, land)) }),
    svg("path", { class: "border", d: path(mesh(topology, countries, (a, b) => a !== b)) }),
    svg("g", { class: "countries", "aria-hidden": true }, ...named(/** @type {any} */ (feature(topology, countries)).features, path)));
}

/**
 * The names of countries, at their middle; the larger the country, the sooner it is named.
 * @param {any[]} countries
 * @param {import("d3-geo").GeoPath} path
 */
function named(countries, path) {
  return countries.map((country) => {
    const [x, y] = path.centroid(country);
    return svg("text", { transform: `translate(${x} ${y}) scale(1)`, "data-size": Math.round(Math.sqrt(path.area(country))) }, country.properties.name);
  });
}
