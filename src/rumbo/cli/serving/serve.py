"""Serves the site: checks, prepares, and runs web server, worker and clock."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import click
import structlog

from rumbo.cli.database import prepare_database
from rumbo.cli.errors import UserError
from rumbo.cli.serving.processes import supervise
from rumbo.cli.serving.static import collect_static
from rumbo.config.environment import ConfigurationError, Environment

PROCESSES = {
    "web": "rumbo.cli.serving.web",
    "worker": "rumbo.cli.serving.worker",
    "clock": "rumbo.cli.serving.clock",
}
log = structlog.get_logger(__name__)


def check(environment: Environment) -> None:
    """Hold that the settings suffice to serve.

    Raises:
        ConfigurationError: the secret is missing, or mails would name whatever host a visitor names.
        UserError: the port cannot be used.
    """
    if not environment.secret_key:
        raise ConfigurationError(
            "RUMBO_SECRET_KEY is missing. Set it to a secret of at least 32 characters, such as the output of "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`, and keep it."
        )
    if "*" in environment.hosts and not environment.base_url:
        raise ConfigurationError(
            "RUMBO_HOSTS lets any host name through, and the links in mails would lead to whatever name a visitor "
            "sends. Name the hosts of the site, or set RUMBO_BASE_URL to its public address."
        )
    problem = port_problem(environment.host, environment.port)
    if problem:
        raise UserError(
            f"Port {environment.port} of {environment.host} cannot be used: {problem}. "
            "Stop the program that has it, or set RUMBO_PORT (and RUMBO_HOST)."
        )


def serve(environment: Environment, notes: Sequence[str] = ()) -> int:
    """Serve until a signal; print the address, then ``notes``. Returns the exit code. Django has to be started."""
    prepare_database()
    collect_static()
    address = site_address(environment)

    def announce() -> None:
        click.echo("\n".join([f"Rumbo answers at {address}", *notes, "Stop it with Ctrl+C."]))
        log.info("serving", address=address, web_workers=environment.web_workers)

    return supervise(PROCESSES, lambda: listens(environment.host, environment.port), announce)


def site_address(environment: Environment) -> str:
    """Return where the site answers: the public address if one is set, else the one it listens on."""
    host = f"[{environment.host}]" if ":" in environment.host else environment.host
    return environment.base_url or f"http://{host}:{environment.port}"


def port_problem(host: str, port: int) -> str:
    """Return why a port cannot be listened on; empty when it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def listens(host: str, port: int) -> bool:
    """Say whether something accepts connections there."""
    where = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asks, does not bind
    try:
        socket.create_connection((where, port), timeout=1).close()
    except OSError:
        return False
    return True
