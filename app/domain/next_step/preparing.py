"""The one thing to do now for the office before a campaign runs: units, criteria, dates and notice."""

from ..actors import Role
from ..procedure import CampaignStage
from ..text import N_
from .rows import Row, row

C = CampaignStage
R = Role

PREPARING_ROWS: tuple[Row, ...] = (
    row(
        R.COORDINATOR,
        when=lambda f: f.campaign is None and f.units == 0,
        title=N_("Enter the units and their people"),
        why=N_("All at once from an Excel sheet, or one by one. A campaign needs units that take part."),
        button=N_("Units and people"),
        page="tree",
    ),
    row(
        R.COORDINATOR,
        when=lambda f: f.campaign is None and not f.criteria_ready,
        title=N_("Choose the criteria"),
        why=N_("Take one of the starting sets as it is, or import your own from Excel."),
        button=N_("Criteria frameworks"),
        page="frameworks",
    ),
    row(
        R.COORDINATOR,
        when=lambda f: f.campaign is None,
        title=N_("Make the first campaign"),
        why=N_("Choose the criteria and a notice date; the program proposes all the others."),
        button=N_("New campaign"),
        page="new_campaign",
    ),
    row(
        R.COORDINATOR,
        when=lambda f: f.campaign is C.PREPARING and not f.has_windows,
        title=N_("Set the dates of every stage"),
        why=N_("Type the date of the notice; working days and holidays are counted for you."),
        button=N_("Set the dates"),
        page="schedule",
    ),
    row(
        R.COORDINATOR,
        when=lambda f: f.campaign is C.PREPARING and f.units == 0,
        title=N_("Enrol the units"),
        why=N_("All units below you at once, or those you choose."),
        button=N_("Choose units"),
        page="units",
    ),
    row(
        R.COORDINATOR,
        when=lambda f: f.campaign is C.PREPARING,
        title=N_("Publish the campaign"),
        why=N_("The dates are set. Units enrolled: %(units)s."),
        button=N_("Look it over and publish"),
        page="campaign",
    ),
    row(
        R.COORDINATOR,
        when=lambda f: f.campaign is C.NOTICE and not f.notice_out,
        title=N_("Write the notice"),
        why=N_("Units it goes to: %(units)s. Each signs for it."),
        button=N_("Write the notice"),
        page="new_notice",
    ),
    row(
        R.COORDINATOR,
        when=lambda f: f.campaign is C.NOTICE,
        title=N_("Open the self-evaluation"),
        why=N_("The notice is out."),
        button=N_("Open the campaign"),
        page="campaign",
    ),
)
