"""The actions of a workflow, one rule for each kind: what it adds to its status, and what is said of it.

There, the items of a status are done one after the other on entering; a jump leaves at once, so what follows it is
done only when it did not. Here, blocks are run on entering and transitions come after: a block that stands after a jump
carries the contrary of its condition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from beffroi.lib.figures import whole
from beffroi.procedures.rules.anonymising import ANONYMISES
from beffroi.procedures.rules.linking import OPENS

from .calls import Caller, call
from .circuit import Circuit, Item, SmallForm, Status
from .conditions import FALSE, TRUE, NotTranslated, Value, admitted, translate_of
from .forms import Form, form_fields
from .library import Library
from .markup import plain
from .messages import message
from .names import DELAY, Names, our_name, unique
from .question import OPEN
from .words import expression, one_line

_SUBMITTER: Final = "_submitter"
#: The message that the house sends on receipt.
RECEIPT: Final = "recu"
#: Theirs → ours. A role of another name is a service of the commune, or those who keep the program.
ROLES: Final[Mapping[str, str]] = {_SUBMITTER: "citizen", "_receiver": "clerk"}
_SAID: Final[Mapping[str, str]] = {
    "citizen": "la personne qui demande",
    "clerk": "agent traitant",
    "head": "chef de service",
}
_KEEPERS: Final = frozenset({"Debug", "Agent ayant acces aux fabriques", "_administrateur"})


@dataclass
class Teller:
    """What the rules read of the form and its workflow, and where they write."""

    names: Names
    env: Mapping[str, Value]
    told: Form
    library: Library
    circuit: Circuit
    #: Our name of each status, by its id; the first is where a request starts.
    statuses: Mapping[str, str]
    #: Our name and their type of what blocks keep on the case, by its id.
    kept: Mapping[str, tuple[str, str]]
    taken_messages: Counter[str] = field(default_factory=Counter)

    def status(self, status: Status) -> None:
        """Tell every item of a status, in their order."""
        for one in status.element.iterfind("items/item"):
            self._item(status, one)
        _send_forms(status)

    def _item(self, status: Status, one: etree._Element) -> None:
        kind = one.get("type") or ""
        item = Item(one, f"statut « {status.data['label']} », {ITEMS.get(kind, kind)}")
        rule = _RULES.get(kind)
        if status.here == FALSE:
            reason = "elle vient après un saut qui part toujours : jamais faite."
            status.scribe.adapted("action", one, item.where, reason)
            return
        if rule is None:
            status.scribe.left(
                "action", one, item.where, "cette action n’a pas d’équivalent.", source_of(one)
            )
            return
        try:
            item = Item(one, item.where, translate_of(one, self.names))
            notes = rule(self, status, item)
        except NotTranslated as reason:
            status.scribe.left("action", one, item.where, str(reason), source_of(one))
        else:
            if notes is not None:
                status.scribe.told_with("action", one, item.where, notes, source_of(one) if notes else "")

    def target(self, item: Item) -> str:
        """Our name of the status that an item leads to. Raises NotTranslated."""
        wanted = item.text("status")
        if wanted not in self.statuses:
            raise NotTranslated(f"le statut visé (« {wanted} ») n’est pas fixe.")
        return self.statuses[wanted]

    def line(self, source: str) -> str:
        """A text of ours on one line. Raises NotTranslated."""
        return one_line(plain(source), self.names, self.env)

    def under(self, when: str, source: str) -> str:
        """The same, said only where ``when`` holds. Raises NotTranslated."""
        if when == TRUE:
            return self.line(source)
        told = expression(plain(source), self.names, self.env)
        told = admitted(f'{when} ? ({told}) : ""')
        return f"{{{{ {told} }}}}"

    def small_form(self, status: Status, item: Item, fields: list[dict[str, Any]], notes: list[str]) -> None:
        """Questions that wait for a button. Raises NotTranslated."""
        if status.when(item.holds) != TRUE:
            raise NotTranslated(
                "ici, un petit formulaire n’a pas de condition : elle est celle de son bouton."
            )
        theirs = item.words("by")
        status.forms.append(SmallForm(item, roles_of(theirs), fields, [*notes, *said_of_roles(theirs)]))


def roles_of(theirs: list[str]) -> list[str]:
    """Our roles for theirs; without any, the agents."""
    found = {ROLES.get(role, "head" if role in _KEEPERS else "clerk") for role in theirs}
    return sorted(found - {"head"} or found) or ["clerk"]


def said_of_roles(theirs: list[str]) -> list[str]:
    """What is to be said of roles that we do not have."""
    others = [_SAID[role] for role in roles_of(theirs)][-1:] if set(theirs) - _KEEPERS else []
    return [
        f"« {role} » devient « {others[0] if others and role in _KEEPERS else said_of(role)} »."
        for role in theirs
        if role not in ROLES
    ]


def said_of(role: str) -> str:
    """Our role for one of theirs, in words."""
    return _SAID[roles_of([role])[0]]


def source_of(item: etree._Element) -> str:
    """The item as its file writes it."""
    return etree.tostring(item, encoding="unicode", with_tail=False)[:4000]


ITEMS: Final[Mapping[str, str]] = {
    "jump": "saut",
    "sendmail": "courriel",
    "displaymsg": "message affiché",
    "notification": "notification",
    "choice": "bouton",
    "webservice_call": "appel à un service",
    "register-comment": "note dans l’historique",
    "set-backoffice-fields": "champs de traitement",
    "jumponsubmit": "saut après envoi",
    "form": "petit formulaire",
    "commentable": "commentaire",
    "remove": "suppression",
    "anonymise": "anonymisation",
    "addattachment": "ajout d’un fichier",
    "redirect_to_url": "redirection",
    "editable": "modification de la demande",
    "create_carddata": "création d’une fiche",
    "create_formdata": "création d’une demande",
    "dispatch": "attribution",
    "external_workflow_global_action": "action dans une autre demande",
}

_FORGOTTEN: Final = "ici, la conservation de la démarche décide de ce qui est effacé, et quand."
#: What the house does for every case, without a workflow having to say so.
HOUSE: Final[Mapping[str, str]] = {
    "remove": _FORGOTTEN,
    "anonymise": _FORGOTTEN,
    "addattachment": "ici, un agent ajoute un document à tout moment depuis l’écran du dossier.",
}

#: What a rule says: how the action differs here (nothing: it is the same). None: said elsewhere, or not yet.
_Said = list[str] | None


# --- ways -----------------------------------------------------------------------------------------------------------


def _jump(teller: Teller, status: Status, item: Item) -> _Said:
    """At once, after a delay, when the house hears something, or for the first of several causes."""
    to, mode = teller.target(item), item.text("mode")
    timeout, trigger = item.text("timeout"), item.text("trigger")
    data: dict[str, Any] = {"name": f"vers_{to}"[:40].rstrip("_"), "to": to}
    notes: list[str] = []
    causes: list[dict[str, Any]] = []
    if trigger and mode in ("", "trigger"):
        if trigger == "cancelled":
            notes.append(
                "ici, une demande de paiement reste ouverte jusqu’à son terme : rien n’est à annuler."
            )
        elif trigger != "paid":
            raise NotTranslated(f"rien ici ne dit « {trigger} » au circuit.")
        else:
            causes.append({"fact": "paid"})
    if timeout and mode in ("", "timeout"):
        delay, note = _delay(teller, timeout)
        causes.append({"after": delay})
        notes += note
    if not causes and not notes:
        status.way({**data, "automatic": True}, item.holds)
        status.leaves(item.holds)
    for cause in causes:
        status.way({**data, **cause}, item.holds)
    return notes


def _delay(teller: Teller, timeout: str) -> tuple[dict[str, Any], list[str]]:
    """How long, and what is to be said of it. Raises NotTranslated."""
    seconds = whole(timeout)
    if seconds is not None and seconds >= 0:
        days, rest = divmod(seconds, 86400)
        minutes, days = seconds // 60, days + bool(rest)
        if days > 3650:
            raise NotTranslated(f"un délai de {days} jours est trop long.")
        note = f"un délai de {minutes} minutes devient {days} jour(s) : ici, un délai se compte en jours."
        return {"days": days}, [note] if rest else []
    match = DELAY.fullmatch(timeout)
    key = teller.circuit.keys.get(match[1]) if match else None
    if key is None:
        raise NotTranslated(f"le délai « {timeout[:200]} » n’est pas un nombre de jours.")
    return {"option": key}, []


def _choice(teller: Teller, status: Status, item: Item) -> _Said:
    """A button."""
    label = teller.line(item.text("label")) or "Continuer"
    theirs = item.words("by")
    data: dict[str, Any] = {
        "name": our_name(label),
        "label": label,
        "by": roles_of(theirs),
        "to": teller.target(item),
    }
    if item.flag("require_confirmation"):
        data["confirm"] = f"{label} : continuer ?"
    name = status.way(data, item.holds)
    if item.flag("ignore_form_errors"):
        status.regardless.append(name)
    return [*said_of_roles(theirs), *_help_of(item)]


def _help_of(item: Item) -> list[str]:
    help_ = " ".join(plain(item.text("backoffice_info_text")).split())
    return [f"l’explication donnée aux agents n’est pas reprise : « {help_[:300]} »."] if help_ else []


# --- small forms ----------------------------------------------------------------------------------------------------


def _form(teller: Teller, status: Status, item: Item) -> _Said:
    """Questions; the button is beside, or the jump after."""
    elements = item.element.findall("formdef/fields/field")
    fields = form_fields(elements, item.text("varname"), teller.library, status.scribe, teller.told)
    if not fields:
        raise NotTranslated("ce petit formulaire ne pose pas de question.")
    teller.small_form(status, item, fields, [])
    return None


def _commentable(teller: Teller, status: Status, item: Item) -> _Said:
    """A comment."""
    asked = {
        "name": teller.names.agent_name(f"comment_{item.text('varname') or 'commentaire'}"),
        "type": "long_text",
        "label": teller.line(item.text("label")) or "Commentaire",
        "required": item.flag("required"),
    }
    teller.small_form(status, item, [asked], _help_of(item))
    return None


def _attach(teller: Teller, status: Status, item: Item) -> _Said:
    """A file."""
    label = teller.line(item.text("title")) or "Fichier"
    name = teller.names.agent_name(item.text("varname") or our_name(label))
    asked = {"name": name, "type": "file", "label": label, "required": item.flag("required")}
    teller.small_form(status, item, [asked], _help_of(item))
    return None


def _jump_on_submit(teller: Teller, status: Status, item: Item) -> _Said:
    """The button of the small forms before it: one for those of the same roles."""
    if not status.forms:
        raise NotTranslated("aucun petit formulaire ne le précède.")
    to = teller.target(item)
    for roles in sorted({tuple(one.roles) for one in status.forms}):
        fields = _together([one for one in status.forms if set(roles) <= set(one.roles)])
        label = fields[0]["label"] if len(fields) == 1 else "Envoyer"
        way = {"name": our_name(label), "label": label, "by": list(roles), "form": fields, "to": to}
        status.regardless.append(status.way(way, item.holds))
    status.sent += status.forms
    status.forms.clear()
    return []


def _together(forms: list[SmallForm]) -> list[dict[str, Any]]:
    """The questions of several small forms, each name once."""
    return list({one["name"]: one for form in forms for one in form.fields}.values())


def _send_forms(status: Status) -> None:
    """The buttons beside send the small forms of their roles too; one that no button sends is left to a person."""
    forms = [*status.sent, *status.forms]
    pressed: set[int] = set()
    for way in status.ways:
        mine = [one for one in forms if set(way.get("by", ())) & set(one.roles)]
        if mine and way["name"] not in status.regardless:
            pressed |= {id(one) for one in mine}
            way["form"] = [dict(one) for one in _together(mine)]
    for one in forms:
        place, where = one.item.element, one.item.where
        if one in status.forms and one.item.element.get("type") in _STAYS:
            _send_and_stay(status, one)
            status.scribe.told_with("action", place, where, one.notes)
        elif one in status.sent:
            status.scribe.told_with("action", place, where, one.notes)
        elif id(one) in pressed:
            hidden = one.item.flag("hide_submit_button")
            status.scribe.told_with("action", place, where, one.notes + ([] if hidden else [_OWN_BUTTON]))
        else:
            reason = "ce petit formulaire n’a pas de bouton."
            status.scribe.left("action", place, where, reason, source_of(place))


#: What is sent by a button of its own, where no jump follows: the request stays in its status.
_STAYS: Final = frozenset({"commentable", "addattachment"})
_OWN_BUTTON: Final = (
    "là-bas, un bouton de plus garde les réponses sans que rien ne bouge : "
    "ici, elles partent avec un autre bouton."
)


def _send_and_stay(status: Status, form: SmallForm) -> None:
    """A button that leads back to the same status, whose actions are done again, as there."""
    label = form.fields[0]["label"]
    way = {"name": our_name(label), "label": label, "by": form.roles, "form": form.fields, "to": status.name}
    status.way(way, TRUE)


# --- messages -------------------------------------------------------------------------------------------------------


def _send_mail(teller: Teller, status: Status, item: Item) -> _Said:
    """To the applicant: a message. To agents: the task of the status."""
    to = item.words("to")
    if not to:
        return ["ce courriel n’a pas de destinataire."]
    if all(one.startswith("_") and one != _SUBMITTER for one in to):
        status.mailed.append(item)
        return None
    if not any(one == _SUBMITTER or _asked_for(one, teller.told) for one in to):
        return ["le formulaire ne pose pas la question de cette adresse : là-bas non plus, rien ne part."]
    if not all(one == _SUBMITTER or _is_applicant(one, teller.told) for one in to):
        reason = "ce courriel part à une adresse qui n’est ni celle du demandeur ni celle des agents."
        raise NotTranslated(reason)
    subject, body = item.text("subject"), item.text("body")
    if wanted := item.text("mail_template"):
        template = teller.library.find("mail-template", wanted)
        if template is None:
            raise NotTranslated(f"le modèle de courriel « {wanted} » n’est pas dans l’import.")
        subject, body = template.root.findtext("subject") or "", template.root.findtext("body") or ""
    notes = _send(teller, status, item, subject, body, ["email"], "courriel")
    if item.element.find("attachments/*") is not None:
        notes.append("ce qui est joint se lit dans le dossier.")
    return notes


_ADDRESS: Final = re.compile(r"\{\{\s*form_var_(\w+)\s*\}\}")


def _asked_for(to: str, told: Form) -> bool:
    """Whether an address can be there: written in the text, or asked by the form."""
    match = _ADDRESS.fullmatch(to)
    return match is None or any(one.varname == match[1] for one in told.questions)


def _is_applicant(to: str, told: Form) -> bool:
    """Whether an address is an e-mail question of the form."""
    match = _ADDRESS.fullmatch(to)
    return match is not None and any(
        one.varname == match[1] and one.data["type"] == "email" for one in told.questions
    )


def _notify(teller: Teller, status: Status, item: Item) -> _Said:
    """A message in the person's private space; agents find a task."""
    to = item.words("to") or [_SUBMITTER]
    if _SUBMITTER not in to:
        status.mailed.append(item)
        return None
    return _send(teller, status, item, item.text("title"), item.text("body"), ["space"], "avis")


_LONG_WORDS: Final = ("form_details", "form_evolution")


def _send(
    teller: Teller, status: Status, item: Item, subject: str, body: str, channels: list[str], name: str
) -> list[str]:
    """A message to the applicant, the same as another if its words are."""
    told = message(subject, body, teller.names, teller.env, channels)
    messages = teller.circuit.messages
    on_receipt = status.name == next(iter(teller.statuses.values()), "") and status.when(item.holds) == TRUE
    wanted = RECEIPT if on_receipt and RECEIPT not in messages else f"{status.name[:30]}_{name}"
    same = next((key for key, held in messages.items() if held == told), None)
    key = same or unique(our_name(wanted), teller.taken_messages)
    messages[key] = told
    status.call("correspondence.send", {"message": key}, item.holds)
    notes = []
    if any(word in body for word in _LONG_WORDS):
        notes.append("le détail de la demande ne part pas par courriel : le message mène au dossier.")
    if not plain(body):
        notes.append("ce message n’a pas de texte : le nôtre dit seulement que la demande a avancé.")
    return notes


def _display(teller: Teller, status: Status, item: Item) -> _Said:
    """What the applicant reads of the status, or what agents have to do."""
    when = status.when(item.holds)
    if when == FALSE or not plain(item.text("message")):
        return ["ce message n’est jamais montré."]
    text = teller.under(when, item.text("message"))
    roles = item.words("to")
    if not roles or _SUBMITTER in roles:
        status.texts.append(text)
    if not set(roles) - {_SUBMITTER}:
        return []
    status.agent_texts.append(text)
    if _SUBMITTER in roles:
        return []
    status.for_agents.append(item)
    return None


def _redirect(teller: Teller, status: Status, item: Item) -> _Said:
    """A link in the words of the status."""
    when = status.when(item.holds)
    if when != FALSE:
        status.texts.append(teller.under(when, f"La suite se passe ici : {item.text('url')}"))
    return ["un lien dans le texte remplace la redirection."]


# --- blocks ---------------------------------------------------------------------------------------------------------


def _call(teller: Teller, status: Status, item: Item) -> _Said:
    """A connector that a person must complete and approve."""
    caller = Caller(teller.names, teller.env, teller.told, item)
    return call(teller.circuit, teller.statuses, caller, status, item)


def _note(teller: Teller, status: Status, item: Item) -> _Said:
    """A note in the history of the case."""
    text = teller.line(item.text("comment"))
    if not text:
        return ["cette note est vide."]
    status.call("cases.note", {"text": text}, item.holds)
    to = item.words("to")
    seen = not to or _SUBMITTER in to
    return ["ici, seuls les agents lisent une note ; le demandeur lit les étapes."] if seen else []


def _set(teller: Teller, status: Status, item: Item) -> _Said:
    """Values that the circuit keeps on the case."""
    blocks: list[dict[str, Any]] = [{}]
    for one in item.element.iterfind("fields/field"):
        name, value = _kept_value(teller, one)
        if set(AGENT.findall(value)) & blocks[-1].keys():  # a field reads those before it: a block of its own
            blocks.append({})
        blocks[-1][name] = value
    if not blocks[0]:
        raise NotTranslated("aucun champ n’est rempli.")
    if set(AGENT.findall(status.when(item.holds))) & {name for values in blocks[:-1] for name in values}:
        raise NotTranslated("sa condition lit ce que la même action remplit.")
    for values in blocks:
        status.call("cases.set", {"values": values}, item.holds)
    return []


#: What was filled in on the way, in an expression.
AGENT: Final = re.compile(r"\bagent\.([a-z0-9_]+)")


def _kept_value(teller: Teller, one: etree._Element) -> tuple[str, str]:
    """Our name of a field, and what it is filled with. Raises NotTranslated."""
    name, kind = teller.kept.get(one.findtext("field_id") or "", ("", ""))
    told = expression((one.findtext("value") or "").strip(), teller.names, teller.env)
    if kind == "bool":
        told = admitted(f'({told}) == "True"')
    elif kind not in ("string", "text", "item", "email", "computed"):
        reason = f"un champ de traitement de type « {kind or 'inconnu'} » ne se remplit pas encore."
        raise NotTranslated(reason)
    return name, f"{{{{ {told} }}}}"


_WORDS_OF_A_FORM: Final = frozenset({"string", "text", "email", "item"})


def _open(teller: Teller, status: Status, item: Item) -> _Said:
    """A request of another form, which is imported beside this one."""
    target = teller.library.find("formdef", item.text("formdef_slug"))
    if target is None:
        raise NotTranslated(f"le formulaire « {item.text('formdef_slug')[:100]} » n’est pas dans l’import.")
    if item.flag("draft"):
        raise NotTranslated("là-bas, la personne termine elle-même une demande préparée.")
    answers, notes = _answers_for(teller, target.root, item)
    args: dict[str, Any] = {"procedure": our_name(target.slug or target.name).replace("_", "-")}
    if answers:
        args["answers"] = answers
    status.call(OPENS, args, item.holds)
    return notes


def _answers_for(teller: Teller, target: etree._Element, item: Item) -> tuple[dict[str, str], list[str]]:
    """What the other form is told, by our names of its questions, and what stays behind. Raises NotTranslated."""
    asked = {one.findtext("id") or "": one for one in target.iterfind("fields/field")}
    told = {(one.findtext("varname") or "").strip(): one for one in asked.values()}
    answers: dict[str, str] = {}
    left: list[str] = []
    if item.flag("map_fields_by_varname"):
        for question in teller.told.questions:
            if question.varname in told and _is_words(told[question.varname]) and _is_words(question.source):
                answers[our_name(question.varname)] = f"{{{{ answers.{question.name} }}}}"
            elif question.varname in told:
                left.append(question.varname)
    for mapping in item.element.iterfind("mappings/mapping"):
        element = asked.get(mapping.get("field_id") or "")
        varname = (element.findtext("varname") or "").strip() if element is not None else ""
        if element is None or not varname or not _is_words(element):
            left.append(varname or mapping.get("field_id") or "")
            continue
        value = expression((mapping.text or "").strip(), teller.names, teller.env)
        answers[our_name(varname)] = f"{{{{ {value} }}}}"
    return answers, [f"ces réponses ne sont pas reprises : {', '.join(left)[:300]}."] if left else []


def _is_words(field_: etree._Element) -> bool:
    """Whether a question is answered by words: others would need a value of their own type."""
    return field_.findtext("type") in _WORDS_OF_A_FORM


def _card(teller: Teller, status: Status, item: Item) -> _Said:
    """A row of a list that the commune keeps: no request of anybody."""
    raise NotTranslated("une fiche est une ligne d’une liste tenue là-bas, pas une demande.")


#: What may stand beside an anonymisation where a request ends: it shows or writes, and leads nowhere.
_AT_AN_END: Final = frozenset(
    {"anonymise", "displaymsg", "sendmail", "notification", "register-comment", "set-backoffice-fields"}
)


def _anonymise(teller: Teller, status: Status, item: Item) -> _Said:
    """Where the request ends there, at once; elsewhere its retention decides."""
    if {one.get("type") for one in status.element.iterfind("items/item")} - _AT_AN_END:
        return [_FORGOTTEN]
    reference = f"{OPEN} L’autorisation des Archives de l’État qui permet d’anonymiser sans liste"
    status.call(ANONYMISES, {"legal_reference": reference}, item.holds)
    return [
        "là-bas, rien ne dit qui a autorisé cette destruction : à écrire, ou à laisser à la conservation."
    ]


def _forget(teller: Teller, status: Status, item: Item) -> _Said:
    """What is deleted there follows the retention of the procedure here."""
    return [_FORGOTTEN]


_RULES: Final[Mapping[str, Callable[[Teller, Status, Item], _Said]]] = {
    "jump": _jump,
    "choice": _choice,
    "form": _form,
    "commentable": _commentable,
    "jumponsubmit": _jump_on_submit,
    "sendmail": _send_mail,
    "notification": _notify,
    "displaymsg": _display,
    "webservice_call": _call,
    "register-comment": _note,
    "set-backoffice-fields": _set,
    "create_formdata": _open,
    "create_carddata": _card,
    "remove": _forget,
    "anonymise": _anonymise,
    "addattachment": _attach,
    "redirect_to_url": _redirect,
}
