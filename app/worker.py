"""The worker process: `python -m app.worker`. Durable work through DBOS; the web only writes rows.

It looks for papers that wait, makes each in a workflow whose steps survive a kill, and runs the schedule.
"""

import os
import signal
import time
from collections.abc import Mapping, Sequence
from threading import Event, Thread
from typing import Any
from uuid import UUID

from dbos import DBOS, DBOSConfig, SetWorkflowID

from app import selfcheck
from app.database import open_engine
from app.jobs import SCHEDULE, Task, making
from app.jobs.surroundings import Surroundings
from app.queries import documents
from app.reporting.renditions import confinement
from evidence_store import open_store

QUEUE = "papers"
LOOK_EVERY = 0.5  # seconds
_around: list[Surroundings] = []  # the workflows' only way to what they work with


def surroundings(configuration: Mapping[str, Any]) -> Surroundings:
    """What jobs work with, from the settings."""
    return Surroundings(
        engine=open_engine(configuration["DATABASE_URL"], scanning=bool(configuration.get("CLAMD_URL"))),
        store=open_store(configuration["EVIDENCE_URL"]),
        settings=configuration,
    )


@DBOS.step(retries_allowed=True)
def begin(document_id: str) -> list[str]:
    return [str(part) for part in making.begin(_around[0], UUID(document_id))]


@DBOS.step(retries_allowed=True, max_attempts=2)
def finish(document_id: str) -> None:
    making.finish(_around[0], UUID(document_id))


@DBOS.step(retries_allowed=True)
def count_part(document_id: str, done: int) -> None:
    making.count_part(_around[0], UUID(document_id), done)


@DBOS.step(retries_allowed=True)
def fail(document_id: str, failure: str) -> None:
    making.fail(_around[0], UUID(document_id), failure)


@DBOS.workflow()
def make_paper(document_id: str) -> None:
    """A paper, its parts first; each step runs once, also when the worker is killed between two."""
    try:
        for position, part in enumerate(begin(document_id), start=1):
            begin(part)
            finish(part)
            count_part(document_id, position)
        finish(document_id)
    except Exception as failure:
        fail(document_id, repr(failure))
        raise


def start(configuration: Mapping[str, Any]) -> Surroundings:
    """Bring DBOS up on its own database and hand the workflows their surroundings."""
    _around[:] = [surroundings(configuration)]
    DBOS(
        config=DBOSConfig(
            name="pingyi",
            system_database_url=configuration["JOBS_DATABASE_URL"],
            executor_id=configuration["WORKER"],
            application_version="1",  # steps of an older release go on after an update
            log_level="WARNING",
            run_migrations=True,
        )
    )
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=1, polling_interval_sec=0.2)
    return _around[0]


def enqueue_waiting(around: Surroundings) -> int:
    """Hand every waiting paper to the queue; the workflow's id is the paper's, so twice is once."""
    with around.reading() as session:
        found = documents.waiting(session)
    for document_id in found:
        with SetWorkflowID(str(document_id)):
            DBOS.enqueue_workflow(QUEUE, make_paper, str(document_id))
    return len(found)


def run(around: Surroundings, stop: Event) -> None:
    """Look for work until told to stop, in two rows beside one another."""
    beside = Thread(target=_rounds, args=(around, stop, [task for task in SCHEDULE if task.beside]))
    beside.start()
    papers = Task("hand the papers to the queue", 0, enqueue_waiting)
    _rounds(around, stop, [papers, *(task for task in SCHEDULE if not task.beside)])
    while beside.is_alive():  # it may be about to start the next step
        confinement.end_all()
        beside.join(0.2)


def _rounds(around: Surroundings, stop: Event, tasks: Sequence[Task]) -> None:
    """These tasks, each when it is due, until told to stop."""
    due = {task.name: 0.0 for task in tasks}
    while not stop.wait(LOOK_EVERY):
        for task in tasks:
            if (now := time.monotonic()) >= due[task.name] and not stop.is_set():
                due[task.name] = now + task.every
                _run_task(task, around)


def _run_task(task: Task, around: Surroundings) -> None:
    """A task that fails is said and tried again at its next time; it never ends the worker."""
    try:
        task.run(around)
    except confinement.Ended:
        DBOS.logger.warning("the task “%s” was ended, and is begun again at the next start", task.name)
    except Exception:
        DBOS.logger.exception("the task “%s” failed", task.name)


def main() -> None:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    around = start(selfcheck.configured(os.environ, documents=True))
    try:
        run(around, stop)
    finally:
        DBOS.destroy()


if __name__ == "__main__":
    main()
