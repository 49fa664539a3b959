// What a timeline shows of a window: each event where they are few, counts where they are many.
import { dayOf, isoOf } from "../days.js";
import { ask } from "../graphql.js";

/** @typedef {import("../types.d.ts").Happening} Happening */
/** @typedef {{ start: string, end: string, certain: number, possible: number, count: number }} Bucket */
/** @typedef {{ events: Happening[] | null, buckets: Bucket[], total: number, undated: number }} Content */

/** So many events are drawn one by one; so many come with one answer. */
const [FEW, PAGE] = [200, 100];

/** @typedef {{ filter: Record<string, unknown>, search: string | null, first: number }} Question */
/** @typedef {{ total: number, undated: number, buckets: Bucket[], extent: { first: number, last: number } | null, events: Happening[], next: string | null }} Answer */

export class Source {
  /** All there is, where it is few. @type {Content | null} */
  all = null;

  /** @param {Question} question what the page asks first */
  constructor({ filter, search, first }) {
    this.filter = filter;
    this.search = search;
    this.first = first;
  }

  /** The days from the first to the last; null where nothing is dated. */
  async extent() {
    const answer = await this.counted(this.filter, { first: this.first });
    const { total, undated, extent } = answer;
    this.all = total <= FEW ? { events: await this.#each(this.filter, answer), buckets: [], total, undated } : null;
    return extent;
  }

  /**
   * How many of some events there are, and when; and the first of them.
   * @param {Record<string, unknown>} filter
   * @param {{ first?: number, after?: string | null, signal?: AbortSignal | undefined }} [page]
   * @returns {Promise<Answer>}
   */
  async counted(filter, { first = 1, after = null, signal } = {}) {
    const { timeline, events } = await ask("timeline", { filter, search: this.search, first, after }, signal);
    return {
      total: events.totalCount,
      undated: timeline.undated,
      buckets: timeline.buckets,
      extent: timeline.extent && { first: dayOf(timeline.extent.start), last: dayOf(timeline.extent.end) },
      events: events.edges.map((/** @type {{ node: Happening }} */ { node }) => node),
      next: events.pageInfo.hasNextPage ? events.pageInfo.endCursor : null,
    };
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
    const answer = await this.counted(filter, { signal });
    const { total, undated, buckets } = answer;
    return { events: total <= FEW ? await this.#each(filter, answer, signal) : null, buckets, total, undated };
  }

  /**
   * Each event: those of an answer, and those that come after them.
   * @param {Record<string, unknown>} filter
   * @param {Answer} answer
   * @param {AbortSignal} [signal]
   */
  async #each(filter, answer, signal) {
    const events = [...answer.events];
    for (let { next } = answer; next && events.length < FEW; ) {
      const more = await this.counted(filter, { first: PAGE, after: next, signal });
      events.push(...more.events);
      next = more.next;
    }
    return events;
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
