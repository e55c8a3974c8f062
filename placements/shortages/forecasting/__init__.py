"""How many children will need a home, how many homes there will be, and the gap between them.

Plain Python and numpy: no Django, no database. The pages, tasks and commands call it with arrays
and plain objects.
"""
