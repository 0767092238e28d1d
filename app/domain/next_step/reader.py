"""The one thing to do now for a reviewer and a panel chair."""

from ..actors import Role
from ..procedure import CampaignStage
from ..text import N_
from .rows import Row, row

C = CampaignStage
R = Role

READER_ROWS: tuple[Row, ...] = (
    row(
        R.REVIEWER,
        R.COORDINATOR,
        R.BOARD,
        R.OBSERVER,
        when=lambda f: f.to_examine > 0,
        title=N_("Look again at an appeal (%(to_examine)s)"),
        why=N_("You did not score it. You write your opinion alone; a second person writes another."),
        button=N_("Open the appeal"),
        page="appeal",
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.assigned > 0 and not f.declared,
        title=N_("Sign the reviewer's declaration"),
        why=N_("Units meant for you: %(assigned)s. Say first whether you must not read one of them."),
        button=N_("Read and sign the declaration"),
        page="declaration",
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.invited > 0,
        title=N_("Answer your invitations (%(invited)s)"),
        why=N_("Accept, decline, or ask to be recused, unit by unit."),
        button=N_("Answer"),
        page="assignments",
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.to_confirm > 0,
        title=N_("Look again at what was supplemented (%(to_confirm)s)"),
        why=N_("You had scored it before. Confirm your score or change it; the rest stays handed in."),
        button=N_("Look at it"),
        page="reconsideration",
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.unfinished > 0 and f.campaign is C.PEER_REVIEW,
        title=N_("Read %(next_unit)s"),
        why=N_("%(unfinished)s of your %(assigned)s units are still open."),
        button=N_("Go on reading"),
        page="review",
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.letters_to_write > 0,
        title=N_("Go over the letters of your panel (%(letters_to_write)s)"),
        why=N_("The first wording is made of what the readers found. The secretariat sends the letters."),
        button=N_("Open the letters"),
        page="panel_letters",
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.is_chair and f.to_moderate > 0,
        title=N_("Units waiting for your panel's opinion: %(to_moderate)s"),
        why=N_("All their reviews are in; first scores are frozen."),
        button=N_("Open the first"),
        page="moderation",
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.to_verify > 0,
        title=N_("Look at what was put right (%(to_verify)s)"),
        why=N_("You raised them; you say whether they can be closed."),
        button=N_("Look at them"),
        page="verifications",
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.assigned == 0,
        title=N_("No unit has been given to you yet"),
        why=N_("You are told as soon as the secretariat has assigned them."),
        button=N_("Read the criteria"),
        page="framework",
        waits=True,
    ),
    row(
        R.REVIEWER,
        when=lambda f: f.campaign in {C.SELF_EVALUATION, C.FORMAT_CHECK, C.NOTICE, C.PREPARING},
        title=N_("The reading has not opened yet"),
        why=N_("Units meant for you: %(assigned)s. You are told when they can be read."),
        button=N_("Read the criteria"),
        page="framework",
        waits=True,
    ),
    row(
        R.REVIEWER,
        when=lambda f: True,
        title=N_("Everything is handed in. Thank you"),
        why=N_("Units you read: %(assigned)s."),
        button=N_("See your units"),
        page="assignments",
        waits=True,
    ),
)
