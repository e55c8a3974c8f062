"""What one set of children asks, summed up once so that every home can be compared with it at array speed."""

from dataclasses import dataclass
from functools import cached_property

from .facts import Child, Group, Point
from .rooms import fewest_possible
from .ruleset import RuleSet


@dataclass(frozen=True)
class Need:
    """``children`` of ``group`` to be placed together, under ``rules``."""

    group: Group
    children: tuple[Child, ...]
    rules: RuleSet

    @classmethod
    def of(cls, group: Group, rules: RuleSet, children: tuple[str, ...] | None = None) -> "Need":
        """All the group's children, or those with the given ids. Raises KeyError in words for a stranger."""
        if children is None:
            return cls(group, group.children, rules)
        members = {child.id: child for child in group.children}
        strangers = [name for name in children if name not in members]
        if strangers or not children:
            raise KeyError(f"{', '.join(strangers) or 'Nobody'} is not a child of group {group.id}.")
        return cls(group, tuple(members[name] for name in children), rules)

    @cached_property
    def size(self) -> int:
        return len(self.children)

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(child.id for child in self.children)

    @cached_property
    def ages(self) -> tuple[int, ...]:
        return tuple(sorted(child.age for child in self.children if child.age is not None))

    @cached_property
    def sexes(self) -> frozenset[str]:
        return frozenset(child.sex for child in self.children if child.sex is not None)

    @cached_property
    def fewest_rooms(self) -> tuple[int, int]:
        """(without sharing, with sharing): the fewest bedrooms it could be."""
        return fewest_possible(self.children, self.rules)

    @cached_property
    def smoke_matters(self) -> bool:
        under = self.rules.smoke_under
        return any(c.breathing or (c.age is not None and c.age < under) for c in self.children)

    @cached_property
    def allergies(self) -> frozenset[str]:
        return frozenset(word for child in self.children for word in child.allergies or ())

    @cached_property
    def only_child(self) -> bool:
        return any(child.only_child for child in self.children)

    @cached_property
    def not_with(self) -> frozenset[str]:
        return frozenset(code for child in self.children for code in child.not_with or ())

    @cached_property
    def oldest_with_no_younger(self) -> int:
        """The oldest child here who should live with no younger one; -1 where there is none."""
        ages = [c.age for c in self.children if c.age is not None and "no_younger" in (c.not_with or ())]
        return max(ages, default=-1)

    @cached_property
    def family_homes(self) -> frozenset[Point]:
        return frozenset(child.home for child in self.children if child.home is not None)

    @cached_property
    def must_have(self) -> frozenset[str]:
        """Mandatory skills these children need."""
        needs = {need for child in self.children for need in child.needs or ()}
        return frozenset(needs & set(self.rules.mandatory_needs))

    @cached_property
    def has_unknown(self) -> bool:
        """Is any fact of the children missing that a rule might ask for?"""
        facts = (
            "age",
            "sex",
            "needs",
            "home",
            "breathing",
            "allergies",
            "own_room",
            "only_child",
            "not_with",
        )
        return self.group.ends is None or any(getattr(c, f) is None for c in self.children for f in facts)
