import { graphql } from "react-relay";

// Any record by its id, and several at once. A fragment on one type, where others may come, needs @alias.
graphql`
  query recordsNodeQuery($id: ID!, $ids: [ID!]!) {
    node(id: $id) {
      __typename
      ... on Event {
        title
      }
      ... on Actor {
        ...records_actor @alias
      }
    }
    nodes(ids: $ids) {
      id
    }
  }
`;

graphql`
  fragment records_actor on Actor
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "recordsActorQuery") {
    name
    claims(first: $count, after: $cursor) @connection(key: "records_actor_claims") {
      edges {
        node {
          statement
          speaker {
            name
          }
        }
      }
    }
  }
`;

graphql`
  query recordsSearchQuery($text: String!, $cursor: String) {
    search(text: $text, first: 10, after: $cursor) @connection(key: "records_search", filters: ["text"]) {
      edges {
        node {
          title
          record {
            ...records_actor @alias
          }
        }
      }
    }
  }
`;

// The feed, from where one stands.
graphql`
  query recordsFeedQuery($since: ID, $cursor: String) {
    changes(since: $since, first: 20, after: $cursor) @connection(key: "records_changes") {
      edges {
        node {
          cursor
          slug
          tombstone
        }
      }
    }
  }
`;

graphql`
  subscription recordsChangesSubscription($since: ID) {
    changes(since: $since) {
      cursor
      node {
        ... on Event {
          title
        }
      }
    }
  }
`;
