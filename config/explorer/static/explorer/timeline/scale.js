// The window of time that a timeline shows, and where a day lies in it.

/** The least and the most that is shown: six hours, six thousand years. */
const [LEAST, MOST] = [0.25, 6000 * 365.25];

export class Scale {
  /**
   * @param {number} from days, with their parts
   * @param {number} to
   * @param {number} width in pixels
   */
  constructor(from, to, width) {
    this.from = from;
    this.to = to;
    this.width = width;
  }

  get span() {
    return this.to - this.from;
  }

  /** @param {number} day */
  x(day) {
    return ((day - this.from) / this.span) * this.width;
  }

  /** @param {number} pixels */
  moved(pixels) {
    const days = (pixels / this.width) * this.span;
    return new Scale(this.from - days, this.to - days, this.width);
  }

  /**
   * @param {number} factor more than one is nearer
   * @param {number} x what stays where it is
   */
  zoomed(factor, x) {
    const span = Math.min(Math.max(this.span / factor, LEAST), MOST);
    const still = this.from + (x / this.width) * this.span;
    const from = still - (x / this.width) * span;
    return new Scale(from, from + span, this.width);
  }

  /**
   * Around some days, with room at both ends.
   * @param {number} first
   * @param {number} last
   * @param {number} width
   */
  static around(first, last, width) {
    const room = Math.max((last + 1 - first) * 0.06, 1);
    return new Scale(first - room, last + 1 + room, width);
  }

  /**
   * The window that an address names, if it names one.
   * @param {string} text
   * @param {number} width
   */
  static read(text, width) {
    const [from, to] = text.split("..").map(Number);
    return from !== undefined && to !== undefined && from < to ? new Scale(from, to, width) : null;
  }

  /** As an address names it. */
  toString() {
    return `${this.from.toFixed(2)}..${this.to.toFixed(2)}`;
  }
}
