"""Who acts: from an account and what the session proved to an ``Actor``, in at most two queries."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from beffroi.people.models import Account, IdentityCheck, IdentityLink
from beffroi.people.rules import Actor, Level, Role
from beffroi.people.rules.roles import first_role, meets_cases, roles_of

from .agents import acting_posts

_ACCOUNT_OF_SESSION = f"""
    SELECT account.*, EXISTS (SELECT 1 FROM {IdentityLink._meta.db_table} WHERE account_id = account.id) AS is_linked
    FROM {Account._meta.db_table} account WHERE account.id = %s
"""  # noqa: S608 (names of our own tables)


def account_of_session(account_id: UUID | str) -> Account | None:
    """The account of a session; ``is_linked`` says whether it is somebody's, so that nobody need ask again.

    Every request of every signed-in person asks this, and composing it anew costs more than its answer: it is written
    out.
    """
    key = Account._meta.pk.get_db_prep_value(account_id, connection)
    return next(iter(Account.objects.raw(_ACCOUNT_OF_SESSION, [key])), None)


def portal_actor(*, account: Account | None, level: int, method: str, linked: bool | None = None) -> Actor:
    """The actor of the portal: never an agent, even when the same account has a post.

    ``level`` and ``method`` are what this session proved (federal sign-in); an identity check recorded by an agent
    counts in every session. Without a linked person no session is worth more than an e-mail address. ``linked`` is
    ``account_of_session``'s answer when it has just been asked: most accounts are nobody's.
    """
    if account is None:
        return Actor()
    link = _link(account) if linked is None or linked else None
    if link is None:
        return Actor(
            account_id=account.pk,
            name=account.get_full_name(),
            email=account.email or "",
            level=Level.EMAIL,
            method="email",
        )
    proved, by = max((Level.reached(level), method), (Level.EMAIL, "email"), _checked(link))
    return Actor(
        account_id=account.pk,
        person_id=link.person_id,
        pseudonym=_pseudonym(link),
        name=link.person.full_name,
        email=account.email or "",
        level=proved,
        method=by,
    )


def desk_actor(*, account: Account | None) -> Actor:
    """The actor of the desk: the account's posts in force today; without any, somebody who may do nothing there."""
    if account is None:
        return Actor(role="", roles=frozenset(), channel="counter")
    posts = list(acting_posts().filter(account=account).select_related("department"))
    link = _link(account)
    roles = {
        role
        for post in posts
        for role in roles_of(Role(post.role), department_keeps_register=post.department.keeps_register)
    }
    return Actor(
        account_id=account.pk,
        person_id=link.person_id if link else None,
        pseudonym=_pseudonym(link) if link else None,
        agent_id=posts[0].pk if posts else None,
        name=account.get_full_name(),
        email=account.email or "",
        level=Level.EMAIL,
        method="email",
        role=first_role(roles).value if roles else "",
        roles=frozenset(role.value for role in roles),
        departments=frozenset(post.department.slug for post in posts if meets_cases(Role(post.role))),
        department=posts[0].department.slug if posts else "",
        channel="counter",
    )


def _link(account: Account) -> IdentityLink | None:
    checked = IdentityCheck.objects.filter(account=OuterRef("account"), person=OuterRef("person"))
    return (
        IdentityLink.objects.filter(account=account)
        .select_related("person__pseudonym")
        .annotate(checked=Exists(checked))
        .first()
    )


def _pseudonym(link: IdentityLink) -> UUID | None:
    pseudonym = getattr(link.person, "pseudonym", None)  # None once the key is destroyed
    return pseudonym.value if pseudonym else None


def _checked(link: IdentityLink) -> tuple[Level, str]:
    return (Level.CHECKED, "counter") if getattr(link, "checked", False) else (Level.NONE, "")
