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


SCALAR = re.compile(r"^(\s*(?:- )?)(\w+): ([^\s\[{>|\"'].*)$")
TERMS = {
    "act": ["assert", "deny", "admit", "retract", "correct"],
    "stance": ["affirms", "denies", "mentions"],
    "stage": ["planned", "agreed", "ordered", "delivered", "cancelled"],
    "itemisation": ["exhaustive", "partial", "unknown"],
}
OPTIONAL = {
    "deal", "total", "itemisation", "amount", "delivered", "date", "part_of", "country", "on_behalf_of", "quote",
    "equipment", "url", "publisher",
}
# Files with the richer rules more often.
FILES = ["transfers"] * 5 + ["statements"] * 5 + ["deals"] * 2 + ["actors"] * 2 + ["sources", "equipment"]


def mutated(seed):
    """The files of the real dataset after some changes, the same for the same seed."""
    chance = random.Random(seed)
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "dataset").iterdir())}
    ids = [re.findall(r"^- id: (\S+)$", text, re.M) for text in files.values()]
    changes = [change_scalar, change_scalar, change_list, change_date, change_date, drop_line, add_line, copy_record]
    for _ in range(chance.randint(4, 12)):
        name = f"{chance.choice(FILES)}.yaml"
        lines = files[name].split("\n")
        chance.choice(changes)(chance, lines, ids)
        files[name] = "\n".join(lines)
    return {name: text.encode() for name, text in files.items()}


def another(chance, value, ids):
    """An id of the same type of record, or now and then of any."""
    alike = [of_type for of_type in ids if value in of_type]
    return chance.choice(chance.choice(ids) or [value] if chance.random() < 0.1 or not alike else alike[0])


def change_scalar(chance, lines, ids):
    """Another term, id or number, or the value that stands under the same key elsewhere."""
    found = [(i, m.groups()) for i, line in enumerate(lines) if (m := SCALAR.match(line)) and m[2] not in ("id", "kind")]
    at, (before, key, value) = chance.choice(found)
    if value.isdigit():
        value = str(max(0, int(value) + chance.choice([-100, -1, 1, 60, 1000])))
    elif key in TERMS:
        value = chance.choice(TERMS[key])
    elif any(value in of_type for of_type in ids):
        value = another(chance, value, ids)
    else:
        value = chance.choice([groups[2] for _, groups in found if groups[1] == key])
    lines[at] = f"{before}{key}: {value}"


def change_list(chance, lines, ids):
    """Another id in a list, or one field fewer that evidence supports."""
    found = [i for i, line in enumerate(lines) if re.search(r"\[[\w, -]+\]", line)]
    if found:
        at = chance.choice(found)
        entries = re.search(r"\[([\w, -]+)\]", lines[at])[1].split(", ")
        entry = chance.randrange(len(entries))
        if "supports" in lines[at]:
            entries[entry : entry + 1] = [] if len(entries) > 1 else ["note"]
        else:
            entries[entry] = another(chance, entries[entry], ids)
        lines[at] = re.sub(r"\[[\w, -]+\]", f"[{', '.join(entries)}]", lines[at], count=1)


def change_date(chance, lines, _):
    """A date some months or years off, and no longer in doubt."""
    date = re.compile(r"^(\s*(?:delivered|agreed|published|date|start|end): )\S+$")
    found = [i for i, line in enumerate(lines) if date.match(line)]
    if found:
        day = f"{chance.choice([2021, 2022, 2022, 2023, 2027])}-{chance.randint(1, 12):02}"
        form = chance.choice(["{}", "{}-07", "{}~", "../{}", "{}/.."]).format(day)
        at = chance.choice(found)
        lines[at] = date.sub(rf"\g<1>{form}", lines[at])


def drop_line(chance, lines, _):
    """A field fewer."""
    found = [i for i, line in enumerate(lines) if (m := SCALAR.match(line)) and m[2] in OPTIONAL and "- " not in m[1]]
    if found:
        del lines[chance.choice(found)]


def add_line(chance, lines, ids):
    """A statement more that supersedes or retracts others, an actor more that is a part of another, an order."""
    starts = [i for i, line in enumerate(lines) if line.startswith("- id: ")]
    at = chance.choice(starts)
    own = lines[at].removeprefix("- id: ")
    if any("speaker:" in line for line in lines):
        earlier = ", ".join(another(chance, own, ids) for _ in range(chance.randint(1, 3)))
        add = f"  {chance.choice(['supersedes', 'retracts'])}: [{earlier}]"
    elif any("kind: person" in line for line in lines):
        add = f"  part_of: {another(chance, own, ids)}"
    elif any("supplier:" in line for line in lines):
        add = f"  ordered: {chance.choice([2021, 2022, 2023])}-{chance.randint(1, 12):02}"
    else:
        return
    lines.insert(at + 1, add)


def copy_record(chance, lines, _):
    """A record twice: mostly under another id, now and then under the same."""
    starts = [i for i, line in enumerate(lines) if line.startswith("- id: ")]
    start = chance.choice(starts)
    end = next((i for i in starts if i > start), len(lines))
    copy = lines[start:end]
    if chance.random() < 0.95:
        copy[0] += f"-{chance.randint(2, 999)}"
    lines.extend(["", *copy])
