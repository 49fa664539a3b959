"""Figures in running English: how many, of whom, and what became of them.

“at least seven soldiers were killed” is KILLED, 7 or more, of soldiers. A figure is offered only where a word that
means one of the predicates stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from events.choices import SubjectClass
from events.suggestions.numerals import Quantity, quantities_in


@dataclass(frozen=True)
class Figure:
    """A number that a text says of an event: ``start`` to ``end`` are the words to quote."""

    start: int
    end: int
    predicate: str
    low: Decimal | None
    high: Decimal | None
    worded: str
    subject: str
    subject_class: SubjectClass


#: Forms that stand before what is counted: “killed nine soldiers”.
_ACTIVE = {
    "killed": "killed killing kills kill murdered murdering executed executing massacred beheaded martyred slew",
    "wounded": "wounded wounding injured injuring injures injure maimed maiming hurt hurting",
    "captured": "captured capturing",
    "arrested": "arrested arresting detained detaining",
    "displaced": "displaced displacing evacuated evacuating uprooted uprooting",
}
#: Forms that stand behind it: “nine soldiers were killed”, “20 wounded”, “nine people died”.
_BEHIND = {
    "killed": "killed murdered executed massacred beheaded martyred slain dead died perished drowned deaths fatalities",
    "wounded": "wounded injured maimed hurt injuries",
    "captured": "captured",
    "missing": "missing disappeared",
    "escaped": "escaped escape",
    "arrested": "arrested detained arrests",
    "displaced": "displaced evacuated uprooted homeless fled",
    "participants": "protested marched gathered rallied demonstrated attended protesters demonstrators marchers",
    "votes": "votes",
}
_CLASSES = {
    SubjectClass.COMBATANTS: "soldiers soldier troops troop fighters fighter militants militant insurgents insurgent "
    "rebels rebel terrorists terrorist gunmen gunman guerrillas combatants servicemen marines paratroopers attackers "
    "militiamen",
    SubjectClass.CIVILIANS: "civilians civilian villagers villager residents resident women woman children child "
    "worshippers passengers passenger students student bystanders journalists journalist worker workers pilgrims",
    SubjectClass.POLICE: "police policemen policeman policewoman constables constable",
}


def _by_word[T](table: dict[T, str]) -> dict[str, T]:
    return {word: key for key, words in table.items() for word in words.split()}


_ACTIVE_BY_WORD, _BEHIND_BY_WORD, _CLASS_BY_WORD = _by_word(_ACTIVE), _by_word(_BEHIND), _by_word(_CLASSES)
_SENTENCE = re.compile(r"(?:[^.!?;\r\n]|\.(?=\w|,|-))+")
_WORD = re.compile(r"[\w'’-]+")
#: What may stand between the people and the word that tells what became of them.
_LINKING = re.compile(
    r"(?:[\s“”\"'‘’]|\b(?:was|were|is|are|be|been|being|have|had|has|reportedly|also|either|later|then|left|feared|"
    r"confirmed|managed|to|able|get|got|shot|there|still|have|reported|believed)\b)*"
)
_BEFORE = re.compile(r"(?P<verb>\w+)[\s“”\"'‘’]*(?:(?:also|reportedly|allegedly)\s+)?$")
_TOLL = re.compile(r"death toll\b[\w\s]{0,30}\b(?:of|to|at|reached|is|was)\s+$", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|and|, and|as well as)\s*")
#: Where the words for what is counted end.
_ENDS = re.compile(
    r"was|were|is|are|be|been|being|have|had|has|will|would|can|could|in|at|on|by|from|to|for|with|during|after|before"
    r"|when|while|who|whom|which|that|and|or|but|as|since|until|near|against|managed|able|left|there|than"
)
_MOST_WORDS = 6
#: So many characters before a number are looked at.
_NEAR = 80


def figures_in(text: str) -> list[Figure]:
    """Return the figures of a text, in order."""
    return [
        replace(figure, start=figure.start + sentence.start(), end=figure.end + sentence.start())
        for sentence in _SENTENCE.finditer(text)
        for figure in _of_sentence(sentence[0])
    ]


@dataclass
class _Counted:
    """A quantity with the people behind it, and what is found of them."""

    quantity: Quantity
    people: tuple[int, int]
    predicate: str = ""
    start: int = 0
    end: int = 0

    def tell(self, predicate: str, start: int, end: int) -> None:
        self.predicate, self.start, self.end = predicate, start, end


def _of_sentence(sentence: str) -> Iterator[Figure]:
    found = [_Counted(quantity, _people(sentence, quantity.end)) for quantity in quantities_in(sentence)]
    for one in found:
        _judge(sentence, one)
    _share(sentence, found)
    for one in found:
        if one.predicate:
            yield _figure(sentence, one)


def _people(sentence: str, start: int) -> tuple[int, int]:
    """Return where the words for what is counted stand; none where a word that ends them comes first."""
    first, last = start, start
    for number, word in enumerate(_WORD.finditer(sentence, start)):
        between = sentence[last : word.start()]
        plain = word[0].lower()
        is_over = (
            number >= _MOST_WORDS
            or bool(_ENDS.fullmatch(plain))
            or plain in _BEHIND_BY_WORD
            or plain in _ACTIVE_BY_WORD
        )
        if is_over or re.search(r"[,:()–—]", between) or (last > start and re.search(r"[”\"]", between)):
            break
        first, last = (word.start() if last == start else first), word.end()
    return (first, last) if last > start else (start, start)


def _judge(sentence: str, one: _Counted) -> None:
    """Find what became of those counted: right before the number, else behind the people."""
    quantity, end = one.quantity, max(one.people[1], one.quantity.end)
    near = max(quantity.start - _NEAR, 0)
    before = _BEFORE.search(sentence, near, quantity.start)
    if before and before["verb"].lower() in _ACTIVE_BY_WORD:
        one.tell(_ACTIVE_BY_WORD[before["verb"].lower()], before.start("verb"), end)
        return
    linking = _LINKING.match(sentence, end)
    behind = _WORD.match(sentence, linking.end() if linking else end)
    if behind and behind[0].lower() in _BEHIND_BY_WORD:
        start = before.start("verb") if before and before["verb"].lower() in ("left", "leaving") else quantity.start
        one.tell(_BEHIND_BY_WORD[behind[0].lower()], start, behind.end())
    elif toll := _TOLL.search(sentence, near, quantity.start):
        one.tell("killed", toll.start(), quantity.end)


def _share(sentence: str, found: list[_Counted]) -> None:
    """Let those that are joined share what is told of one: “killed seven soldiers and five civilians”."""
    for one, other in pairwise(found):
        end = max(one.people[1], one.quantity.end)
        if _JOINED.fullmatch(sentence, end, other.quantity.start) and bool(one.predicate) != bool(other.predicate):
            told = one if one.predicate else other
            (other if told is one else one).tell(
                told.predicate, one.start or one.quantity.start, other.end or _end(other)
            )


def _end(one: _Counted) -> int:
    return max(one.people[1], one.quantity.end)


def _figure(sentence: str, one: _Counted) -> Figure:
    people = sentence[slice(*one.people)].strip("“”\"'‘’ ").removeprefix("of ").removeprefix("the ")
    quantity = one.quantity
    return Figure(
        one.start,
        one.end,
        one.predicate,
        quantity.low,
        quantity.high,
        sentence[quantity.start : quantity.end].strip(),
        people,
        _class_of(people),
    )


def _class_of(people: str) -> SubjectClass:
    words: Iterable[str] = (word.lower() for word in _WORD.findall(people))
    return next((_CLASS_BY_WORD[word] for word in words if word in _CLASS_BY_WORD), SubjectClass.ALL)
