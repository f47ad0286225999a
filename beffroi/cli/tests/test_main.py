"""The command speaks French and answers with an exit code."""

import subprocess
import sys

import pytest

from beffroi.cli.main import main, parser


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "beffroi.cli.main", *arguments],
        env=environment,
        capture_output=True,
        text=True,
    )


def test_a_wrong_call_is_explained_in_french(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(["journal", "export", "--format", "pdf"])

    assert stopped.value.code == 2
    assert "--format : 'pdf' n’est pas possible" in capsys.readouterr().err


def test_a_command_is_required(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main([])

    assert "il manque : COMMANDE" in capsys.readouterr().err


def test_every_command_says_what_it_does():
    def silent(made, path=()):
        for action in made._actions:
            if hasattr(action, "choices") and isinstance(action.choices, dict):
                told = {choice.dest for choice in action._choices_actions if choice.help}
                for name, child in action.choices.items():
                    yield from () if name in told else ((*path, name),)
                    yield from silent(child, (*path, name))
            elif not action.help:
                yield (*path, action.dest)

    assert list(silent(parser())) == []


def test_options_are_printed_without_their_secrets():
    shown = run("config", BEFFROI_DATABASE_URL="postgresql://beffroi:hunter2@db:5432/beffroi").stdout

    assert "\nBEFFROI_DATABASE_URL=postgresql://***@db:5432/beffroi\n" in shown
    assert "\n#BEFFROI_WORKERS=1\n" in shown
    assert "hunter2" not in shown


def test_an_unknown_option_stops_everything_and_is_named():
    refused = run("config", BEFFROI_HOEM="/srv")

    assert refused.returncode == 1
    assert "BEFFROI_HOEM : cette option n’existe pas" in refused.stderr


def test_debug_pages_are_refused_in_production():
    refused = run("config", BEFFROI_MODE="production", BEFFROI_DEBUG="true")

    assert refused.returncode == 1
    assert "BEFFROI_DEBUG : interdit en production" in refused.stderr
