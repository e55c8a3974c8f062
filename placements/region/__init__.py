"""A synthetic region: plain data planned from published figures, then written row by row.

`ratios` holds every number with its source, `plan_region` makes the plan without touching a row, and
`writing` writes it under the tenancy of each organisation. Same council, seed, scale and as-of date: same
region. Nobody in it is real.
"""
