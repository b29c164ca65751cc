"""How long a document may take: reading under a limit of time, whoever recognises characters asks for more of it.

Belongs here: the one hook between both. Does not: limits (whoever runs readers sets them). Without a limit nobody is
asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

# Who is asked for so many seconds more.
MORE_TIME: ContextVar[Callable[[float], None] | None] = ContextVar("more_time", default=None)
# A full page takes about ten on a machine with nothing else to do.
SECONDS_A_PAGE = 60.0


def ask_for_a_page() -> None:
    """Ask for the time that the characters of one page may take."""
    ask = MORE_TIME.get()
    if ask:
        ask(SECONDS_A_PAGE)
