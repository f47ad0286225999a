"""``beffroi agent``: who has a post at the desk, in which department, in which role."""

from __future__ import annotations

import argparse
from datetime import date
from uuid import UUID

from beffroi.people.policies import Role

from .texts import complain, say, table

#: The roles of posts.
ROLES = tuple(role.value for role in Role if role != Role.CITIZEN)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about posts."""
    agent = commands.add_parser("agent", help="les postes des agents").add_subparsers(
        metavar="VERBE", required=True
    )
    listing = agent.add_parser("list", help="les postes en vigueur")
    listing.set_defaults(run=show)
    add = agent.add_parser(
        "add", help="donner un poste ; sans compte, il est créé et la personne choisit son mot de passe"
    )
    add.add_argument("email", metavar="ADRESSE", help="adresse e-mail professionnelle")
    add.add_argument("--name", default="", metavar="NOM", help="prénom et nom, pour un compte nouveau")
    add.add_argument("--department", required=True, metavar="SERVICE", help="nom court du service")
    add.add_argument("--role", required=True, choices=ROLES, help="rôle du poste")
    add.add_argument(
        "--from", dest="since", type=date.fromisoformat, metavar="JOUR", help="premier jour (AAAA-MM-JJ)"
    )
    add.set_defaults(run=appoint)
    end = agent.add_parser("end", help="terminer un poste")
    end.add_argument("post", type=UUID, metavar="POSTE", help="identifiant donné par « agent list »")
    end.add_argument("--last-day", type=date.fromisoformat, metavar="JOUR", help="dernier jour (sinon hier)")
    end.set_defaults(run=release)


def show(chosen: argparse.Namespace) -> int:
    """A line for each post in force."""
    from beffroi.people import queries as people

    rows = [
        (
            str(post.pk),
            post.account.email or "",
            post.account.get_full_name(),
            post.department.slug,
            post.role,
        )
        for post in people.posts_in_force()
    ]
    if not rows:
        say("Aucun poste : beffroi agent add ADRESSE --department SERVICE --role admin")
        return 0
    say(table([("poste", "adresse", "nom", "service", "rôle"), *rows]))
    return 0


def appoint(chosen: argparse.Namespace) -> int:
    """Give a post; the account is made when there is none, without a password."""
    from django.conf import settings

    from beffroi.people import actions as people
    from beffroi.people import queries

    served = [one.slug for one in queries.departments()]
    if chosen.department not in served:
        complain(f"Aucun service « {chosen.department} ». Services : {', '.join(served) or 'aucun'}.")
        return 1
    account = queries.account_by_email(chosen.email)
    known = account is not None
    account = account or people.create_account(chosen.email, verified=True, name=chosen.name.strip())
    post = people.appoint_agent(
        account=account,
        department=chosen.department,
        role=Role(chosen.role),
        valid_from=chosen.since,
    )
    say(
        f"✓ {account.get_full_name() or account.email} : {chosen.role}, {chosen.department}, dès le {post.valid_from}."
    )
    if not known:
        say(
            f"  Compte créé. Le mot de passe se choisit par « Mot de passe oublié » : {settings.BASE_URL}/bureau/"
        )
    return 0


def release(chosen: argparse.Namespace) -> int:
    """End a post."""
    from beffroi.people import actions as people

    post = people.release_agent(agent_id=chosen.post, last_day=chosen.last_day)
    say(f"✓ {post.account.get_full_name() or post.account.email} : {post.role}, jusqu’au {post.valid_to}.")
    return 0
