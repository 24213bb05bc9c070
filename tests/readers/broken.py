"""Datasets with faults: the examples of every rule page, and the real dataset after random changes."""

import hashlib
import pathlib
import random
import re

ROOT = pathlib.Path(__file__).parents[2]
PAGES = sorted((ROOT / "crates/tallybook_check/src/rules").glob("*.md"))
BASE = ROOT / "crates/tallybook_check/base"


def examples():
    """Every example of every rule page with its name, as the files that it adds to the base dataset."""
    for page in PAGES:
        for heading in ("Valid", "Invalid"):
            for number, files in enumerate(blocks(page.read_text(encoding="utf-8"), heading), 1):
                yield f"{page.stem[:4].upper()}-{heading.lower()}-{number}", with_digest(files)


def blocks(page, heading):
    """The examples under a heading: code blocks that follow each other belong to one."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page, re.M | re.S)[1]
    example = {}
    for part in re.split(r"^(```.*?^```\n)", section, flags=re.M | re.S):
        if part.startswith("```"):
            info, text = part[3:-4].split("\n", 1)
            language, _, name = info.partition(" ")
            if name == "dataset":
                name = "dataset.yaml"
            elif not re.search(r"[/.]", name):
                name = f"{name}/example.{language}"
            example[name] = text
        elif part.strip() and example:
            yield example
            example = {}
    if example:
        yield example


def with_digest(files):
    """The bytes of the files of an example; `{{sha256}}` is the digest of its archived text."""
    texts = [unescaped(text) for name, text in files.items() if name.startswith("archive/")]
    digest = hashlib.sha256(texts[-1]).hexdigest() if texts else ""
    return {name: unescaped(text.replace("{{sha256}}", digest)) for name, text in files.items()}


def unescaped(text):
    """`\\u241bxNN` stands for a byte that Markdown cannot hold."""
    first, *others = text.split("\u241bx")
    return first.encode() + b"".join(bytes([int(part[:2], 16)]) + part[2:].encode() for part in others)


def write(folder, files):
    """Writes the base dataset with the files of an example. Gives the arguments that name both folders."""
    for path in BASE.iterdir():
        files = {path.name: path.read_bytes(), **files}
    has_archive = False
    for name, content in files.items():
        if name.startswith("baseline/"):
            continue
        has_archive |= name.startswith("archive/")
        path = folder / name if name.startswith("archive/") else folder / "dataset" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [str(folder / "dataset"), *(["--archive", str(folder / "archive")] if has_archive else [])]


SCALARS = re.compile(r"^(\s*(?:- )?)(\w+): ([^\s\[{>|\"'].*)$")
TERMS = {
    "act": ["assert", "deny", "admit", "retract", "correct"],
    "stance": ["affirms", "denies", "mentions"],
    "stage": ["planned", "agreed", "ordered", "delivered", "cancelled"],
    "itemisation": ["exhaustive", "partial", "unknown"],
    "kind": ["materiel", "funds", "service", "state", "person", "media", "organization"],
}


def mutated(seed):
    """The files of the real dataset after a few changes, the same for the same seed."""
    chance = random.Random(seed)
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "dataset").iterdir())}
    ids = [i for text in files.values() for i in re.findall(r"^- id: (\S+)$", text, re.M)]
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([name for name in files if name != "dataset.yaml"])
        lines = files[name].split("\n")
        change = chance.choice([change_scalar, change_scalar, change_list, change_date, drop_line, add_line])
        change(chance, lines, ids)
        files[name] = "\n".join(lines)
    return {name: text.encode() for name, text in files.items()}


def change_scalar(chance, lines, ids):
    """Another term, id, number, or the value that stands under the same key elsewhere."""
    at, (before, key, value) = pick(chance, lines, lambda key, _: key != "id" or chance.random() < 0.05)
    others = [m[3] for m in map(SCALARS.match, lines) if m and m[2] == key]
    if value.isdigit():
        value = str(max(0, int(value) + chance.choice([-100, -1, 1, 60, 1000])))
    else:
        value = chance.choice(TERMS.get(key) or (ids if chance.random() < 0.3 else others))
    lines[at] = f"{before}{key}: {value}"


def change_list(chance, lines, ids):
    """Another list of ids, or one field fewer that evidence supports."""
    found = [i for i, line in enumerate(lines) if re.search(r"\[[\w, -]+\]", line)]
    if found:
        at = chance.choice(found)
        entries = re.search(r"\[([\w, -]+)\]", lines[at])[1].split(", ")
        entry = chance.randrange(len(entries))
        if "supports" in lines[at] and len(entries) > 1:
            del entries[entry]
        else:
            entries[entry] = chance.choice(ids)
        lines[at] = re.sub(r"\[[\w, -]+\]", f"[{', '.join(entries)}]", lines[at], count=1)


def change_date(chance, lines, _):
    """A date some months or years off."""
    found = [i for i, line in enumerate(lines) if re.search(r": [^\"]*\b20\d\d-\d\d", line)]
    if found:
        at = chance.choice(found)
        year, month = chance.choice([2021, 2022, 2022, 2023, 2027]), chance.randint(1, 12)
        lines[at] = re.sub(r"\b20\d\d-\d\d", f"{year}-{month:02}", lines[at], count=1)


def drop_line(chance, lines, _):
    """A field fewer."""
    optional = {"deal", "total", "itemisation", "amount", "delivered", "date", "part_of", "country", "on_behalf_of"}
    found = [i for i, line in enumerate(lines) if (m := SCALARS.match(line)) and m[2] in optional]
    if found:
        del lines[chance.choice(found)]


def add_line(chance, lines, ids):
    """A statement more that supersedes or retracts, an actor more that is a part of another."""
    starts = [i for i, line in enumerate(lines) if line.startswith("- id: ")]
    at = chance.choice(starts)
    if any("speaker:" in line for line in lines):
        lines.insert(at + 1, f"  {chance.choice(['supersedes', 'retracts'])}: [{chance.choice(ids)}]")
    elif any("kind: person" in line for line in lines):
        lines.insert(at + 1, f"  part_of: {chance.choice(ids)}")


def pick(chance, lines, wanted):
    """A line with a plain value."""
    found = [(i, m.groups()) for i, line in enumerate(lines) if (m := SCALARS.match(line)) and wanted(m[2], m[3])]
    return chance.choice(found)
