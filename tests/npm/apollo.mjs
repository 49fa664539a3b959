// Pages with Apollo Client 4, as docs/front-end.md says.
import { gql } from "@apollo/client";
import { connect } from "../../docs/examples/clients/apollo.mjs";
import { EVENTS, went } from "./events.mjs";

const query = gql(EVENTS);

export async function* pages(address, direction, size) {
  const { first, isMore, next } = went(direction, size);
  const client = connect(address);
  const list = client.watchQuery({ query, variables: first });
  let page = await new Promise((resolve, reject) =>
    list.subscribe(({ data, dataState, error }) => (error ? reject(error) : dataState === "complete" && resolve(data))),
  );
  for (;;) {
    const { events } = client.readQuery({ query, variables: first });
    yield { page: slugs(page.events), list: slugs(events) };
    if (!isMore(events.pageInfo)) return;
    ({ data: page } = await list.fetchMore({ variables: { first: undefined, last: undefined, ...next(events.pageInfo) } }));
  }
}

const slugs = (events) => events.edges.map(({ node }) => node.slug);
