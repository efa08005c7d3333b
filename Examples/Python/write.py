"""Writes an outline: a program for `dezero-trace record --` and `advise --`."""

from outline import Document


def write(title):
    document = Document(title)
    for heading in ("Why", "How"):
        document.add_section(heading)
    for section in document.sections:
        print(section.path())


for number in (1, 2, 3):
    write(f"Volume {number}")
