"""Writes the story: every step that is replayed through the app to record the sample, in order, chapter by chapter.

    python story.py --from . --out story

Digests, metrics and scores come from the files that build.py made. A step is one request: who (`persona`), when in
the story (`at`), what (`act`) and the body. `name` names the promotion request that a step makes, `of` refers to it.
"""

import argparse
import json
from pathlib import Path

import chapters
import incident
from record import Record

CHAPTERS = [
    ("setup", "Before: the first version goes live", chapters.setup),
    ("example-1", "Example 1: reproduce a production prediction", chapters.example_1),
    ("example-2", "Example 2: root cause after an incident", incident.example_2),
    ("example-3", "Example 3: who approved what?", chapters.example_3),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", type=Path, required=True, dest="source")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    record = Record(args.source)
    for name, title, write in CHAPTERS:
        chapter = {"chapter": name, "title": title, "steps": list(write(record))}
        text = json.dumps(chapter, indent=1, ensure_ascii=True)
        (args.out / f"{name}.json").write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
