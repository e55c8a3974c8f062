from django.db import migrations

# A place above the terms has its ground for all of its days: an exemption of that home that names a child, or the
# departure after which a child lives on. Deferred, so that notice and place may come in either order; as the owner,
# since at the commit no organisation may be in scope any more.
GROUNDED = migrations.RunSQL(
    """
    CREATE FUNCTION placements_above_terms_grounded() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE home uuid; bad smallint;
    BEGIN
        IF TG_TABLE_NAME = 'placements_exemptionchild' THEN
            SELECT household_id INTO home FROM placements_exemption WHERE id = OLD.exemption_id;
        ELSE
            home := coalesce(NEW.household_id, OLD.household_id);
        END IF;
        SELECT place.slot INTO bad FROM carers_place place
        WHERE place.household_id = home AND (
            place.basis = 'exemption' AND NOT EXISTS (
                SELECT 1 FROM placements_exemption notice
                JOIN placements_exemptionchild named ON named.exemption_id = notice.id
                WHERE notice.household_id = home AND notice.period @> place.period)
            OR place.basis = 'outside_approval' AND NOT EXISTS (
                SELECT 1 FROM carers_departure departure
                WHERE departure.household_id = home AND departure.takes_effect_on <= lower(place.period))
        ) LIMIT 1;
        IF bad IS NOT NULL THEN
            RAISE EXCEPTION 'place % is above the terms without a ground', bad
                USING ERRCODE = 'check_violation', CONSTRAINT = 'place_above_terms_grounded';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER place_above_terms_grounded AFTER INSERT OR UPDATE OF household_id, period, basis
        ON carers_place DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.basis IN ('exemption', 'outside_approval'))
        EXECUTE FUNCTION placements_above_terms_grounded();
    CREATE CONSTRAINT TRIGGER exemption_covers_places AFTER DELETE OR UPDATE OF household_id, period
        ON placements_exemption DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION placements_above_terms_grounded();
    CREATE CONSTRAINT TRIGGER named_child_covers_places AFTER DELETE OR UPDATE OF exemption_id
        ON placements_exemptionchild DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION placements_above_terms_grounded();
    CREATE CONSTRAINT TRIGGER departure_covers_places AFTER DELETE OR UPDATE OF household_id, takes_effect_on
        ON carers_departure DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION placements_above_terms_grounded();
    """,
    """
    DROP TRIGGER departure_covers_places ON carers_departure;
    DROP TRIGGER named_child_covers_places ON placements_exemptionchild;
    DROP TRIGGER exemption_covers_places ON placements_exemption;
    DROP TRIGGER place_above_terms_grounded ON carers_place;
    DROP FUNCTION placements_above_terms_grounded();
    """,
)


class Migration(migrations.Migration):

    dependencies = [
        ('placements', '0004_endings_of_ones_own'),
        ('carers', '0006_grounds'),
    ]

    operations = [GROUNDED]
