"""What placements keep: children's records are the councils'. Hearth deletes none of them by itself."""

from django.utils.translation import gettext_lazy as _

from accounts.retention import Always

# Until the 75th birthday by the rules councils work with; not read in the instrument itself, hence no clock here.
ALWAYS = (
    Always(
        _("Children, referrals and placements"),
        _("Never deleted by this service. They are the council’s case records, which other law has it keep for very "
          "long (as a rule to the child’s 75th birthday; ask your council, we have not confirmed it)."),
    ),
)  # fmt: skip
