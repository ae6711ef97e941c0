"""The rows of the matrix on the desk as HTML: a template costs many times what joined texts cost."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rumbo.core.web.addresses import addresses
from rumbo.portfolio.web.matrix import shares_of

if TYPE_CHECKING:
    from rumbo.desk.kinds import Kind
    from rumbo.portfolio.queries.matrix import MatrixRow


def body(
    rows: Sequence[MatrixRow], heads: Sequence[Any], plan: Any, kind: Kind, *, editable: Container[int], place: str
) -> SafeString:
    """Return the rows, every text escaped: the cells of ``editable`` elements are links to their forms.

    ``place`` is the part of the address that says which part of the matrix is shown.
    """
    writer = _Writer(heads, plan, kind, place)
    pieces = [writer.row(row, may_edit=row.element.pk in editable) for row in rows]
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped)


class _Writer:
    """Writes rows; what many cells say alike is said once."""

    def __init__(self, heads: Sequence[Any], plan: Any, kind: Kind, place: str) -> None:
        self.plan, self.kind = plan, kind
        self.heads = [(one.pk, escape(one)) for one in heads]
        self.query = f"?{escape(place)}" if place else ""
        self.none, self.nobody = escape(_("no role")), escape(_("Nobody is accountable"))
        self.page = addresses("desk:responsible", plan.key, kind)

    def row(self, row: MatrixRow, *, may_edit: bool) -> str:
        name = escape(row.element)
        cell = addresses("desk:matrix_cell", self.plan.key, self.kind, row.element.pk)
        hidden = " hidden" if row.accountable else ""
        nobody = f'<span class="status small risk" data-nobody{hidden}>{self.nobody}</span>'
        pieces = [f'<tr><th scope="row"><a href="{self.page(row.element.pk)}">{name}</a> {nobody}</th>']
        for pk, organization in self.heads:
            held = row.letters.get(pk, "")
            if may_edit:
                said = f"{name} · {organization}"
                held = (
                    f'<a id="c-{row.element.pk}-{pk}" data-cell="{pk}" data-name="{said}" '
                    f'href="{cell(pk)}{self.query}" aria-label="{said}: {held or self.none}">{held}</a>'
                )
            pieces.append(f"<td>{held}{shares_of(row.shares.get(pk, ()))}</td>")
        return f"{''.join(pieces)}</tr>\n"
