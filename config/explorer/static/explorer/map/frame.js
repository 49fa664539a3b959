// Which part of the world a map shows; latitudes are drawn as far apart as longitudes.
import { at, DEGREE } from "./world.js";

const [NEAREST, FARTHEST] = [400, 0.05];

/** @typedef {{ west: number, south: number, east: number, north: number }} Box */

export class Frame {
  /**
   * @param {number} x of the middle, in the units of the drawing
   * @param {number} y
   * @param {number} k pixels a unit
   * @param {number} width
   * @param {number} height
   */
  constructor(x, y, k, width, height) {
    this.x = Math.min(Math.max(x, -180 * DEGREE), 180 * DEGREE);
    this.y = Math.min(Math.max(y, -85 * DEGREE), 85 * DEGREE);
    this.k = k;
    this.width = width;
    this.height = height;
  }

  get transform() {
    return `translate(${this.width / 2 - this.x * this.k} ${this.height / 2 - this.y * this.k}) scale(${this.k})`;
  }

  /** Where a place of the drawing is on the screen. @param {{ x: number, y: number }} place */
  screen({ x, y }) {
    return { x: this.width / 2 + (x - this.x) * this.k, y: this.height / 2 + (y - this.y) * this.k };
  }

  /** How what is painted for another frame is moved, then scaled, to fit this one. @param {Frame} other */
  from(other) {
    const by = this.k / other.k;
    return { by, x: this.width / 2 + (other.x - this.x) * this.k - (by * other.width) / 2, y: this.height / 2 + (other.y - this.y) * this.k - (by * other.height) / 2 };
  }

  /** @returns {Box} */
  get box() {
    const [dx, dy] = [this.width / this.k / 2, this.height / this.k / 2];
    const held = (/** @type {number} */ value, /** @type {number} */ most) => Math.min(Math.max(value / DEGREE, -most), most);
    return { west: held(this.x - dx, 180), east: held(this.x + dx, 180), north: held(-(this.y - dy), 90), south: held(-(this.y + dy), 90) };
  }

  /** The zoom of map tiles that is nearest to this. */
  get zoom() {
    return Math.min(22, Math.max(0, Math.round(Math.log2((this.k * DEGREE * 360) / 256))));
  }

  /** @param {number} dx @param {number} dy */
  moved(dx, dy) {
    return new Frame(this.x - dx / this.k, this.y - dy / this.k, this.k, this.width, this.height);
  }

  /** @param {number} factor @param {number} px @param {number} py */
  zoomed(factor, px, py) {
    const k = Math.min(Math.max(this.k * factor, FARTHEST), NEAREST);
    const [dx, dy] = [px - this.width / 2, py - this.height / 2];
    return new Frame(this.x + dx / this.k - dx / k, this.y + dy / this.k - dy / k, k, this.width, this.height);
  }

  /**
   * The part that an address names, or what the server drew, if it does.
   * @param {string} text
   * @param {number} width
   * @param {number} height
   */
  static read(text, width, height) {
    const [x, y, k] = text.split(",").map(Number);
    return x !== undefined && y !== undefined && k ? new Frame(x, y, k, width, height) : null;
  }

  /** As an address names it. */
  toString() {
    return [this.x, this.y, this.k].map((value) => Number(value.toFixed(3))).join(",");
  }

  /**
   * What holds a box, with room around it.
   * @param {Box} box
   * @param {number} width
   * @param {number} height
   */
  static around(box, width, height) {
    const [corner, other] = [at(box.west, box.north), at(box.east, box.south)];
    const [wide, high] = [Math.max(other.x - corner.x, 12 * DEGREE) * 1.8, Math.max(other.y - corner.y, 8 * DEGREE) * 1.8];
    return new Frame((corner.x + other.x) / 2, (corner.y + other.y) / 2, Math.min(width / wide, height / high), width, height);
  }
}
