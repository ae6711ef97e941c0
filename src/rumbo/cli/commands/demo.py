"""`rumbo demo`: a complete example plan, served."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import click

from rumbo.cli.checkout import checkout
from rumbo.cli.errors import UserError
from rumbo.cli.start import start_django
from rumbo.config.environment import Environment

if TYPE_CHECKING:
    from rumbo.cli.demo import SignIn


@click.command()
@click.option("--serve/--no-serve", "serving", default=True, help="Stop before serving with --no-serve.")
def command(serving: bool) -> None:
    """Serve a complete example plan: makes the database on the first start, prints the address and the sign-ins.

    Everything is kept in data/demo of the checkout, or in RUMBO_DATA_DIR.
    """
    refuse_other_machines()
    own_database = not os.environ.get("RUMBO_DATABASE_URL")
    set_defaults()
    environment = start_django()
    from rumbo.cli.database import prepare_database  # imported here: these need Django
    from rumbo.cli.demo import PLAN_KEY, build
    from rumbo.cli.demo_priority import evaluator_path
    from rumbo.cli.demo_reports import report_path
    from rumbo.cli.demo_workshops import CODE
    from rumbo.cli.serving.serve import check, serve, site_address

    if serving:
        check(environment)
    prepare_database(update=own_database)
    signs, address = build(), site_address(environment)
    notes = [*sign_in_lines(signs), *workshop_lines(address, CODE)]
    notes += evaluator_lines(address, evaluator_path(PLAN_KEY))
    notes += report_lines(address, report_path(PLAN_KEY))
    if serving:
        sys.exit(serve(environment, notes))
    click.echo("\n".join(notes))


def refuse_other_machines() -> None:
    """Hold that only this machine can reach the demo: its passwords are known to all.

    Raises:
        UserError: RUMBO_HOST is another address than this machine's own.
    """
    host = os.environ.get("RUMBO_HOST", "127.0.0.1")
    if host not in ("127.0.0.1", "::1", "localhost"):
        raise UserError(
            f"The demo's passwords are public, so it serves only this machine, not RUMBO_HOST={host}. "
            "Leave RUMBO_HOST out, or set up a site of your own with `rumbo serve`."
        )


def set_defaults() -> None:
    """Set the settings of the demo that the environment leaves open: data folder, secret and port."""
    root = checkout()
    default = root / "data" / "demo" if root else Path.cwd() / "rumbo-demo"
    folder = Path(os.environ.setdefault("RUMBO_DATA_DIR", str(default)))
    os.environ.setdefault("RUMBO_SECRET_KEY", kept_secret(folder / "secret"))
    if "RUMBO_PORT" not in os.environ:
        host = os.environ.get("RUMBO_HOST", str(Environment.model_fields["host"].default))
        os.environ["RUMBO_PORT"] = str(free_port(host, int(Environment.model_fields["port"].default)))


def kept_secret(file: Path) -> str:
    """Return the secret in ``file``; make one that only the owner can read where there is none.

    Raises:
        UserError: the file can be neither read nor written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent, prefix=".secret-") as draft:  # its mode is 600
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, file)
        return file.read_text().strip()
    except OSError as error:
        raise UserError(f"The demo's secret {file} cannot be kept: {error.strerror}. See RUMBO_DATA_DIR.") from None


def free_port(host: str, first: int) -> int:
    """Return ``first``, or the next of twenty ports that is free, or any free one."""
    for port in (*range(first, first + 20), 0):
        try:
            family, kind, protocol, _, (name, *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((name, port))
                return int(probe.getsockname()[1])
        except OSError:
            continue
    return first


def sign_in_lines(sign_ins: Sequence[SignIn]) -> list[str]:
    """Return the sign-ins as aligned lines: role, e-mail and password."""
    width = max((len(sign_in.role) for sign_in in sign_ins), default=0)
    return ["Sign in as:", *(f"  {s.role:{width}}  {s.email}  {s.password}" for s in sign_ins)]


def workshop_lines(address: str, code: str) -> list[str]:
    """Return how to join the table that is at work today, and where its projector is."""
    address = address.rstrip("/")
    return [
        "A workshop is under way. Open both side by side, one as a participant:",
        f"  Join its table:  {address}/entrar/{code}/",
        f"  Its projector:   {address}/pantalla/{code}/",
    ]


def evaluator_lines(address: str, path: str) -> list[str]:
    """Return where an evaluator scores; nothing where no round takes scores."""
    return [f"Projects are being prioritised. Score them: {address.rstrip('/')}{path}"] if path else []


def report_lines(address: str, path: str) -> list[str]:
    """Return where somebody reports on a project; nothing where nobody has to."""
    return [f"A liaison has not reported yet. Do it for them: {address.rstrip('/')}{path}"] if path else []
