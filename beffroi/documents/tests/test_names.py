"""Names of files as people give them."""

from __future__ import annotations

import pytest

from beffroi.documents.rules.names import clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("acte.pdf", "acte.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Élise\\scan 1.PDF", "scan 1.PDF"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("ligne\n\t1.pdf", "ligne1.pdf"),
        ("85.07.30-033.28.pdf", "***.pdf"),
        ("carte 85073003328 recto.jpg", "carte *** recto.jpg"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("", "fichier"),
        ("...", "fichier"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_is_cleaned(given: str, kept: str):
    assert clean(given, "fichier") == kept
