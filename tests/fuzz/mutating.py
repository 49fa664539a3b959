"""Inputs made from good ones: pieces cut, doubled, swapped, taken from others, and characters that are seldom meant."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

#: What parsers stumble over: ends and nestings, other scripts' digits, invisible and combining characters, halves.
SELDOM = (
    *(
        "\x00",
        "\n",
        "\r",
        "\t",
        "\x1f",
        "\x7f",
        "\x85",
        "\xa0",
        "\xad",
        "\u200b",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ufffd",
    ),
    *("\ud800", "\udfff", "\U0001f600", "\u0301", "ß", "İ", "ı", "ſ", "Ǆ", "٣", "३", "²", "½", "Ⅷ", "−", "–", "’"),
    *(
        "'",
        '"',
        "\\",
        "\\u0000",
        "\\ud800",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ":",
        ";",
        "=",
        "&",
        "%",
        "%00",
        "%FF",
        "+",
    ),
    *("/", "..", "../..", "-", "--", "~", "?", "*", "#", "$", "@", "!", "|", "<", ">", "`", "0", "-0", "1e999", "NaN"),
    *(
        "null",
        "true",
        "-1",
        "9" * 20,
        "9" * 400,
        "0" * 50,
        "a" * 300,
        " " * 300,
        "0x1F",
        "1_000",
        "', 1)--",
        "{{1}}",
        "",
    ),
)
#: The most pieces a mutation of an input applies.
MOST = 5

Mutation = Callable[[random.Random, str, Sequence[str]], str]


def mutated(chance: random.Random, good: Sequence[str]) -> str:
    """Return one of the good inputs, changed in a few places; now and then it stays as it is."""
    text = chance.choice(good)
    for _ in range(chance.randrange(MOST + 1)):
        text = chance.choice(MUTATIONS)(chance, text, good)
    return text


def _place(chance: random.Random, text: str) -> tuple[int, int]:
    """Return where a piece begins and ends; most are short."""
    begins = chance.randrange(len(text) + 1)
    longest = len(text) - begins
    return begins, begins + chance.randrange(min(longest, chance.choice((1, 3, 8, longest))) + 1)


def _cut(chance: random.Random, text: str, good: Sequence[str]) -> str:
    begins, ends = _place(chance, text)
    return text[:begins] + text[ends:]


def _doubled(chance: random.Random, text: str, good: Sequence[str]) -> str:
    begins, ends = _place(chance, text)
    return text[:ends] + text[begins:ends] * chance.choice((1, 1, 2, 40)) + text[ends:]


def _swapped(chance: random.Random, text: str, good: Sequence[str]) -> str:
    (one, two), (three, four) = sorted((_place(chance, text), _place(chance, text)))
    return text[:one] + text[three:four] + text[two:three] + text[one:two] + text[max(four, two) :]


def _spoilt(chance: random.Random, text: str, good: Sequence[str]) -> str:
    begins, ends = _place(chance, text)
    return text[:begins] + chance.choice(SELDOM) + text[chance.choice((begins, ends)) :]


def _crossed(chance: random.Random, text: str, good: Sequence[str]) -> str:
    other = chance.choice(good)
    begins, ends = _place(chance, other)
    at = chance.randrange(len(text) + 1)
    return text[:at] + other[begins:ends] + text[at + chance.choice((0, ends - begins)) :]


def _other_character(chance: random.Random, text: str, good: Sequence[str]) -> str:
    if not text:
        return chr(chance.randrange(1, 128))
    at = chance.randrange(len(text))
    return text[:at] + chr((ord(text[at]) ^ (1 << chance.randrange(7))) or 1) + text[at + 1 :]


MUTATIONS: tuple[Mutation, ...] = (_cut, _doubled, _swapped, _spoilt, _crossed, _other_character)
