"""Answers most operations by one SQL statement; docs/planning.md follows an example all the way.

- ``selection`` is what an operation selects, with fragments, merging and conditions decided.
- ``questions`` reads the arguments of a field into a *shape*, which decides the SQL, and *values*, which fill it.
- ``levels`` is one list of rows: which rows, which columns, what is joined in.
- ``rows`` and ``values`` say how a field is read off a row, or off what was computed from one.
- ``plans`` walks a selection and makes levels and the projection of it.
- ``statement`` writes the levels as one statement; ``projection`` writes the Python that turns tuples into an answer.
- ``planner`` keeps the plans and runs them.

What no plan can express, and whatever is not a plain answer (a refusal, a null that must not be, a failure), is left
to the ordinary executor as a whole: it runs the operation again, in the same snapshot, and words the errors.
"""
