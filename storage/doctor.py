"""`doctor`: whether a library is sound, and where it is not."""

from contextlib import closing
from pathlib import Path

from storage import counts, sqlite


def examine(library: Path) -> list[str]:
    """Return what is wrong with a library, in sentences; an empty list when it is sound.

    Looks at the file (integrity_check), the search indexes (FTS integrity-check), whether every row that names another
    finds it, and whether the counts are those of the papers.
    """
    try:
        with closing(sqlite.connect(library)) as connection:
            problems = [
                f"the file is damaged: {line}"
                for line in sqlite.scalars(connection, "PRAGMA integrity_check(20)")
                if line != "ok"
            ]
            if sqlite.scalar(connection, "PRAGMA application_id") != sqlite.APPLICATION_ID:
                return [*problems, "it is not a papershelf library"]
            for table in ("words", "texts", "said"):
                try:
                    connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")
                except sqlite.Error as error:
                    problems.append(f"the search index `{table}` is damaged: {error}")
            for table in ("details", "sightings", "taggings", "notes"):
                lost = f"SELECT count(*) FROM {table} WHERE paper NOT IN (SELECT id FROM papers)"
                if count := sqlite.scalar(connection, lost):
                    problems.append(f"{count:,} rows of `{table}` belong to no paper")
            return [*problems, *counts.differences(connection)]
    except sqlite.Error as error:
        return [f"the file cannot be read: {error}"]
