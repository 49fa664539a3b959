// urql with a normalised cache that puts pages together.
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { eachList, VALUES } from "./lists.mjs";

const resolvers = eachList(relayPagination());
const keys = Object.fromEntries(VALUES.map((type) => [type, () => null]));

export const connect = (url, options = {}) =>
  new Client({ url, exchanges: [cacheExchange({ resolvers, keys }), fetchExchange], ...options });
