"""The notebooks run from a clean kernel, and what is committed of their output is what comes out.

They are run in a copy of their folder beside a copy of the exports, as they lie in the repository. Texts and
tables must be equal; of a picture only that it is there, as its bytes are the matter of the machine. The plot
that README.md shows is an SVG, and compared: the same shapes and texts, at the same places to within a unit.

After a change that is meant, `TALLYBOOK_BLESS=1 .venv/bin/python -m pytest tests/readers/test_notebooks.py`
writes them anew.
"""

import os
import re
import shutil

import nbclient
import nbformat
import pytest
from tables import EXPORTS, ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))
PLOT = "positions.svg"
BLESS = "TALLYBOOK_BLESS" in os.environ
PICTURES = ("image/png", "image/svg+xml")


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """A copy of the notebooks, beside one of the exports."""
    folder = tmp_path_factory.mktemp("repository")
    shutil.copytree(EXPORTS, folder / "exports")
    return shutil.copytree(FOLDER, folder / "notebooks", ignore=shutil.ignore_patterns(PLOT))


@pytest.fixture(scope="session")
def run(place):
    """Runs a notebook, once."""
    done = {}

    def run(name):
        if name not in done:
            done[name] = executed(place, name)
        return done[name]

    return run


def executed(place, name):
    notebook = nbformat.read(FOLDER / name, as_version=4)
    metadata = dict(notebook.metadata)
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(place)}}, record_timing=False
    ).execute()
    # Neither the version of Python nor times: they would differ with every machine.
    notebook.metadata = metadata
    if BLESS:
        nbformat.write(notebook, FOLDER / name)
    return notebook


def outputs(notebook):
    """What the cells show, without the bytes of pictures."""
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shown.append([shown_output(output) for output in cell.outputs])
    return shown


def shown_output(output):
    if output.output_type == "stream":
        return output.name, output.text
    return {kind: "picture" if kind in PICTURES else text for kind, text in output.data.items()}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_its_committed_output_is_current(run, name):
    notebook = run(name)
    committed = nbformat.read(FOLDER / name, as_version=4)
    nbformat.validate(committed)
    assert outputs(notebook) == outputs(committed)
    code = [cell.execution_count for cell in committed.cells if cell.cell_type == "code"]
    assert code == list(range(1, len(code) + 1)), "run from the top"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_shows_pictures_and_says_nothing_of_the_machine(name):
    shown = [output for cell in outputs(nbformat.read(FOLDER / name, as_version=4)) for output in cell]
    assert any("image/png" in output for output in shown)
    assert not any("stderr" in output for output in shown), "no warnings"
    assert not re.search(r" at 0x[0-9a-f]+|/home/|/Users/|" + re.escape(str(ROOT)), str(shown))


def test_there_are_notebooks():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert NOTEBOOKS and set(NOTEBOOKS) == set(re.findall(r"\]\((\S+\.ipynb)\)", readme))


NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def drawing(path):
    """A drawing without what tells when and by what it was made: its shapes, and the numbers in them."""
    svg = re.sub(r"<metadata>.*?</metadata>", "", path.read_text(encoding="utf-8"), flags=re.S)
    svg = re.sub(r"\b[a-z]?[0-9a-f]{10,}\b", "id", svg)
    return NUMBER.sub("n", svg), [float(number) for number in NUMBER.findall(svg)]


def test_the_plot_of_the_readme_is_current(run, place):
    run("3-positions.ipynb")
    if BLESS:
        shutil.copy(place / PLOT, FOLDER / PLOT)
    shapes, numbers = drawing(place / PLOT)
    committed_shapes, committed_numbers = drawing(FOLDER / PLOT)
    assert shapes == committed_shapes
    assert numbers == pytest.approx(committed_numbers, abs=1)
    assert f"notebooks/{PLOT}" in (ROOT / "README.md").read_text(encoding="utf-8")
