// The events and arrows around one event, put together from what the API answers piece by piece.

/** @typedef {import("../types.d.ts").Happening} Happening */
/** @typedef {import("../types.d.ts").Arrow} Arrow */

export class ChainGraph {
  /** @type {Map<string, Happening>} */
  events = new Map();
  /** @type {Map<string, Arrow>} */
  arrows = new Map();
  /** Events behind which there may be more. @type {Set<string>} */
  ends = new Set();
  /** How many events each direction leaves out. @type {Map<string, { shown: number, of: number | null }>} */
  leftOut = new Map();

  /**
   * Add a chain in one direction; return how many events are new.
   * @param {string} direction
   * @param {any} chain
   * @param {string} root
   */
  add(direction, chain, root) {
    const before = this.events.size;
    for (const { event } of chain.nodes) this.events.set(event.slug, event);
    for (const { link } of chain.edges) this.arrows.set(link.slug, link);
    this.ends.delete(root);
    this.leftOut.delete(direction);
    if (chain.truncated) this.#cut(direction, chain);
    return this.events.size - before;
  }

  /**
   * @param {string} direction
   * @param {any} chain
   */
  #cut(direction, chain) {
    if (chain.truncationReason === "LIMIT") return void this.leftOut.set(direction, { shown: chain.nodes.length - 1, of: chain.reachable });
    const deepest = Math.max(...chain.nodes.map((/** @type {{ depth: number }} */ node) => node.depth));
    for (const { depth, event } of chain.nodes) if (depth === deepest && depth > 0) this.ends.add(event.slug);
  }
}
