"""The Python of README.md, run as it stands there, at the root of the repository."""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
BLOCKS = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)


def test_there_are_examples():
    assert BLOCKS


@pytest.mark.parametrize("code", BLOCKS)
def test_an_example_shows_something(code, monkeypatch):
    monkeypatch.chdir(ROOT)
    *statements, last = ast.parse(code).body
    assert isinstance(last, ast.Expr), "an example ends with what it shows"
    names = {}
    exec(compile(ast.Module(statements, []), "README.md", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "README.md", "eval"), names)
    assert len(shown) > 0
