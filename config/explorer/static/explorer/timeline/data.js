// What a timeline shows of a window: each event where they are few, counts where they are many.
import { dayOf, isoOf } from "../days.js";
import { ask, askAll } from "../graphql.js";

/** @typedef {import("../types.d.ts").Happening} Happening */
/** @typedef {{ start: string, end: string, certain: number, possible: number, count: number }} Bucket */
/** @typedef {{ events: Happening[] | null, buckets: Bucket[], total: number, undated: number }} Content */

/** So many events are drawn one by one. */
const FEW = 200;

export class Source {
  /**
   * @param {Record<string, unknown>} filter
   * @param {string | null} search
   */
  constructor(filter, search) {
    this.filter = filter;
    this.search = search;
    /** All there is, where it is few. @type {Content | null} */
    this.all = null;
  }

  /** The days from the first to the last; null where nothing is dated. */
  async extent() {
    const { timeline, total } = await this.counted(this.filter);
    if (total <= FEW) this.all = { events: await this.#events(this.filter), buckets: [], total, undated: timeline.undated };
    return timeline.extent;
  }

  /**
   * How many of some events there are, and when.
   * @param {Record<string, unknown>} filter
   * @param {AbortSignal} [signal]
   * @returns {Promise<{ total: number, timeline: { undated: number, buckets: Bucket[], extent: { first: number, last: number } | null } }>}
   */
  async counted(filter, signal) {
    const { timeline, events } = await ask("timeline", { filter, search: this.search }, signal);
    const extent = timeline.extent && { first: dayOf(timeline.extent.start), last: dayOf(timeline.extent.end) };
    return { total: events.totalCount, timeline: { undated: timeline.undated, buckets: timeline.buckets, extent } };
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {AbortSignal} signal
   * @returns {Promise<Content>}
   */
  async within(from, to, signal) {
    if (this.all) return this.all;
    const filter = this.narrowed(from, to);
    const { timeline, total } = await this.counted(filter, signal);
    const few = total <= FEW ? await this.#events(filter, signal) : null;
    return { events: few, buckets: timeline.buckets, total, undated: timeline.undated };
  }

  /**
   * @param {Record<string, unknown>} filter
   * @param {AbortSignal} [signal]
   * @returns {Promise<Happening[]>}
   */
  #events(filter, signal) {
    return askAll("period", { filter, search: this.search }, ({ events }) => events, FEW, signal);
  }

  /** The filter of the page, within the window as well. @param {number} from @param {number} to */
  narrowed(from, to) {
    const { happenedFrom, happenedTo } = /** @type {Record<string, string | undefined>} */ (this.filter);
    const first = happenedFrom && isDay(happenedFrom) ? Math.max(dayOf(happenedFrom), from) : from;
    const last = happenedTo && isDay(happenedTo) ? Math.min(dayOf(happenedTo), to) : to;
    return { ...this.filter, happenedFrom: isoOf(Math.floor(first)), happenedTo: isoOf(Math.ceil(Math.max(last, first))) };
  }
}

/** @param {string} text */
const isDay = (text) => /^[+-]?\d+-\d\d-\d\d$/.test(text);
