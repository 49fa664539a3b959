"""Answers most operations by one SQL statement; docs/planning.md follows an example all the way.

- ``selection`` is what an operation selects, with fragments, merging and conditions decided.
- ``questions`` reads the arguments of a field into a *shape*, which decides the SQL, and *values*, which fill it.
- ``levels`` is one list of rows: which rows, which columns, what is joined in.
- ``roots`` walks the selection; ``pages`` says how a list, and ``fields`` how a field is read off a row; ``values``
  how it is read off what was computed. They add to what a plan is made of, in ``making``.
- ``plans`` is the plan that comes of it, as it is run.
- ``statement`` writes the levels as one statement; ``projection`` writes the Python that turns tuples into an answer.
- ``planner`` keeps the plans and runs them.

What no plan can express, and whatever is not a plain answer (a refusal, a null that must not be, a failure), is left
to the ordinary executor as a whole: it runs the operation again, in the same snapshot, and words the errors.
"""
