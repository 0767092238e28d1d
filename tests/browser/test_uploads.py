"""Files on their way in a real browser: thirty dropped at once, a lost network, a closed browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from app.models.account import User
from app.models.evidence import EvidenceRevision
from app.models.submission import Submission
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot
from tests.scene import Scene, university

#: drops files on the evidence zone: [name, text, how often it stands there] each
DROP = """(wanted) => {
    const transfer = new DataTransfer();
    for (const [name, text, times] of wanted) transfer.items.add(new File([text.repeat(times)], name, { lastModified: 1 }));
    document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""  # noqa: E501 -- a line of script
#: drops a folder: a file, another folder with one more, and what the system left there
DROP_FOLDER = """() => {
    const file = (name) => ({ isFile: true, file: (done) => done(new File(["a"], name)) });
    const folder = (...entries) => ({ isFile: false, isDirectory: true, createReader: () => ({ readEntries: (done) => done(entries.splice(0)) }) });
    const dropped = folder(file("名册.csv"), folder(file("照片.jpg")), file(".DS_Store"), file("~$名册.docx"));
    const event = new Event("drop", { bubbles: true, cancelable: true });
    event.dataTransfer = { items: [{ webkitGetAsEntry: () => dropped }], files: [] };
    document.querySelector("[data-drop]").dispatchEvent(event);
}"""  # noqa: E501 -- a line of script
LINE = "名称,数量,日期,单位\n"
LARGE = ["film.csv", LINE, 40 * 1024 * 1024 // len(LINE.encode())]


@pytest.fixture
def scene(session) -> Scene:  # type: ignore[no-untyped-def]
    return university(session)


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, writer: User) -> Submission:
    made = scene.submission(scene.campaign(files_per_criterion=50), scene.colleges[0])
    scene.session.commit()
    return made


@pytest.fixture
def shaky(context: BrowserContext, writer: User) -> Iterator[Page]:
    """A page whose network may go: what the browser says of that is no fault of ours."""
    page = context.new_page()
    page.set_default_timeout(10000)
    enter(page, writer)
    return page


def arrived(scene: Scene) -> int:
    found = scene.session.scalar(select(func.count()).select_from(EvidenceRevision))
    scene.session.commit()
    return found or 0


def upload(page: Page) -> None:
    page.get_by_role("button", name="上传", exact=True).click()


def test_thirty_files_dropped_at_once_arrive_and_the_typed_text_stays(
    page: Page, scene: Scene, submission: Submission, writer: User
) -> None:
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}/criteria/6.2")
    page.get_by_label("达成情况").fill("写到一半")
    page.evaluate(DROP_FOLDER)
    expect(page.locator("[data-chosen]")).to_have_text("名册.csv, 照片.jpg")
    thirty = [[f"名册{n}.csv", f"名称,数量\n文件,{n}\n", 1] for n in range(28)]
    page.evaluate(DROP, [*thirty, ["空.csv", "", 1], ["程序.exe", "MZ", 1]])
    upload(page)
    refused = page.locator("#evidence [data-state=refused]")
    expect(refused).to_have_count(2, timeout=60000)
    expect(page.locator("#evidence .file")).to_have_count(28, timeout=60000)
    expect(page.locator("#evidence [data-uploads-sum]")).to_have_text("已收到 28 个文件，共 30 个。")
    expect(refused.filter(has_text="空.csv")).to_contain_text("空文件")
    expect(refused.filter(has_text="程序.exe")).to_contain_text("程序")
    expect(page.locator("#evidence [data-uploads] > li")).to_have_count(2)
    expect(page.get_by_label("达成情况")).to_have_value("写到一半")
    assert arrived(scene) == 28
    accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    shoot(page, "uploads-refused")


def test_a_lost_network_a_pause_and_a_closed_browser_cost_nothing(
    shaky: Page, context: BrowserContext, scene: Scene, submission: Submission
) -> None:
    page, address = shaky, f"/submissions/{submission.id}/criteria/6.2"
    begun: list[str] = []
    page.goto(address)

    def watch(route: Route) -> None:
        """Each piece may pass; before the second the network is gone, before the third the person rests."""
        begun.append(route.request.headers["upload-offset"])
        if len(begun) == 2:
            context.set_offline(True)
        route.continue_()

    page.route(
        "**/uploads/*", lambda route: watch(route) if route.request.method == "PATCH" else route.continue_()
    )
    page.evaluate(DROP, [LARGE])
    upload(page)
    line = page.locator("#evidence [data-uploads] > li")
    expect(line).to_contain_text("暂时连不上网络", timeout=30000)
    line.get_by_role("button", name="暂停").click()
    expect(line).to_contain_text("已暂停，传了 40%")
    accessible(page)

    page.close()
    context.set_offline(False)
    later = context.new_page()
    later.set_default_timeout(20000)
    later.goto(address)
    expect(later.locator("#evidence [data-state=left]")).to_contain_text("film.csv")
    expect(later.locator("#evidence [data-state=left]")).to_contain_text("上次传到 40%")
    sent: list[str] = []
    later.on("request", lambda request: sent.append(request.headers.get("upload-offset", "")))
    later.evaluate(DROP, [LARGE])
    upload(later)
    expect(later.locator("#evidence .file")).to_contain_text("film", timeout=60000)
    assert arrived(scene) == 1
    offsets = [int(each) for each in sent if each]
    assert offsets == [16 * 1024 * 1024, 32 * 1024 * 1024]


def test_a_file_that_is_here_already_is_named_by_its_digest_and_no_byte_travels(
    page: Page, scene: Scene, submission: Submission, writer: User
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}/criteria/6.2")
    for refusals in (0, 1):
        page.evaluate(DROP, [["名册.csv", LINE, 1000]])
        upload(page)
        expect(page.locator("#evidence [data-state=refused]")).to_have_count(refusals)
        expect(page.locator("#evidence .file")).to_have_count(1)
    expect(page.locator("#evidence [data-state=refused]")).to_contain_text("6.2-01")
    assert (sent.count("PATCH"), arrived(scene)) == (1, 1)
