"""The forms of a campaign: what it is called, how it is made, what it sets."""

from typing import Any

from flask_babel import lazy_gettext as _

from app.domain.settings import CampaignSettings
from app.services.campaigns import Profile

from .forms import Choice, DayField, LongText, Most, NumberField, PageForm, Pick, Required, Text, Tick


class ProfileForm(PageForm):
    """What a campaign is called and which time it looks at."""

    title = Text(_("Title"), [Required(), Most(200)])
    title_en = Text(_("Title in English"), [Most(200)])
    period_label = Text(
        _("Period"), [Required(), Most(40)], description=_("As it is printed, such as 2025 or 2025—2026.")
    )
    period_starts_on = DayField(_("Facts count from"), [Required()])
    period_ends_on = DayField(_("Facts count until"), [Required()])
    number_prefix = Text(
        _("Prefix of numbers"), [Most(20)], description=_("Stands in letters and certificates: 关评〔2025〕…")
    )
    leading_group = LongText(
        _("Leading group"), [Most(2000)], description=_("One person a line, as printed.")
    )

    def profile(self) -> Profile:
        kept: dict[str, Any] = {name: self[name].data or "" for name in Profile.__dataclass_fields__}
        return Profile(**kept)


class NewForm(ProfileForm):
    """A new campaign."""

    owner = Pick(_("Who runs it"), [Required()])
    framework = Pick(_("Criteria framework"), [Required()])


class CopyForm(ProfileForm):
    """A campaign like last year's."""

    framework = Pick(_("Criteria framework"), [Required()])
    with_dates = Tick(_("Take over the dates, a year later, as shown here"))
    with_units = Tick(_("Enrol the same units"))


class SettingsForm(ProfileForm):
    """Title, period and every setting of a campaign."""

    version = NumberField(_("Version"), [Required()], whole=True)
    language = Choice(_("Language of the records"), choices=[("zh", _("Chinese")), ("en", _("English"))])
    english_beside = Tick(_("English beside it on certificates and letters"))
    grace_minutes = NumberField(
        _("Minutes of grace after 24:00"), [Required()], whole=True, least=0, most=120
    )
    soft_calendar_days = NumberField(
        _("Recommended end, days before the end"), [Required()], whole=True, least=0, most=60
    )
    fact_check_days = NumberField(_("Fact check, working days"), [Required()], whole=True, least=1, most=30)
    appeal_days = NumberField(_("Appeal, working days"), [Required()], whole=True, least=1, most=30)
    public_notice_days = NumberField(
        _("Public notice, working days"), [Required()], whole=True, least=1, most=30
    )
    objection_answer_days = NumberField(
        _("Answer to an objection, working days"), [Required()], whole=True, least=1, most=60
    )
    plan_days = NumberField(_("Rectification plan, working days"), [Required()], whole=True, least=1, most=60)
    take_back_hours = NumberField(
        _("A review can be taken back for so many hours"), [Required()], whole=True, least=0, most=240
    )
    minimum_reviews = NumberField(
        _("Reviews a unit needs"),
        whole=True,
        least=1,
        most=20,
        description=_("Empty: what the criteria say."),
    )
    load_limit = NumberField(_("Units a reviewer reads at most"), [Required()], whole=True, least=1, most=40)
    files_per_criterion = NumberField(
        _("Files for one criterion at most"), [Required()], whole=True, least=1, most=50
    )
    files_per_unit = NumberField(_("Files of one unit at most"), [Required()], whole=True, least=1, most=500)
    megabytes_per_file = NumberField(
        _("Megabytes of one file at most"), [Required()], whole=True, least=1, most=4096
    )
    megabytes_per_unit = NumberField(
        _("Megabytes of one unit at most"), [Required()], whole=True, least=1, most=1_000_000
    )
    report_characters = NumberField(
        _("Characters of the report at most"), [Required()], whole=True, least=500, most=20000
    )
    shows_own_score = Tick(_("A unit sees its own score beside its grade"))
    certificates_after_rectification = Tick(_("Certificates only after rectification is closed"))

    def settings(self) -> CampaignSettings:
        return CampaignSettings(**{name: self[name].data for name in CampaignSettings.__dataclass_fields__})


class MilestoneForm(PageForm):
    """A date between stages."""

    on = DayField(_("Day"), [Required()])
    title = Text(
        _("What happens"), [Required(), Most(100)], description=_("Mid-term check, progress meeting …")
    )
    note = LongText(_("Note"), [Most(500)])


class DelegateForm(PageForm):
    """A child organisation that runs the campaign for its own units."""

    unit = Pick(_("Organisation"), [Required()])
