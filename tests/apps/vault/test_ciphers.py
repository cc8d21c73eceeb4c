"""The algorithms against published vectors, and against whatever somebody may do to a value."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st

from yangguang.apps.vault.ciphers import (
    ALGORITHMS,
    Algorithm,
    DoesNotOpen,
    UnknownAlgorithm,
    aes_gcm_seal,
    algorithm_named,
    derive,
    extract,
    is_built_in,
    sm3_tag,
    sm4_ctr,
    sm4_gcm_open,
    sm4_gcm_seal,
)

SECRET = bytes(range(32))
EVERY = pytest.mark.parametrize("algorithm", list(ALGORITHMS.values()), ids=list(ALGORITHMS))


def test_aes_gives_the_vector_of_its_specification() -> None:
    # McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16.
    sealed = aes_gcm_seal(
        bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2),
        bytes.fromhex("cafebabefacedbaddecaf888"),
        bytes.fromhex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    )
    assert sealed.hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )


def test_sm4_gcm_gives_the_vector_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    value = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = sm4_gcm_seal(key, nonce, value, associated)
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert sm4_gcm_open(key, nonce, sealed, associated) == value


def test_sm4_in_counter_mode_begins_with_the_block_of_gb_t_32907() -> None:
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    assert sm4_ctr(block, block, bytes(16)).hex() == "681edf34d206965e86b3e94f536e4246"


def test_the_tag_of_counter_mode_is_hmac_over_length_data_nonce_and_ciphertext() -> None:
    def sm3(data: bytes) -> bytes:
        digest = hashes.Hash(hashes.SM3())
        digest.update(data)
        return digest.finalize()

    # GB/T 32905, the first example.
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    padded = SECRET + bytes(32)
    message = (3).to_bytes(8, "big") + b"row" + b"n" * 16 + b"body"
    inner = sm3(bytes(byte ^ 0x36 for byte in padded) + message)
    assert sm3_tag(SECRET, b"n" * 16, b"body", b"row") == sm3(
        bytes(byte ^ 0x5C for byte in padded) + inner
    )


def test_keys_are_derived_as_rfc_5869_does() -> None:
    # Appendix A.3, whose info is empty: the first 32 of its 42 bytes of output.
    secret = bytes.fromhex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04")
    assert derive(secret, "").hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    )
    assert derive(secret, "one") != derive(secret, "two")
    assert len(extract(b"any length at all")) == 32


@EVERY
@given(value=st.binary(max_size=300), associated=st.binary(max_size=60))
def test_what_is_sealed_opens_again_and_never_looks_the_same_twice(
    algorithm: Algorithm, value: bytes, associated: bytes
) -> None:
    sealed = algorithm.seal(SECRET, value, associated)
    assert algorithm.open(SECRET, sealed, associated) == value
    assert algorithm.seal(SECRET, value, associated) != sealed


@EVERY
@given(value=st.binary(min_size=1, max_size=60), data=st.data())
def test_one_flipped_bit_anywhere_keeps_it_shut(
    algorithm: Algorithm, value: bytes, data: st.DataObject
) -> None:
    sealed = bytearray(algorithm.seal(SECRET, value, b"row"))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(DoesNotOpen):
        algorithm.open(SECRET, bytes(sealed), b"row")


@EVERY
@given(data=st.data())
def test_a_shortened_value_stays_shut(algorithm: Algorithm, data: st.DataObject) -> None:
    sealed = algorithm.seal(SECRET, b"some value", b"row")
    cut = data.draw(st.integers(0, len(sealed) - 1))
    with pytest.raises(DoesNotOpen):
        algorithm.open(SECRET, sealed[:cut], b"row")


@EVERY
def test_another_secret_or_other_associated_data_keep_it_shut(algorithm: Algorithm) -> None:
    sealed = algorithm.seal(SECRET, b"value", b"row 1")
    with pytest.raises(DoesNotOpen):
        algorithm.open(SECRET, sealed, b"row 2")
    with pytest.raises(DoesNotOpen):
        algorithm.open(SECRET[::-1], sealed, b"row 1")


def test_sm4_means_its_best_mode_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    assert algorithm_named("sm4").name == "sm4gcm"
    monkeypatch.setattr(
        "yangguang.apps.vault.ciphers.is_built_in", lambda one: one.name != "sm4gcm"
    )
    assert algorithm_named("sm4").name == "sm4ctrsm3"
    with pytest.raises(UnknownAlgorithm, match="不支持 sm4gcm"):
        algorithm_named("sm4gcm")


@EVERY
def test_every_algorithm_is_built_in_here(algorithm: Algorithm) -> None:
    assert is_built_in(algorithm)
    assert algorithm_named(algorithm.name) is algorithm


def test_an_unknown_algorithm_is_refused_with_the_choice() -> None:
    with pytest.raises(UnknownAlgorithm, match="aes256gcm、sm4"):
        algorithm_named("rot13")
