"""The validation rules of GraphQL, with bounds on their own work."""

from __future__ import annotations

from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, specified_rules, validate
from graphql.validation import OverlappingFieldsCanBeMergedRule
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from config.graphql.errors import code_of_input, is_about_input
from config.graphql.limits import Limits, excess

#: More mistakes than this are of no use to anyone, and each takes time to word.
MOST_MISTAKES = 20
#: Some mistakes quote what was written, however long that is.
LONGEST_MESSAGE = 1_000
#: What graphql-core spends of its budget on one comparison.
OF_ONE_COMPARISON = 2


def mistakes_in(schema: GraphQLSchema, document: DocumentNode, bounds: Limits) -> list[GraphQLError]:
    """Return what is wrong with a document.

    GRAPHQL_VALIDATION_FAILED, or for what is written in it BAD_USER_INPUT and UNKNOWN_PARAMETER;
    TOO_MANY_COMPARISONS, alone, where fields are repeated so often that to compare them would take too long.
    """
    rules = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]
    rules += [_merging(bounds.comparisons), MaybeNullValidationRule, OneOfInputValidationRule]
    found = validate(schema, document, rules, max_errors=MOST_MISTAKES)
    beyond = [error for error in found if error.extensions]
    return beyond or [_coded(error) for error in found]


def _merging(most: int) -> type[OverlappingFieldsCanBeMergedRule]:
    """Return the rule that compares fields of one name, two by two, with a budget of its own."""

    class Merging(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: Any) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = most * OF_ONE_COMPARISON

        def enter_selection_set(self, *node: Any) -> None:
            try:
                super().enter_selection_set(*node)
            except ValidationAbortedError:
                if self.rule_context.remaining_complexity_budget < 0:
                    unit = "comparisons of fields that stand under one name"
                    self.report_error(excess("TOO_MANY_COMPARISONS", unit, most, most + 1))
                raise

    return Merging


def _coded(error: GraphQLError) -> GraphQLError:
    code = code_of_input(error)
    if code == "BAD_USER_INPUT" and not is_about_input(error):
        code = "GRAPHQL_VALIDATION_FAILED"
    message = error.message if len(error.message) <= LONGEST_MESSAGE else f"{error.message[:LONGEST_MESSAGE]}…"
    return GraphQLError(message, error.nodes, error.source, error.positions, None, error.original_error, {"code": code})
