"""Makes the message catalogues: `python tests/translations.py` after a text changed.

It collects the texts from the code, brings every translation up to date and compiles
it. What is new stays without a translation, and a test fails until there is one.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import surveil
from surveil.messages import LANGUAGES, REVIEW

PACKAGE = Path(surveil.__file__).parent
LOCALE = PACKAGE / "locale"
TEMPLATE = LOCALE / "surveil.pot"
# The functions that hold a text to be translated, and which argument it is.
KEYWORDS = {
    "said": None,
    "marked": None,
    "Test": (3,),  # the plain name of a test
}
PATIENTS_READ = ("catalogue.py", "preparation/**.py", "render/**.py")
# No clock: the same texts give the same files.
_DAY = datetime(2026, 11, 22, tzinfo=UTC)


def collected():
    """The texts of the code, in order of the files that hold them."""
    catalogue = Catalog(
        project="surveil",
        version="1",
        copyright_holder="The surveil developers",
        msgid_bugs_address="the maintainers",
        creation_date=_DAY,
        header_comment="# Texts of surveil that patients read.",
        fuzzy=False,
    )
    places = [(pattern, "python") for pattern in PATIENTS_READ]
    found = extract_from_dir(PACKAGE, places, keywords=KEYWORDS)
    for _, _, text, comments, _ in sorted(found, key=lambda one: (one[0], one[1])):
        catalogue.add(text, auto_comments=comments)
    return catalogue


def written(catalogue):
    """The catalogue as the bytes of its file."""
    file = io.BytesIO()
    write_po(file, catalogue, width=88, no_location=True, omit_header=False)
    return file.getvalue()


def read(language):
    """The translation into a language, as it stands in its file."""
    with (LOCALE / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def compiled(catalogue):
    """What a program reads at run time."""
    file = io.BytesIO()
    write_mo(file, catalogue, use_fuzzy=False)
    return file.getvalue()


def begun(language):
    """A translation without a word, for a language that is new."""
    return Catalog(
        locale=language.replace("-", "_"),
        project="surveil",
        version="1",
        copyright_holder="The surveil developers",
        msgid_bugs_address="the maintainers",
        creation_date=_DAY,
        revision_date=_DAY,
        last_translator=REVIEW,
        language_team=language,
        header_comment=f"# Texts of surveil in {language}: {REVIEW}.",
        fuzzy=False,
    )


def main():
    fresh = collected()
    TEMPLATE.write_bytes(written(fresh))
    for language in LANGUAGES[1:]:
        known = (LOCALE / f"{language}.po").exists()
        catalogue = read(language) if known else begun(language)
        catalogue.update(fresh, no_fuzzy_matching=True, keep_user_comments=True)
        catalogue.obsolete.clear()
        (LOCALE / f"{language}.po").write_bytes(written(catalogue))
        (LOCALE / f"{language}.mo").write_bytes(compiled(read(language)))
        left = [one.id for one in catalogue if one.id and not one.string]
        said = [
            f"{language}: {len(catalogue)} texts, {len(left)} not translated",
            *left,
        ]
        sys.stdout.write("\n  ".join(said) + "\n")


if __name__ == "__main__":
    main()
