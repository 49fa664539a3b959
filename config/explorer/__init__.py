"""The pages for readers, made from the public GraphQL API alone."""
