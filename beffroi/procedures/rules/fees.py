"""Who may ask, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext

from beffroi.lib.money import ZERO, Money

from .definition import Definition
from .expressions import ExpressionFailed, Scope, compile_expression
from .schema import Fee
from .tables import TableResult
from .texts import expand

#: The name under which the computation itself is kept beside the tables it used.
FEE: Final = "fee"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whether the person may ask: ``allowed``, ``with_proof``, ``refused``, or ``unknown`` before the answers say."""

    outcome: str
    results: list[TableResult] = field(default_factory=list)

    @property
    def allowed(self) -> bool:
        """The request may be sent (with its proof, where one is needed)."""
        return self.outcome in ("allowed", "with_proof")


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """An amount with its reasons. ``results`` are the tables used, the last being the computation itself."""

    total: Money = ZERO
    lines: list[tuple[str, Money]] = field(default_factory=list)
    free_reason: str = ""
    regime: str = ""
    reason: str = ""
    legal_reference: str = ""
    results: list[TableResult] = field(default_factory=list)


def entitled(definition: Definition, scope: Scope) -> Entitlement:
    """Apply the table that the package names; without one anybody may ask."""
    rule = definition.package.procedure.entitlement
    if rule is None:
        return Entitlement("allowed")
    result = scope.data["tables"].result(rule.table)  # type: ignore[attr-defined]
    answer = result.outputs[rule.output]
    for outcome in ("allowed", "with_proof", "refused"):
        if answer in getattr(rule, outcome):
            return Entitlement(outcome, [result])
    return Entitlement("unknown", [result])


def quote(definition: Definition, scope: Scope) -> FeeQuote:
    """Work the fee out. Raises ExpressionFailed rather than give a wrong price."""
    fee = definition.package.procedure.fee
    if fee is None:
        return FeeQuote(free_reason=gettext("Gratuit"))

    def said(french: str) -> str:
        return expand(definition.say(french, scope.language), scope)

    free = bool(fee.free_when) and scope.value(fee.free_when) is True
    lines = [] if free else [(said(line.label), _amount(line.amount, scope)) for line in _due(fee, scope)]
    total = sum((amount for _, amount in lines), ZERO)
    found = FeeQuote(
        total=total,
        lines=lines,
        free_reason=said(fee.free_reason) if free else "",
        regime=fee.regime,
        reason=said(fee.reason),
        legal_reference=said(fee.legal_reference),
    )
    return _with_results(found, fee, scope)


def _due(fee: Fee, scope: Scope) -> list[Any]:
    return [line for line in fee.lines if not line.when or scope.value(line.when) is True]


def _amount(source: str, scope: Scope) -> Money:
    cents = scope.value(source)
    if type(cents) is not int or cents < 0:
        raise ExpressionFailed(f"« {source} » ne donne pas un montant en cents.")
    return Money.from_cents(cents)


def _with_results(found: FeeQuote, fee: Fee, scope: Scope) -> FeeQuote:
    """Keep which rows fired and which dated values were used, so that the amount can be explained later."""
    sources = [fee.free_when, *(s for line in fee.lines for s in (line.amount, line.when))]
    references = {path for source in sources if source for path in compile_expression(source).references}
    tables = scope.data["tables"]
    results = [tables.result(name) for name in sorted({p[1] for p in references if p[0] == "tables"})]  # type: ignore[attr-defined]
    computation = TableResult(
        FEE,
        {
            "total_cents": found.total.cents,
            "lines": [[label, amount.cents] for label, amount in found.lines],
            "free_reason": found.free_reason,
            "options": dict(scope.data["options"]),
            "rows": _cells_read(references, scope),
        },
        [],
        found.legal_reference,
    )
    return FeeQuote(
        found.total, found.lines, found.free_reason, found.regime, found.reason, found.legal_reference,
        [*results, computation],
    )  # fmt: skip


def _cells_read(references: set[tuple[str, ...]], scope: Scope) -> dict[str, Any]:
    """By ``question.column``: the cells of reference tables that the computation names."""
    rows = scope.data["rows"]
    return {
        ".".join(path[1:]): rows[path[1]].get(path[2]) for path in sorted(references) if path[0] == "rows"
    }


class FeeRecord(Mapping[str, Any]):
    """``fee``, as expressions read it."""

    _names = ("total", "text", "free", "free_reason")

    def __init__(self, definition: Definition, scope: Scope) -> None:
        self._definition, self._scope = definition, scope

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        found = quote(self._definition, self._scope)
        if name == "total":
            return found.total.cents
        if name == "free":
            return not found.total
        return found.free_reason if name == "free_reason" else str(found.total)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
