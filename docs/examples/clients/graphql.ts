// A program whose types are made of the queries that it asks: a field that is not asked for does not compile.
//
//     npx graphql-codegen --config codegen.mjs
//     npx tsc --target es2022 --module nodenext --strict graphql.ts
//     node graphql.js http://127.0.0.1:8000/graphql/
import { Client, fetchExchange } from "@urql/core";
import { CausalPathsDocument, WhatHappenedDocument } from "./sequitur.js";

declare const process: { argv: string[] };
const sequitur = new Client({ url: process.argv[2] ?? "", exchanges: [fetchExchange], preferGetMethod: false });

const asked = await sequitur.query(CausalPathsDocument, { from: "taliban-takeover-2021", to: "south-waziristan-raid-2021-09" });
if (asked.error) throw asked.error;
for (const { label, score, links } of asked.data?.causalPaths ?? [])
  console.log(label, score, links.map(({ kind, likelihood }) => `${kind} ${likelihood ?? "not judged"}`).join(", "));

const { data } = await sequitur.query(WhatHappenedDocument, { from: "2021-09-05", certainty: "POSSIBLY" });
for (const { node } of data?.events.edges ?? []) console.log(node.when?.display ?? "undated", node.title);
