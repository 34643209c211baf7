"""The planner: who goes when, for one day. A library of its own that knows no framework.

`problem` is what is asked, `solve` (or `child`, from a worker) finds, `solution` is what was
found, `verify` says whether it is lawful, `reasons` why a stop was left out, `insertion` who
can take one more stop, `travel` the roads. Importing this package loads no solver.
"""
