"""The tables: made on a new database, checked on an old one."""

from __future__ import annotations

import click
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from rumbo.cli.errors import UserError


def prepare_database(*, update: bool = False) -> None:
    """Make the tables of a new database; bring an old one up to date only when ``update``.

    Raises:
        UserError: migrations are pending, or the database belongs to a newer version or another program.
    """
    if not connection.introspection.table_names():
        click.echo("New database: making the tables.", err=True)
        _make_tables()
    if not _has_own_tables():
        raise UserError(
            "The database has tables of another program. Give Rumbo an empty database of its own: RUMBO_DATABASE_URL."
        )
    check_known()
    pending = pending_migrations()
    if pending and not update:
        raise UserError(
            f"The database is of an older version; these migrations are pending: {', '.join(pending)}. "
            "Make a backup, then run `rumbo manage migrate`."
        )
    if pending:
        click.echo("Updating the tables.", err=True)
        call_command("migrate", interactive=False, verbosity=0)


def pending_migrations() -> list[str]:
    """Return the migrations that were not applied, such as ``plan.0002_chapter_text``, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _make_tables() -> None:
    """Make all tables of an empty database from the models, or none (docs/decisions/new-databases.md).

    Another start that does so at the same time may come first: then it made them.
    """
    try:
        with connection.schema_editor() as editor:
            editor.create_model(MigrationRecorder.Migration)
            for model in apps.get_models():
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
            _note_migrations()
            emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    except DatabaseError:
        if not _has_own_tables():
            raise


def _note_migrations() -> None:
    """Note all migrations as applied."""
    recorder = MigrationRecorder(connection)
    for app, name in sorted(MigrationLoader(connection).disk_migrations):
        recorder.record_applied(app, name)


def _has_own_tables() -> bool:
    return MigrationRecorder(connection).has_table()


def check_known() -> None:
    """Hold that this version knows all of Rumbo's own migrations in the database.

    Raises:
        UserError: a newer version made them.
    """
    loader = MigrationExecutor(connection).loader
    own = {config.label for config in apps.get_app_configs() if config.name.startswith("rumbo.")}
    unknown = sorted(key for key in loader.applied_migrations if key[0] in own and key not in loader.disk_migrations)
    if unknown:
        raise UserError(
            f"The database is of a newer version of Rumbo: {', '.join('.'.join(key) for key in unknown)}. "
            "Install that version, or restore a backup."
        )
