"""Encryption at rest and keyed hashes."""

from __future__ import annotations

import base64
import json
import re
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.lib.vault import Vault, VaultError, create_key_file, vault

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
BEFORE, AFTER = Vault("k1", {"k1": OLD}), Vault("k2", {"k1": OLD, "k2": NEW})
STRANGE = Vault("k1", {"k1": NEW})


@pytest.fixture
def keys(tmp_path: Path, settings) -> Path:
    """A key file of this test's own, in a folder that does not exist yet."""
    settings.KEYS_FILE = tmp_path / "secret" / "keys.json"
    return settings.KEYS_FILE


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_encrypted_is_read_again_in_its_context_only(plain, context):
    key_id, sealed = BEFORE.encrypt(plain, context)
    assert (key_id, BEFORE.decrypt(key_id, sealed, context)) == ("k1", plain)
    with pytest.raises(VaultError):
        BEFORE.decrypt(key_id, sealed, f"{context}x")


@given(st.text(max_size=60))
def test_text_becomes_one_printable_token(plain):
    token = BEFORE.encrypt_text(plain, "note")
    assert re.fullmatch(r"k1:[A-Za-z0-9+/]+=*", token)
    assert BEFORE.decrypt_text(token, "note") == plain


def test_the_same_words_are_never_encrypted_alike():
    assert len({BEFORE.encrypt_text("85073099868", "number") for _ in range(50)}) == 50


@given(st.data())
def test_one_changed_bit_is_noticed_wherever_it_is(data):
    key_id, sealed = BEFORE.encrypt(b"85073099868", "number")
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    changed = bytearray(sealed)
    changed[at // 8] ^= 1 << at % 8
    with pytest.raises(VaultError):
        BEFORE.decrypt(key_id, bytes(changed), "number")


@given(st.integers(0, 38))
def test_what_is_cut_short_is_refused(length):
    key_id, sealed = BEFORE.encrypt(b"85073099868", "number")
    assert len(sealed) == 39  # nonce, text, tag
    with pytest.raises(VaultError):
        BEFORE.decrypt(key_id, sealed[:length], "number")


@pytest.mark.parametrize("token", ["", "k1", "k1:", "k1:????", "k1:é", "k1:QUJD", "k9:QUJD", ":QUJD"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(VaultError):
        BEFORE.decrypt_text(token, "note")


def test_another_installation_reads_nothing():
    with pytest.raises(VaultError):
        STRANGE.decrypt_text(BEFORE.encrypt_text("85073099868", "number"), "number")


class TestRotation:
    def test_the_older_key_reads_and_the_newer_writes(self):
        token = BEFORE.encrypt_text("85073099868", "number")
        assert AFTER.decrypt_text(token, "number") == "85073099868"
        assert AFTER.encrypt_text("85073099868", "number").startswith("k2:")

    @pytest.mark.parametrize("name", ["k2", "k10", "a", "2027", "K"])
    def test_look_ups_survive_it_whatever_the_new_key_is_called(self, name):
        after = Vault(name, {"k1": OLD, name: NEW})
        assert after.digest("85073099868", "number") == BEFORE.digest("85073099868", "number")


class TestHashes:
    def test_equal_values_under_one_purpose_and_nothing_else_compare_equal(self):
        told = [("85073099868", "number"), ("85073099868", "code"), ("85073099869", "number"), ("", "number")]
        hashes = [BEFORE.digest(*each) for each in told]
        assert (len(set(hashes)), hashes) == (4, [BEFORE.digest(*each) for each in told])
        assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in hashes)

    def test_they_need_the_key(self):
        assert BEFORE.digest("85073099868", "number") != STRANGE.digest("85073099868", "number")

    def test_they_stay_what_they_were(self):
        """A change here would lose every look-up of every installation."""
        assert (
            BEFORE.digest("85073099868", "national-number")
            == "1353daeafc39e21431fab7d5fc6cebd41f7702c77db443ee58c2fe890d278960"
        )


class TestKeyFile:
    def test_it_is_made_once_for_its_owner_only(self, keys):
        create_key_file(keys)
        before = keys.read_bytes()
        with pytest.raises(FileExistsError):
            create_key_file(keys)
        assert keys.read_bytes() == before
        assert stat.S_IMODE(keys.stat().st_mode) == 0o600
        assert [path.name for path in keys.parent.iterdir()] == ["keys.json"]

    def test_it_holds_one_key_of_256_bits(self, keys):
        create_key_file(keys)
        content = json.loads(keys.read_text())
        assert (content["current"], list(content["keys"])) == ("k1", ["k1"])
        assert len(base64.b64decode(content["keys"]["k1"])) == 32

    def test_of_many_that_start_at_once_one_makes_it_and_all_read_it_whole(self, keys):
        read, refused, gate = [], [], threading.Barrier(8)

        def start() -> None:
            gate.wait(10)
            try:
                create_key_file(keys)
            except FileExistsError:
                refused.append(1)
            read.append(json.loads(keys.read_text())["keys"]["k1"])

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert (len(read), len(set(read)), len(refused)) == (8, 1, 7)

    def test_the_vault_of_an_installation_is_the_one_of_its_file(self, keys):
        keys.parent.mkdir()
        both = {name: base64.b64encode(key).decode() for name, key in AFTER.keys.items()}
        keys.write_text(json.dumps({"current": "k2", "keys": both}))
        assert vault() == AFTER
