"""The roles a post may have; a workflow names a role, never a person."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """A role, from the one that answers first for an agent with several posts to the last."""

    ADMIN = "admin"
    MANAGER = "manager"
    DPO = "dpo"
    HEAD = "head"
    CLERK = "clerk"
    TILL = "till"
    EDITOR = "editor"
    ARCHIVIST = "archivist"
    REGISTRAR = "registrar"
    CITIZEN = "citizen"


ROLE_LABELS = {
    Role.ADMIN: _("administration de la plateforme"),
    Role.MANAGER: _("gestion des démarches"),
    Role.DPO: _("protection des données (DPO)"),
    Role.HEAD: _("chef de service"),
    Role.CLERK: _("agent"),
    Role.TILL: _("caisse"),
    Role.EDITOR: _("rédaction du site"),
    Role.ARCHIVIST: _("archives et fin de conservation"),
    Role.REGISTRAR: _("accès au registre de la population"),
    Role.CITIZEN: _("citoyen"),
}

_KEEPS_THE_REGISTER = {Role.HEAD, Role.CLERK}
#: Posts that give no sight of the cases of their department.
_WITHOUT_CASES = {Role.EDITOR, Role.DPO, Role.ARCHIVIST}


def roles_of(post: Role, *, department_keeps_register: bool) -> frozenset[Role]:
    """The roles a post gives: agents of the department that keeps the population register may consult it."""
    if department_keeps_register and post in _KEEPS_THE_REGISTER:
        return frozenset({post, Role.REGISTRAR})
    return frozenset({post})


def meets_cases(post: Role) -> bool:
    """Whether a post gives sight of the cases of its department: editing the site or watching over data does not."""
    return post not in _WITHOUT_CASES


def first_role(roles: Iterable[Role]) -> Role:
    """The role that stands for the agent in a fact when nothing narrower is known."""
    return min(roles, key=list(Role).index)
