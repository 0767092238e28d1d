"""Reading what turns scores into results from a document: SCHEMA §3, §4, §5 (general levels), §7–10."""

from . import framework as f
from .document import Entry
from .framework_criteria_reading import AcceptGroups, read_evidence
from .text import N_


def read_scoring(entry: Entry) -> f.Scoring:
    """How scores are counted (§3)."""
    allowed = entry.flag("allow_not_applicable")
    return f.Scoring(
        base_total=entry.number("base_total"),
        step=entry.number("step"),
        precision=entry.count("precision"),
        rounding=entry.choice("rounding", ("half_up",)),
        aggregate=entry.choice("aggregate", ("sum",)),
        allow_not_applicable=allowed,
        na_rule=entry.choice("na_rule", ("rescale_parent",), default=None if allowed else "") or None,
        show_total=entry.flag("show_total", default=True),
        show_profile=entry.flag("show_profile", default=False),
    )


def read_review(entry: Entry) -> f.ReviewRules:
    """Who reads and how reviews become one score (§4)."""
    return f.ReviewRules(
        self_score_weight=entry.number("self_score_weight"),
        min_reviewers=entry.count("min_reviewers"),
        recommended_reviewers=entry.count("recommended_reviewers"),
        trim=_trim(entry.entry("trim")),
        outlier_gap_ratio=entry.number("outlier_gap_ratio"),
        consensus_required=entry.flag("consensus_required", default=False),
        panels=tuple(_panel(panel) for panel in entry.entries("panels")),
    )


def _trim(entry: Entry) -> f.Trim:
    method = entry.choice("method", ("none", "drop_high_low"))
    trims = method == "drop_high_low"
    return f.Trim(method, entry.count("min_reviewers") if trims else entry.optional_count("min_reviewers"))


def _panel(entry: Entry) -> f.PanelWeight:
    return f.PanelWeight(entry.code(), entry.locale_text("title"), entry.number("weight"))


def read_live_session(entry: Entry) -> f.LiveSession:
    """The report heard on site."""
    return f.LiveSession(
        enabled=entry.flag("enabled"),
        report_minutes=entry.optional_count("report_minutes"),
        comment=entry.optional_locale_text("comment"),
        written_only_allowed=entry.flag("written_only_allowed", default=False),
    )


def read_level(entry: Entry) -> f.Level:
    """A general level (§5)."""
    return f.Level(
        code=entry.code(),
        title=entry.locale_text("title"),
        min_ratio=entry.number("min_ratio"),
        default_ratio=entry.number("default_ratio"),
        text=entry.locale_text("text"),
    )


def _effect(entry: Entry, key: str) -> f.Effect:
    kind, colon, band = entry.text(key).partition(":")
    if entry.has(key) and (kind not in ("cap_band", "band") or not colon):
        entry.reading.note((*entry.path, key), N_("An effect is written cap_band:<band> or band:<band>."))
    return f.Effect(kind, band)


def read_precondition(entry: Entry) -> f.Precondition:
    """A precondition (§7)."""
    return f.Precondition(
        code=entry.code(),
        title=entry.locale_text("title"),
        text=entry.locale_text("text"),
        maps_to=entry.texts("maps_to"),
        on_fail=_effect(entry, "on_fail"),
    )


def read_section_floor(entry: Entry) -> f.SectionFloor:
    """The floor of every section (§7)."""
    return f.SectionFloor(entry.number("min_ratio"), _effect(entry, "on_fail"), entry.locale_text("text"))


def read_veto(entry: Entry) -> f.Veto:
    """A veto (§7)."""
    return f.Veto(
        code=entry.code(),
        title=entry.locale_text("title"),
        text=entry.locale_text("text"),
        effect=_effect(entry, "effect"),
    )


def read_bonus(entry: Entry, groups: AcceptGroups) -> f.Bonus:
    """The bonus items and their cap (§8)."""
    return f.Bonus(
        cap=entry.number("cap"),
        rule=entry.optional_locale_text("rule"),
        items=tuple(_bonus_item(item, groups) for item in entry.entries("items")),
    )


def _bonus_item(entry: Entry, groups: AcceptGroups) -> f.BonusItem:
    return f.BonusItem(
        code=entry.code(),
        title=entry.locale_text("title"),
        max_score=entry.number("max_score"),
        tiers=tuple(_bonus_tier(tier) for tier in entry.entries("tiers")),
        evidence=read_evidence(entry, groups),
    )


def _bonus_tier(entry: Entry) -> f.BonusTier:
    return f.BonusTier(entry.code(), entry.locale_text("title"), entry.number("score"))


def read_grade_band(entry: Entry) -> f.GradeBand:
    """A grade band (§9)."""
    return f.GradeBand(
        code=entry.code(),
        title=entry.locale_text("title"),
        min=entry.number("min"),
        base_min=entry.optional_number("base_min"),
        quota_ratio=entry.optional_number("quota_ratio"),
        quota_rounding=entry.choice("quota_rounding", ("floor",), default="") or None,
        overflow_to=entry.text("overflow_to", optional=True) or None,
    )


def read_overall_judgement(entry: Entry) -> f.OverallJudgement:
    """The profile rules (§9)."""
    return f.OverallJudgement(
        method=entry.choice("method", ("profile",)),
        section_level=entry.choice("section_level", ("by_ratio",)),
        rules=tuple(_overall_rule(rule) for rule in entry.entries("rules")),
    )


def _overall_rule(entry: Entry) -> f.OverallRule:
    return f.OverallRule(
        band=entry.text("band"),
        min_level=entry.text("min_level", optional=True) or None,
        at_least=_counts(entry, "at_least"),
        at_most=_counts(entry, "at_most"),
    )


def _counts(entry: Entry, key: str) -> dict[str, int]:
    counts = entry.optional_entry(key)
    return {level: counts.count(level) for level in counts.names()} if counts else {}


def read_ranking(entry: Entry) -> f.Ranking:
    """What units are ordered by (§9)."""
    return f.Ranking(
        basis=entry.choice("basis", ("total_with_bonus", "base_total", "none")),
        tie_breakers=entry.texts("tie_breakers"),
    )


def read_follow_up(entry: Entry) -> f.FollowUp:
    """What follows a weak result."""
    return f.FollowUp(entry.texts("bands"), entry.locale_text("action"))


def read_award(entry: Entry) -> f.Award:
    """An award (§10)."""
    return f.Award(
        code=entry.code(),
        title=entry.locale_text("title"),
        rule=entry.locale_text("rule"),
        band=entry.text("band", optional=True) or None,
        max_count=entry.optional_count("max_count"),
        needs_decision=entry.flag("needs_decision"),
    )
