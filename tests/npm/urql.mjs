// Pages with urql, as docs/front-end.md says.
import { connect } from "../../docs/examples/clients/urql.mjs";
import { EVENTS, went } from "./events.mjs";

export async function* pages(address, direction, size) {
  const { first, isMore, next } = went(direction, size);
  let asked = first, page;
  // What one answer brings, beside all that the cache has put together.
  const kept = async (...given) => {
    const response = await fetch(...given);
    page = (await response.clone().json()).data.events;
    return response;
  };
  const client = connect(address, { fetch: kept, preferGetMethod: false });
  for (;;) {
    const { data, error } = await client.query(EVENTS, asked).toPromise();
    if (error) throw error;
    yield { page: slugs(page), list: slugs(data.events) };
    if (!isMore(data.events.pageInfo)) return;
    asked = next(data.events.pageInfo);
  }
}

const slugs = (events) => events.edges.map(({ node }) => node.slug);
