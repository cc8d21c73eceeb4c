"""Keeping the pieces of a title beside it, in the transaction that writes the title."""

from __future__ import annotations

from yangguang.apps.requests.models import Application, TitlePiece
from yangguang.apps.requests.pieces import pieces_of


def index_title(application: Application) -> None:
    """Set the pieces to those of the present title."""
    TitlePiece.objects.filter(application=application).delete()
    TitlePiece.objects.bulk_create(
        [
            TitlePiece(application=application, agency_id=application.agency_id, piece=piece)
            for piece in pieces_of(application.title)
        ]
    )
