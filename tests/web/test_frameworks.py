"""The pages of criteria: read and narrowed by everyone, imported by the office, every fault listed."""

from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from app.domain.actors import Actor
from app.reporting.framework_files import read_framework_file
from tests.scene import Scene, framework_file, university

FIVE = framework_file("five-good")


@pytest.fixture
def scene(session: Session) -> Scene:
    session.expire_on_commit = False  # so that reading a row here holds no lock against the program
    return university(session)


@pytest.fixture
def address(scene: Scene) -> str:
    """The page of the version that is there."""
    version = scene.framework()
    scene.session.commit()
    return f"/frameworks/{version.id}"


def acting(app: Flask, actor: Actor) -> FlaskClient:
    """A client whose requests come from `actor`."""

    def appear() -> None:
        g.actor = actor

    app.before_request_funcs.setdefault(None, []).insert(0, appear)
    return app.test_client()


@pytest.fixture
def office(app: Flask, scene: Scene) -> FlaskClient:
    actor = scene.actor(scene.coordinator())
    scene.session.commit()
    return acting(app, actor)


@pytest.fixture
def college(app: Flask, scene: Scene) -> FlaskClient:
    actor = scene.actor(scene.contributor(scene.colleges[0]))
    scene.session.commit()
    return acting(app, actor)


def upload(client: FlaskClient, scene: Scene, content: bytes, name: str = "指标.yaml"):
    form = {"owner": str(scene.university.id), "file": (BytesIO(content), name)}
    return client.post("/frameworks", data=form, content_type="multipart/form-data")


def english(client: FlaskClient) -> FlaskClient:
    client.set_cookie("display", "en.standard.standard")
    return client


def test_the_list_says_that_criteria_are_an_editable_starting_set(college, address):
    page = english(college).get("/frameworks").text
    assert "These criteria are an editable starting set of this institution, not official criteria." in page
    assert "College committee quality development: criteria" in page
    assert "Check and import" not in page


def test_a_framework_is_read_with_levels_evidence_and_guidance(college, address):
    page = english(college).get(address).text
    assert page.count('<details class="criterion"') == 27
    assert "2—2.6" not in page
    assert "3.6—4" in page
    assert "Timely; attendance is routine (4+ a year)" in page
    assert "Roster (name, expertise, projects; no ID numbers)" in page
    assert "only reviewers see it; please hide personal numbers" in page
    assert "not above “Pass”" in page


def test_criteria_are_narrowed_by_section_and_words(college, address):
    page = english(college).get(address, query_string={"section": "8", "words": "satisfaction"}).text
    assert page.count('<details class="criterion"') == 1
    assert 'id="criterion-8.1" open' in page


def test_a_number_leads_to_its_criterion_opened(college, address):
    answer = college.get(address, query_string={"number": " 7.3 "})
    assert (answer.status_code, answer.location) == (303, f"{address}?open=7.3#criterion-7.3")
    assert 'id="criterion-7.3" open' in college.get(f"{address}?open=7.3").text


def test_a_number_that_is_none_is_told_and_kept(college, address):
    page = english(college).get(address, query_string={"number": "9.9"}).text
    assert "There is no criterion 9.9. Numbers look like 1.1." in page
    assert 'value="9.9"' in page


def test_words_that_nobody_used_find_nothing_and_say_what_to_do(college, address):
    page = english(college).get(address, query_string={"words": "zebra"}).text
    assert "Try fewer words, or all sections." in page


def test_a_version_is_taken_out_as_it_came_and_as_excel(college, address):
    file = framework_file("college-committee-quality")
    yaml = college.get(f"{address}/criteria.yaml")
    excel = college.get(f"{address}/criteria.xlsx")
    assert yaml.data == file.content
    assert read_framework_file(excel.data, "x.xlsx").document == file.document
    assert excel.headers["Content-Disposition"] == 'attachment; filename="college-committee-quality-1.0.xlsx"'


def test_the_template_is_a_workbook(college, scene):
    assert college.get("/frameworks/template.xlsx").data.startswith(b"PK")


def test_the_office_imports_a_file_and_reads_it(office, scene, address):
    answer = upload(office, scene, FIVE.content)
    assert answer.status_code == 303
    assert "“五好”" in office.get(answer.location).text or "五有五好" in office.get(answer.location).text


def test_faults_are_listed_by_file_line_and_reason_in_both_languages(office, scene):
    faulty = FIVE.content.replace(b"base_total: 100", b"base_total: 99")
    answer = upload(office, scene, faulty)
    assert answer.status_code == 422
    assert "指标.yaml，第17行" in answer.text
    assert "所有二级指标合计100分" in answer.text
    answer = upload(english(office), scene, faulty)
    assert "指标.yaml, line 17" in answer.text
    assert "All criteria sum to 100, but base_total is 99." in answer.text


def test_a_taken_version_is_told_beside_the_field(office, scene, address):
    content = framework_file("college-committee-quality").content + b"# x\n"
    answer = upload(english(office), scene, content)
    assert answer.status_code == 422
    assert "is here already with other content" in answer.text


def test_a_missing_file_and_a_foreign_unit_are_told_beside_their_fields(office, scene):
    owner = str(scene.university.id)
    answer = english(office).post("/frameworks", data={"owner": owner})
    assert (answer.status_code, "Please choose a file." in answer.text) == (422, True)
    form = {"owner": str(scene.colleges[0].id), "file": (BytesIO(FIVE.content), "x.yaml")}
    answer = office.post("/frameworks", data=form, content_type="multipart/form-data")
    assert (answer.status_code, "Please choose one of these." in answer.text) == (422, True)


def test_a_college_cannot_import(college, scene):
    assert upload(college, scene, FIVE.content).status_code == 422
    assert "五有五好" not in college.get("/frameworks").text


def test_a_file_over_two_megabytes_is_refused(office, scene):
    form = {
        "owner": str(scene.university.id),
        "file": FileStorage(BytesIO(b" " * (2 * 1024 * 1024 + 1)), "x.yaml"),
    }
    # encoded here, because the test client would leave its temporary file open
    stream, _, boundary = stream_encode_multipart(form, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    assert office.post("/frameworks", data=stream.read(), content_type=kind).status_code == 413


def test_the_office_retires_and_offers_a_version(office, address):
    assert office.post(f"{address}/retire").status_code == 303
    assert office.post(f"{address}/retire").status_code == 409
    assert "Offer to new campaigns" in english(office).get(address).text
    assert office.post(f"{address}/publish").status_code == 303


def test_a_college_does_not_retire(college, address):
    assert college.post(f"{address}/retire").status_code == 403
    assert "Retire this version" not in english(college).get(address).text


@pytest.mark.parametrize("rest", ["", "/criteria.yaml", "/criteria.xlsx"])
def test_a_version_that_does_not_exist_is_not_found(college, scene, rest):
    assert college.get(f"/frameworks/{uuid4()}{rest}").status_code == 404


def test_the_starting_set_is_offered_to_the_office_until_it_is_taken_over(
    office: FlaskClient, scene: Scene, address: str
) -> None:
    offered = office.get("/frameworks").text
    assert "从参考指标开始" in offered
    assert "/starting-set/esg-2015-part1" in offered
    taken = office.post("/frameworks/starting-set/esg-2015-part1")
    assert taken.status_code == 303
    assert "/starting-set/esg-2015-part1" not in office.get("/frameworks").text
    assert office.post("/frameworks/starting-set/nothing").status_code == 404


def test_a_college_is_not_offered_the_starting_set(college: FlaskClient) -> None:
    assert "starting-set" not in college.get("/frameworks").text
    assert college.post("/frameworks/starting-set/esg-2015-part1").status_code == 404
