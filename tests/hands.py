"""A browser worked by mouse alone, or by keyboard alone."""

from typing import Any, Protocol

#: More stops than any page has.
MOST_STOPS = 400


class Hand(Protocol):
    """What someone does with a page."""

    def press(self, what: Any) -> None:
        """Follow a link, press a button, tick a box."""

    def write(self, where: Any, text: str) -> None: ...

    def choose(self, where: Any, label: str) -> None: ...


class Mouse:
    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, what: Any) -> None:
        what.click()

    def write(self, where: Any, text: str) -> None:
        where.click()
        where.fill(text)

    def choose(self, where: Any, label: str) -> None:
        where.select_option(label=label)


class Keyboard:
    """Goes on by the tabulator, and presses what has the focus then."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, what: Any) -> None:
        self._reach(what)
        box = what.get_attribute("type") == "checkbox"
        self.page.keyboard.press("Space" if box else "Enter")

    def write(self, where: Any, text: str) -> None:
        self._reach(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, where: Any, label: str) -> None:
        self._reach(where)
        self.page.keyboard.type(label)

    def _reach(self, what: Any) -> None:
        what.wait_for()
        for _ in range(MOST_STOPS):
            if what.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The tabulator does not lead to {what}.")
