// Holds what a server says of itself against a schema file, and documents against both, by graphql-inspector.
import { diff, validate } from "@graphql-inspector/core";
import { buildClientSchema, buildSchema, printSchema, Source } from "graphql";
import { readFileSync } from "node:fs";

const [committed, introspected, ...documents] = process.argv.slice(2);
const file = buildSchema(readFileSync(committed, "utf8"));
// Printed first: directives as @specifiedBy stand in a text only.
const server = buildSchema(printSchema(buildClientSchema(JSON.parse(readFileSync(introspected, "utf8")))));
const sources = documents.map((name) => new Source(readFileSync(name, "utf8"), name));

const changes = (await diff(file, server)).map(({ type, path, message }) => ({ type, path, message }));
const invalid = validate(server, sources).map(({ source, errors, deprecated }) => ({
  document: source.name,
  errors: [...errors, ...deprecated].map(({ message }) => message),
}));
console.log(JSON.stringify({ changes, invalid, documents: sources.length }));
