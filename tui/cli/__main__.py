"""The command `papershelf`, and `python -m tui.cli`: start with nothing in the way, and leave at once."""

import contextlib
import gc
import os
import sys

gc.disable()  # nothing that is imported at the start is garbage; looking for some takes 5 of 70 ms


def run() -> None:
    """Run the command line and end the process with its exit status."""
    from tui.cli.main import main

    gc.freeze()
    gc.enable()
    try:
        main()
    except SystemExit as end:
        if "textual" in sys.modules or not isinstance(end.code, int | None):
            raise
        # Taking Python down takes longer than most commands do (8 ms): everything is saved, only stdout may be waiting.
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(end.code or 0)


if __name__ == "__main__":
    run()
