"""What a campaign may set: one place with every default, so that a setting is never a magic number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class CampaignSettings:
    """The settings of a campaign; days are working days unless their name says otherwise."""

    language: str = "zh"  # the language records are written in
    english_beside: bool = False
    fact_check_days: int = 5  # from feedback
    appeal_days: int = 3  # from the answer to the fact check, or its silent acceptance
    public_notice_days: int = 5
    objection_answer_days: int = 10
    plan_days: int = 10  # for the rectification plan
    soft_calendar_days: int = 7  # how long before the hard end the recommended date lies
    grace_minutes: int = 15
    take_back_hours: int = 24
    load_limit: int = 8  # units a reviewer reads at most
    files_per_criterion: int = 5
    files_per_unit: int = 60
    megabytes_per_file: int = 200
    megabytes_per_unit: int = 12_000  # as much as files_per_unit of the largest
    report_characters: int = 3000
    shows_own_score: bool = True  # a unit may see its own score beside its grade
    certificates_after_rectification: bool = False
    minimum_reviews: int | None = None  # None: what the framework says

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """The settings kept with a campaign; what is not kept takes its default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    def kept(self) -> dict[str, Any]:
        """As a campaign keeps them: only what differs from the default."""
        default = asdict(type(self)())
        return {name: value for name, value in asdict(self).items() if value != default[name]}
