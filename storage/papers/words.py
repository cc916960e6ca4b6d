"""Phrases that the command line and the screen share."""


def papers(count: int) -> str:
    """Return `1 paper`, `28 papers`."""
    return "1 paper" if count == 1 else f"{count:,} papers"


def called(form: str, title: str | None) -> str:
    """Return what a listing is called: its format and its own title, once where the title says the format too."""
    if not title or title == form:
        return form
    return title if form.casefold() in title.casefold() else f"{form} ({title})"
