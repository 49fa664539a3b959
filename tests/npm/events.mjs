// The list that the tests page through, and how one goes on in each direction.
import { readFileSync } from "node:fs";

export const EVENTS = readFileSync(new URL("../../docs/queries/events.graphql", import.meta.url), "utf8");

const WAYS = {
  forwards: (size) => ({
    first: { first: size },
    isMore: (page) => page.hasNextPage,
    next: (page) => ({ first: size, after: page.endCursor }),
  }),
  backwards: (size) => ({
    first: { last: size },
    isMore: (page) => page.hasPreviousPage,
    next: (page) => ({ last: size, before: page.startCursor }),
  }),
};
export const went = (direction, size) => WAYS[direction](size);
