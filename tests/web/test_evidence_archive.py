"""All evidence of a unit in one ZIP: safe names, what is no file in a list, and nobody else's."""

import io
import zipfile

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.evidence import Visibility
from app.domain.procedure import CampaignStage
from app.models.evidence import Medium
from tests import files
from tests.people import sign_in
from tests.scene import university


def test_all_files_go_out_under_their_numbers_with_an_index_and_the_rest_as_a_list(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    scene = university(session)
    writer, other = scene.contributor(scene.colleges[0]), scene.contributor(scene.colleges[1])
    submission = scene.submission(scene.campaign(CampaignStage.SELF_EVALUATION), scene.colleges[0])
    content = files.pdf("甲")[1]
    digest = app.extensions["evidence_store"].put(io.BytesIO(content)).hex
    for number in ("2.1-01", "2.1-02"):
        scene.evidence(submission, number, writer, digest=digest, filename="附件：任命?.pdf")
    withdrawn = scene.evidence(submission, "2.1-03", writer, digest=digest, filename="收回的.pdf")
    withdrawn.withdrawn_at = withdrawn.created_at
    linked = scene.evidence(submission, "3.1-01", writer, digest=digest)
    linked.medium, linked.url, linked.outlet = Medium.LINK, "https://news.example/1", "校报"
    linked.visibility, linked.revision_count = Visibility.PUBLIC, 0
    session.commit()
    sign_in(client, writer)
    here = f"/submissions/{submission.id}/evidence.zip"
    sent = client.get(here)
    assert (sent.status_code, sent.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(sent.data)) as packed:
        names = packed.namelist()
        assert names[:2] == ["2.1/2.1-01 附件：任命_.pdf", "2.1/2.1-02 附件：任命_.pdf"]
        assert names[-2:] == ["链接与现场备查.csv", "目录.csv"]
        assert packed.read(names[0]) == content
        assert "https://news.example/1" in packed.read("链接与现场备查.csv").decode("utf-8-sig")
        assert digest in packed.read("目录.csv").decode("utf-8-sig")
    assert not any("收回的" in name for name in names)
    stranger = app.test_client()
    sign_in(stranger, other)
    assert stranger.get(here).status_code == 404
