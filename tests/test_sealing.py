import pytest

from bot.outside import SecureTokens
from bot.sealing import SealBroken, seal, unseal

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


def test_what_was_sealed_opens_under_its_key_for_its_row() -> None:
    sealed = seal(b"en kopi", KEY, "row-1", SecureTokens())

    assert unseal(sealed, KEY, "row-1") == b"en kopi"


def test_what_is_sealed_cannot_be_read() -> None:
    assert b"en kopi" not in seal(b"en kopi", KEY, "row-1", SecureTokens())


def test_the_same_content_is_sealed_differently_each_time() -> None:
    assert seal(b"en kopi", KEY, "row-1", SecureTokens()) != seal(b"en kopi", KEY, "row-1", SecureTokens())


@pytest.mark.parametrize(("key", "row"), [(OTHER_KEY, "row-1"), (KEY, "row-2")])
def test_another_key_or_another_row_opens_nothing(key: bytes, row: str) -> None:
    sealed = seal(b"en kopi", KEY, "row-1", SecureTokens())

    with pytest.raises(SealBroken):
        unseal(sealed, key, row)


@pytest.mark.parametrize("place", [0, 13, -1])
def test_one_changed_byte_shows(place: int) -> None:
    sealed = bytearray(seal(b"en kopi", KEY, "row-1", SecureTokens()))
    sealed[place] ^= 1

    with pytest.raises(SealBroken):
        unseal(bytes(sealed), KEY, "row-1")


@pytest.mark.parametrize("cut", [b"", b"short", b"exactly12byt"])
def test_what_is_too_short_is_broken(cut: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(cut, KEY, "row-1")
