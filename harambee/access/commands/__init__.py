"""Every write of access. Grants are written through `grants`; people, posts and places through the others."""

from harambee.access.commands.grants import (
    Sight,
    end_basis,
    end_principal,
    exclude_person,
    give_sight,
    lend_sight,
    schedule,
)
from harambee.access.commands.notices import mark_seen, tell
from harambee.access.commands.organizations import add_area, add_organization, change_organization, desk_for
from harambee.access.commands.users import (
    add_user,
    disable_user,
    end_post,
    give_post,
    reset_password,
    switch_post,
)

__all__ = [
    "Sight",
    "add_area",
    "add_organization",
    "add_user",
    "change_organization",
    "desk_for",
    "disable_user",
    "end_basis",
    "end_post",
    "end_principal",
    "exclude_person",
    "give_post",
    "give_sight",
    "lend_sight",
    "mark_seen",
    "reset_password",
    "schedule",
    "switch_post",
    "tell",
]
