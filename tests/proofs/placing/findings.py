"""What is left after the acts, looked at by plain SQL as the owner, without the service's own code."""

from django.db import connections

from tests.proofs.placing.world import World

_ROWS = "placements_placement WHERE agency_id = ANY(%(agencies)s)"
_QUERIES = {
    "days_over_capacity": """
        WITH days AS (SELECT household_id,
                        generate_series(lower(occupies), lower(occupies) + 60, interval '1 day')::date d
                      FROM placements_placement WHERE agency_id = ANY(%(agencies)s) AND occupies IS NOT NULL)
        SELECT count(*) FROM (SELECT DISTINCT household_id, d FROM days) x
        WHERE (SELECT count(*) FROM placements_placement p WHERE p.household_id = x.household_id AND p.occupies @> x.d)
            > (SELECT count(*) FROM carers_place c WHERE c.household_id = x.household_id AND c.period @> x.d)""",
    "children_in_two_homes": """
        SELECT count(*) FROM placements_placement a JOIN placements_placement b
        ON a.child_id = b.child_id AND a.id < b.id AND a.occupies && b.occupies AND a.kind = b.kind
        WHERE a.agency_id = ANY(%(agencies)s) AND a.state IN ('placed', 'ended') AND b.state IN ('placed', 'ended')""",
    "places_taken_twice": """
        SELECT count(*) FROM placements_placement a JOIN placements_placement b
        ON a.household_id = b.household_id AND a.slot = b.slot AND a.id < b.id AND a.occupies && b.occupies
        WHERE a.agency_id = ANY(%(agencies)s)""",
    "rows_without_their_audit_entry": """
        SELECT count(*) FROM placements_placement p WHERE p.agency_id = ANY(%(agencies)s) AND (
          (SELECT count(*) FROM accounts_auditentry e WHERE e.subject_id = p.id
             AND e.action IN ('hold.made', 'child.placed', 'child.moved')) <>
             1 + (CASE WHEN p.state IN ('placed', 'ended') AND EXISTS (SELECT 1 FROM accounts_auditentry e
                       WHERE e.subject_id = p.id AND e.action = 'hold.made') THEN 1 ELSE 0 END)
          OR (p.state = 'released') <> ((SELECT count(*) FROM accounts_auditentry e WHERE e.subject_id = p.id
             AND e.action IN ('hold.released', 'hold.expired')) = 1)
          OR (p.state = 'ended') <> ((SELECT count(*) FROM accounts_auditentry e WHERE e.subject_id = p.id
             AND e.action = 'placement.ended') = 1))""",
    "placed": f"SELECT count(*) FROM {_ROWS} AND state IN ('placed', 'ended')",
    "released": f"SELECT count(*) FROM {_ROWS} AND state = 'released'",
}
MUST_BE_ZERO = (
    "days_over_capacity", "children_in_two_homes", "places_taken_twice", "rows_without_their_audit_entry",
)  # fmt: skip


def look(world: World) -> dict[str, int]:
    """Figures by name; those of `MUST_BE_ZERO` are faults."""
    found = {}
    with connections["owner"].cursor() as cursor:
        for name, query in _QUERIES.items():
            cursor.execute(query, {"agencies": world.agencies})
            found[name] = int(cursor.fetchone()[0])
    return found
