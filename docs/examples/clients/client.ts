// A client whose types come from the server's own document: a field that is not there does not compile.
//
//     npx openapi-typescript http://127.0.0.1:8000/api/v1/schema/ -o sequitur.ts
//     npx tsc --target es2022 --module nodenext --strict client.ts
//     AUTHORIZATION="Bearer sequitur_…" node client.js http://127.0.0.1:8000
import createClient from "openapi-fetch";
import type { paths } from "./sequitur.js";

declare const process: { argv: string[]; env: Record<string, string> };
const sequitur = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl: process.argv[2],
  headers: { Authorization: process.env.AUTHORIZATION },
});

const { data: page } = await sequitur.GET("/api/v1/events/", { params: { query: { type: ["battle"], limit: 2 } } });
for (const event of page?.results ?? []) console.log("event", event.slug, event.when?.edtf);

const written = await sequitur.PUT("/api/v1/topics/{slug}/", {
  params: { path: { slug: "border-trade" } },
  body: { label: "Border trade" },
});
console.log("topic", written.data?.slug, written.data?.version);

const refused = await sequitur.PUT("/api/v1/topics/{slug}/", {
  params: { path: { slug: "border-trade" } },
  body: { label: "Border trade", parent: "no-such-topic" },
});
for (const fault of refused.error?.errors ?? []) console.log("refused", fault.code, fault.pointer);
