import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[A-Z]{2,}(_[A-Z]+)*")
SOURCES = [
    ast.parse(path.read_text())
    for folder in ("config", "sources", "actors", "events")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
Nodes = Iterator[ast.AST]


def everywhere() -> Nodes:
    return (node for tree in SOURCES for node in ast.walk(tree))


def place_of_code() -> dict[str, int]:
    """Return where functions and classes with a parameter named code take it, by their name."""
    places: dict[str, int] = {}
    for node in everywhere():
        if isinstance(node, ast.FunctionDef) and node.name != "__init__":
            names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]
            places |= {node.name: names.index("code")} if "code" in names else {}
        elif isinstance(node, ast.ClassDef):
            places.update((node.name, place) for place in _field_of(node))
    return places


def _field_of(node: ast.ClassDef) -> Iterator[int]:
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            names = [argument.arg for argument in method.args.args[1:]]
            yield from [names.index("code")] if "code" in names else []
    fields = [one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    yield from [fields.index("code")] if "code" in fields and not node.bases else []


def told_as_code() -> Nodes:
    """Yield every expression that is given as an error code."""
    places = place_of_code()
    for node in everywhere():
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield from [node.args[places[name]]] if places.get(name, 99) < len(node.args) else []
            yield from [one.value for one in node.keywords if one.arg in ("code", "violation_error_code")]
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "code"]
        elif isinstance(node, ast.Assign) and {"code", "STATUS_OF", "CODE_OF_STATUS"} & set(
            map(ast.unparse, node.targets)
        ):
            yield node.value


def codes_in_code() -> set[str]:
    constants = (one for node in told_as_code() for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {one.value for one in constants if isinstance(one.value, str) and CODE.fullmatch(one.value)}


def documented_codes() -> list[str]:
    text = (ROOT / "docs" / "errors.md").read_text()
    return re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE)


def test_every_code_is_documented_once() -> None:
    assert {"BAD_USER_INPUT", "TOO_DEEP", "SELF_LINK", "CLOSES_CYCLE", "UNKNOWN_PARAMETER"} <= codes_in_code()
    assert documented_codes() == sorted(codes_in_code())
