"""The pages of criteria: the versions there are, one of them to read, files out and in."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Subject
from app.domain.errors import Invalid, NotFound
from app.domain.framework_search import matching
from app.queries import frameworks
from app.queries.frameworks import FrameworkRow
from app.reporting.framework_faults import UnusableFramework
from app.reporting.framework_files import (
    LARGEST,
    FrameworkFile,
    read_framework_file,
    starting_set,
    template_workbook,
    write_workbook,
)
from app.services import frameworks as deeds

from .access import access, current_actor
from .errors import status_of
from .forms import PageForm, Pick, Required

bp = Blueprint("frameworks", __name__, url_prefix="/frameworks")

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(PageForm):
    """A file of criteria for one of the units whose office the actor runs."""

    owner = Pick(_("For which unit?"), [Required()])
    file = FileField(
        _("File of criteria"), description=_("A YAML file or a filled Excel template (.xlsx), up to 2 MB.")
    )


@bp.get("")
@access(Action.VIEW_FRAMEWORK)
def index() -> ResponseReturnValue:
    """Every version in reach."""
    return _index(_form())


@bp.post("")
@access(Action.IMPORT_FRAMEWORK)
def take_in() -> ResponseReturnValue:
    """Import a file; every fault of it is listed by its place."""
    form = _form()
    upload = request.files.get("file")
    if not upload or not upload.filename:
        form.validate()
        form.file.errors = [gettext("Please choose a file.")]
        return _index(form), 422
    if not form.validate():
        return _index(form), 422
    try:
        with upload.stream as stream:
            content = stream.read(LARGEST + 1)
        version = deeds.import_framework(
            db.session, current_actor(), UUID(form.owner.data), content=content, filename=upload.filename
        )
    except UnusableFramework as refusal:
        form.refuse(refusal)
        return _index(form, refusal), 422
    except Invalid as refusal:
        form.refuse(refusal)
        return _index(form), status_of(refusal)
    flash(gettext("The criteria are here. Please read them through once before you use them."))
    return redirect(url_for(".show", framework_id=version.id), 303)


@bp.post("/starting-set/<code>")
@access(Action.IMPORT_FRAMEWORK)
def take_over(code: str) -> ResponseReturnValue:
    """Import one framework of the starting set, as it is, for the first unit the actor runs."""
    file = next((each for each in starting_set() if each.framework.code == code), None)
    owners = frameworks.owners(db.session, current_actor())
    if file is None or not owners:
        raise NotFound
    version = deeds.import_framework(
        db.session, current_actor(), owners[0].id, content=file.content, filename=f"{code}.yaml"
    )
    flash(gettext("The criteria are here. Please read them through once before you use them."))
    return redirect(url_for(".show", framework_id=version.id), 303)


def _form() -> ImportForm:
    form = ImportForm()
    form.owner.choices = [
        (str(unit.id), unit.name) for unit in frameworks.owners(db.session, current_actor())
    ]
    return form


def _offered(form: ImportForm, versions: list[FrameworkRow]) -> list[FrameworkFile]:
    """What of the starting set an office has not taken over yet."""
    there = {version.code for version in versions}
    return [file for file in starting_set() if form.owner.choices and file.framework.code not in there]


def _index(form: ImportForm, refusal: UnusableFramework | None = None) -> str:
    versions = frameworks.versions(db.session, current_actor())
    return render_template(
        "frameworks/index.html",
        versions=versions,
        offered=_offered(form, versions),
        form=form,
        faults=refusal.faults if refusal else (),
    )


@bp.get("/template.xlsx")
@access(Action.VIEW_FRAMEWORK)
def template() -> Response:
    """The empty Excel template."""
    return _file(template_workbook(), EXCEL, "criteria-template.xlsx")


@bp.get("/<uuid:framework_id>")
@access(Action.VIEW_FRAMEWORK)
def show(framework_id: UUID) -> ResponseReturnValue:
    """One version to read: narrowed by section and words, with one criterion opened by its number."""
    version = frameworks.version(db.session, current_actor(), framework_id)
    framework = frameworks.by_digest(db.session, version.digest)
    section, words = request.args.get("section", ""), request.args.get("words", "").strip()
    number = request.args.get("number", "").strip()
    if framework.has_criterion(number):
        return redirect(
            url_for(".show", framework_id=version.id, open=number, _anchor=f"criterion-{number}"), 303
        )
    subject = Subject(owner_path=version.owner_path, unit_id=version.owner_id)
    return render_template(
        "frameworks/show.html",
        version=version,
        framework=framework,
        found=matching(framework, section=section, words=words),
        section=section,
        words=words,
        number=number,
        opened=request.args.get("open", ""),
        may_publish=policy.permits(current_actor(), Action.PUBLISH_FRAMEWORK, subject),
    )


@bp.get("/<uuid:framework_id>/criteria.yaml")
@access(Action.VIEW_FRAMEWORK)
def as_yaml(framework_id: UUID) -> Response:
    """The file as it was imported."""
    version = frameworks.version(db.session, current_actor(), framework_id)
    content = frameworks.source(db.session, version.id)
    return _file(content, "application/yaml", f"{version.code}-{version.version}.yaml")


@bp.get("/<uuid:framework_id>/criteria.xlsx")
@access(Action.VIEW_FRAMEWORK)
def as_excel(framework_id: UUID) -> Response:
    """The whole version as a workbook that can be changed and imported again."""
    version = frameworks.version(db.session, current_actor(), framework_id)
    name = f"{version.code}-{version.version}"
    document = read_framework_file(frameworks.source(db.session, version.id), name).document
    return _file(write_workbook(document), EXCEL, f"{name}.xlsx")


@bp.post("/<uuid:framework_id>/publish")
@access(Action.PUBLISH_FRAMEWORK)
def publish(framework_id: UUID) -> ResponseReturnValue:
    """Offer the version to new campaigns."""
    deeds.publish_framework(db.session, current_actor(), framework_id)
    flash(gettext("New campaigns can now use this version."))
    return redirect(url_for(".show", framework_id=framework_id), 303)


@bp.post("/<uuid:framework_id>/retire")
@access(Action.RETIRE_FRAMEWORK)
def retire(framework_id: UUID) -> ResponseReturnValue:
    """Offer the version no longer; campaigns that use it go on."""
    deeds.retire_framework(db.session, current_actor(), framework_id)
    flash(gettext("New campaigns can no longer use this version. Campaigns that use it go on."))
    return redirect(url_for(".show", framework_id=framework_id), 303)


def _file(content: bytes, media_type: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=disposition)
