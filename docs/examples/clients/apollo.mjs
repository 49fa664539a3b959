// Apollo Client 4 with a cache that puts pages together.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { eachList } from "./lists.mjs";

// Another value of these is another list; first, after, last and before are pages of one.
const list = relayStylePagination(["filter", "order", "search", "text", "in", "since", "types", "about"]);
const typePolicies = Object.fromEntries(Object.entries(eachList(list)).map(([type, fields]) => [type, { fields }]));

export const connect = (uri, options = {}) =>
  new ApolloClient({ link: new HttpLink({ uri, ...options }), cache: new InMemoryCache({ typePolicies }) });
