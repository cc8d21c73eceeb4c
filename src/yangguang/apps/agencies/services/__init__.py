"""Acts on bodies, people, posts and roles, one module per subject."""

from yangguang.apps.agencies.services.bodies import (
    create_agency,
    move_agency,
    rename_agency,
    update_contact,
)
from yangguang.apps.agencies.services.delegation import delegate, end_delegation
from yangguang.apps.agencies.services.handover import HandOver, hand_over
from yangguang.apps.agencies.services.mergers import merge_agencies
from yangguang.apps.agencies.services.posts import assign_post, end_post, take_on_staff
from yangguang.apps.agencies.services.proposals import (
    confirm_agency,
    identify_agency,
    propose_agency,
)
from yangguang.apps.agencies.services.remedies import set_remedy_bodies
from yangguang.apps.agencies.services.roles import add_role, edit_role, install_default_roles
from yangguang.apps.agencies.services.second_factor import (
    backup_codes_left,
    begin_authenticator,
    check_second_factor,
    confirm_authenticator,
    remove_authenticator,
    renew_backup_codes,
)
from yangguang.apps.agencies.services.sessions import (
    begin_sign_in,
    end_sign_in,
    note_activity,
)
from yangguang.apps.agencies.services.staff import (
    add_staff,
    change_password,
    deactivate_staff,
    edit_staff,
    reactivate_staff,
    reset_password,
    temporary_password,
)

__all__ = [
    "HandOver",
    "add_role",
    "add_staff",
    "assign_post",
    "backup_codes_left",
    "begin_authenticator",
    "begin_sign_in",
    "change_password",
    "check_second_factor",
    "confirm_agency",
    "confirm_authenticator",
    "create_agency",
    "deactivate_staff",
    "delegate",
    "edit_role",
    "edit_staff",
    "end_delegation",
    "end_post",
    "end_sign_in",
    "hand_over",
    "identify_agency",
    "install_default_roles",
    "merge_agencies",
    "move_agency",
    "note_activity",
    "propose_agency",
    "reactivate_staff",
    "remove_authenticator",
    "rename_agency",
    "renew_backup_codes",
    "reset_password",
    "set_remedy_bodies",
    "take_on_staff",
    "temporary_password",
    "update_contact",
]
