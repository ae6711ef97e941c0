"""The background worker process."""

from __future__ import annotations

from django.utils.crypto import get_random_string

from rumbo.cli.serving.processes import follow_parent
from rumbo.cli.start import start_django


def main() -> None:
    """Run tasks until SIGTERM; the running task is finished."""
    start_django()
    from django_tasks_db.management.commands.db_worker import Worker  # imported here: it needs the apps

    from rumbo.importers.services import runs
    from rumbo.participation.services import news
    from rumbo.portfolio.services import prints
    from rumbo.priority.services import runs as priority_runs

    follow_parent()
    runs.resume()
    news.resume()
    prints.resume()
    priority_runs.resume()
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=1.0,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
    worker.configure_signals()
    worker.run()


if __name__ == "__main__":
    main()
