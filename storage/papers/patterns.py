"""Regular expressions that are compiled when they are first used: a start that needs none of them does not wait."""

import re
from typing import Any, cast


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)  # from now on as near as a pattern's own
        return found


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what has the methods of the compiled pattern; a mistake in it is raised at the first use."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
