import { graphql } from "react-relay";

// A list that goes on forwards: usePaginationFragment.
graphql`
  fragment events_list on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" }, filter: { type: "EventFilter" })
  @refetchable(queryName: "eventsListQuery") {
    events(filter: $filter, first: $count, after: $cursor) @connection(key: "events_list_events", filters: ["filter"]) {
      edges {
        node {
          ...events_card
        }
      }
    }
  }
`;

// One that goes backwards.
graphql`
  fragment events_latest on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "eventsLatestQuery") {
    latest: events(last: $count, before: $cursor) @connection(key: "events_latest_latest") {
      edges {
        node {
          ...events_card
        }
      }
    }
  }
`;

// A record that can be asked anew by its id, with a connection below it.
graphql`
  fragment events_card on Event
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "eventsCardQuery") {
    slug
    title
    when {
      display
    }
    effects(first: $count, after: $cursor) @connection(key: "events_card_effects") {
      edges {
        node {
          kind
          effect {
            title
          }
        }
      }
    }
  }
`;

graphql`
  query eventsPageQuery($filter: EventFilter) {
    ...events_list @arguments(filter: $filter)
    ...events_latest
  }
`;
