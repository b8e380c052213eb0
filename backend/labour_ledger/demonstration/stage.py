"""A stage of the demonstration that is over, and the failure of one that came out otherwise than it must."""

from __future__ import annotations

from dataclasses import dataclass, field


class DemonstrationFailed(AssertionError):
    """Something came out otherwise than it must: a bug of the program, not of its user."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage that is over.

    Attributes:
        name: Stable kebab-case name.
        title: What was done.
        lines: What came of it, for people.
        facts: The same for machines, plain JSON values.
        seconds: How long it took.
    """

    name: str
    title: str
    lines: tuple[str, ...]
    facts: dict[str, object] = field(default_factory=dict)
    seconds: float = 0.0

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {"stage": self.name, "title": self.title, "seconds": round(self.seconds, 3), **self.facts}
