"""The command line: every command prints data on stdout and words on stderr, and opens no screen it does not show.

Exit status: 0 all well; 1 some input could not be read (what was readable is in); 2 wrong usage; 3 the library cannot
be opened. A command's function may return it. Start-up counts here: a command imports what it needs, when it runs.
"""

import os
import sys
from importlib import import_module
from typing import Any

import click

from storage import sqlite
from storage.library import LibraryError, reason
from tui.cli.shell import INTERRUPTED, NO_LIBRARY, fail, library_path
from tui.desk import walls

COMMANDS = {
    name: file
    for file, names in (
        ("filling", "import add complete"), ("looking", "list show"), ("citing", "cite export"),
        ("saying", "mark star tag queue later shelf note edit delete"),
        ("looking", "page"), ("keeping", "undo redo history"), ("looking", "stats digest duplicates"),
        ("saying", "merge split"), ("keeping", "backup restore doctor config formats"), ("citing", "styles"),
    )
    for name in names.split()
}  # fmt: skip
"""Every command, in the order of use, and the file it stands in, which is loaded when the command is asked for."""


class Shelf(click.Group):
    """The command group; an error becomes one sentence, never a traceback."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line; what click itself says of wrong words, and quotes of them, is behind the wall too."""
        walls.put_up()
        return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; here rather than in `main`, where click has words of its own for a pipe or a Ctrl-C."""
        try:
            ctx.exit(super().invoke(ctx) or 0)
        except LibraryError as error:
            raise fail(str(error), NO_LIBRARY) from None
        except sqlite.Error as error:  # a damaged file may show itself only where a query reads it
            raise fail(f"the library cannot be read: {reason(error)}", NO_LIBRARY) from None
        except BrokenPipeError:
            # `papershelf list | head` has seen enough; Python would complain once more when it flushes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None
        except (KeyboardInterrupt, click.Abort):
            raise fail("given up; the shelf is as it was", INTERRUPTED) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loading the file it stands in."""
        if cmd_name not in COMMANDS:
            return None
        file = import_module(f"tui.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(file, f"{cmd_name}_", None) or getattr(file, cmd_name)
        return command


@click.group(cls=Shelf, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--library", metavar="PATH", help="The library file (else PAPERSHELF_LIBRARY, else the user's data folder)."
)
@click.version_option(None, "-V", "--version", package_name="papershelf", prog_name="papershelf")
@click.pass_context
def main(ctx: click.Context, library: str | None) -> None:
    """A reading list for research papers that lives in the terminal. Without a command it opens the shelf."""
    if ctx.invoked_subcommand is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise fail("the shelf needs a terminal; `papershelf --help` lists the commands that do not")
        path = library_path()
        from tui.app import run  # textual: a third of a second that no command waits for

        sys.exit(run(path))
