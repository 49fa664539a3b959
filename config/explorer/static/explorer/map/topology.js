// The outline of the world as TopoJSON packs it: lines in whole steps from point to point, shared by what they bound.

/** @typedef {[x: number, y: number]} Point */
/** @typedef {{ type: string, arcs: any, properties?: { name: string } }} Shape rings of numbers of lines; ~n is line n backwards */
/**
 * @typedef {object} Topology
 * @property {{ scale: Point, translate: Point }} transform
 * @property {Point[][]} arcs
 * @property {{ land: { geometries: Shape[] }, countries: { geometries: Shape[] } }} objects
 */
/** Where a country is named, and how wide it is, in units of the drawing. @typedef {{ name: string, x: number, y: number, size: number }} Country */

/**
 * Land and borders as paths, and where countries are.
 * @param {Topology} topology
 * @param {number} degree units of the drawing
 */
export function outlines({ transform, arcs, objects }, degree) {
  const lines = arcs.map((arc) => unpacked(arc, transform, degree));
  const countries = objects.countries.geometries;
  return {
    land: objects.land.geometries.flatMap(rings).map((ring) => `${path(joined(ring, lines))}Z`).join(""),
    borders: shared(countries).map((line) => path(lines[line] ?? [])).join(""),
    countries: countries.map((shape) => middle(shape, lines)),
  };
}

/**
 * @param {Point[]} arc
 * @param {Topology["transform"]} transform
 * @param {number} degree
 */
function unpacked(arc, { scale, translate }, degree) {
  let [x, y] = [0, 0];
  const rounded = (/** @type {number} */ value) => Math.round(value * degree * 10) / 10;
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return /** @type {Point} */ ([rounded(x * scale[0] + translate[0]), rounded(-(y * scale[1] + translate[1]))]);
  });
}

/** @param {Shape} shape @returns {number[][]} */
const rings = ({ type, arcs }) => (type === "Polygon" ? arcs : arcs.flat());

/**
 * @param {number[]} ring
 * @param {Point[][]} lines
 */
const joined = (ring, lines) =>
  ring.flatMap((number, index) => {
    const line = number < 0 ? [...(lines[~number] ?? [])].reverse() : (lines[number] ?? []);
    return index ? line.slice(1) : line;
  });

/** @param {Point[]} points */
const path = (points) => `M${points.map((point) => point.join(" ")).join("L")}`;

/** The lines that two countries have in common. @param {Shape[]} countries */
function shared(countries) {
  /** @type {Map<number, number>} */
  const uses = new Map();
  for (const country of countries) {
    for (const line of new Set(rings(country).flat().map((number) => (number < 0 ? ~number : number)))) uses.set(line, (uses.get(line) ?? 0) + 1);
  }
  return [...uses].filter(([, times]) => times > 1).map(([line]) => line);
}

/**
 * The middle of the largest part of a country.
 * @param {Shape} shape
 * @param {Point[][]} lines
 * @returns {Country}
 */
function middle(shape, lines) {
  const parts = rings(shape).map((ring) => weighed(joined(ring, lines)));
  const { x, y, area } = parts.reduce((most, part) => (part.area > most.area ? part : most));
  return { name: shape.properties?.name ?? "", x, y, size: Math.sqrt(area) };
}

/** Area and centre of gravity of a ring. @param {Point[]} ring */
function weighed(ring) {
  let [double, x, y] = [0, 0, 0];
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [0, 0];
    const cross = x1 * y2 - x2 * y1;
    double += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  });
  return { x: x / (3 * double), y: y / (3 * double), area: Math.abs(double) / 2 };
}
