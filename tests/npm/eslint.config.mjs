// What of graphql-eslint the schema and the documented queries keep, and why not the rest.
import graphql from "@graphql-eslint/eslint-plugin";

const { "flat/schema-recommended": schema, "flat/schema-relay": relay, "flat/operations-recommended": operations } =
  graphql.configs;
const name = (rule) => `@graphql-eslint/${rule}`;
const [level, naming] = schema.rules[name("naming-convention")];
const OBJECTS = "ObjectTypeDefinition,ObjectTypeExtension";
const options = { schema: "schema.graphql", documents: "docs/queries/*.graphql" };
const common = {
  plugins: { "@graphql-eslint": graphql },
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: options } },
};

export default [
  {
    ...common,
    files: ["**/schema.graphql"],
    rules: {
      ...schema.rules,
      ...relay.rules,
      // What is found, and the feed, go on forwards only.
      [name("relay-arguments")]: ["error", { includeBoth: false }],
      // Short lists that belong to a record are lists: its names, its places. A change and a hit of a search are no records.
      [name("relay-edge-types")]: ["error", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
      // A value has no identity apart from its record: a date, a citation, a bound.
      [name("strict-id-in-types")]: "off",
      // The field's own word: a type of events.
      [name("naming-convention")]: [level, { ...naming, [OBJECTS]: { ...naming[OBJECTS], ignorePattern: "^EventType$" } }],
    },
  },
  {
    ...common,
    files: ["**/queries/*.graphql"],
    rules: {
      ...operations.rules,
      // They are read by people, and run by clients that add ids themselves.
      [name("require-selections")]: "off",
    },
  },
];
