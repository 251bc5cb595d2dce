"""Every write of the directory: single services and places, and whole directories from files."""

from harambee.directory.commands.importing import import_directory
from harambee.directory.commands.services import add_service, conceal_location

__all__ = ["add_service", "conceal_location", "import_directory"]
