// Types of a folder of queries and their answers, made of the server's schema.
const config = {
  strictScalars: true,
  scalars: { Date: "string", DateTime: "string", JSON: "unknown", Number: "number", PredicateName: "string" },
  // Vocabularies grow, so that a switch over one needs a default.
  futureProofEnums: true,
  enumsAsTypes: true,
  documentMode: "documentNode",
  useTypeImports: true,
};

export default {
  schema: "schema.graphql",
  documents: "queries/*.graphql",
  generates: {
    "sequitur.ts": { plugins: ["typescript-operations", "typed-document-node"], config },
    // All types of the schema, for code that builds filters or caches.
    "schema.ts": { plugins: ["typescript"], config },
  },
};
