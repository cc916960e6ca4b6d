"""The command `papershelf`, and `python -m tui.cli`: start with nothing in the way, and leave at once."""

import contextlib
import gc
import io
import os
import sys

gc.disable()  # nothing that is imported at the start is garbage; looking for some takes 5 of 70 ms


def run() -> None:
    """Run the command line and end the process with its exit status."""
    from tui.cli.main import main

    gc.freeze()
    gc.enable()
    if sys.stdout is None:
        sys.stdout = io.StringIO()  # closed from the start: nobody reads
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that is not UTF-8 still gets its list
    try:
        main()
    except SystemExit as end:
        if "textual" in sys.modules or not isinstance(end.code, int | None):
            raise
        # Taking Python down takes longer than most commands do (8 ms): everything is saved, only stdout may be waiting.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, AttributeError):  # a full disk; stderr was closed from the start
                stream.flush()
        os._exit(end.code or 0)


if __name__ == "__main__":
    run()
