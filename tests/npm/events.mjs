// The list that the tests page through, and how one goes on in each direction.
export const EVENTS = `
  query Events($first: Int, $after: String, $last: Int, $before: String) {
    events(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id slug when { display } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

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
