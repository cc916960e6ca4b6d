"""The finder that the reader's settings describe, for the command line and the screen."""

from importers.lookup import Finder, LookupSettings
from storage import places
from tui.settings import Settings


def finder(settings: Settings) -> Finder:
    """Return a finder with the contact, keys and base addresses of the settings; it asks nobody by itself.

    Raises LookupFailedError, naming the entry, for settings that make no sense.
    """
    chosen = LookupSettings.of(contact=settings.contact, bases=settings.lookup, keys=settings.api_keys)
    return Finder(chosen, places.cache() / "lookup")
