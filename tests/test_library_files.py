"""Guideline files as bytes and in folders: the shipped ones and a clinic's own."""

import hashlib
from pathlib import Path

import pytest
from demo_guideline import GOOD, edited, read, supplement, written

from surveil import library
from surveil.errors import GuidelineError, MachineError, UsageError

SHIPPED = [file.id for file in library.all_files()]


@pytest.fixture
def folder(tmp_path):
    """A clinic's folder: one good file, and beside it broken ones and other things."""
    (tmp_path / "demo.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("format = 1\nid = \n", encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes('title = "Öberg"'.encode("latin-1"))
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "notes.txt").write_text("no guideline", encoding="utf-8")
    return tmp_path


def test_the_digest_is_that_of_the_bytes_of_the_file():
    found, _ = read(GOOD)

    assert found.digest == f"sha256:{hashlib.sha256(GOOD.encode()).hexdigest()}"


def test_bytes_that_are_not_utf_8_are_a_fault():
    found, faults = library.read("demo.toml", GOOD.encode("utf-16"))

    assert found is None
    assert [str(fault) for fault in faults] == ["demo.toml: is not UTF-8 text"]


def test_a_file_with_windows_line_ends_is_the_same_guideline():
    found, faults = library.read("demo.toml", GOOD.replace("\n", "\r\n").encode())

    assert faults == ()
    assert found.recommendations == read(GOOD)[0].recommendations


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000], ids=["nested", "long"])
def test_a_value_that_the_reader_cannot_hold_is_a_fault(value):
    _, faults = read(edited('title   = "Demonstration guideline"', f"title = {value}"))

    assert len(faults) == 1


def test_the_name_of_a_file_is_its_id_whatever_its_folder():
    text = GOOD.encode()

    assert library.read("a/b/demo.toml", text)[1] == ()
    assert library.read("a\\b\\demo.toml", text)[1] == ()
    assert [str(fault) for fault in library.read("Demo.toml", text)[1]] == [
        "Demo.toml: id: 'demo' is not the name of the file: 'demo.toml'"
    ]


def test_files_are_listed_by_id_the_shipped_ones_first(folder):
    files = library.all_files(folder)

    assert sorted(SHIPPED) == SHIPPED
    assert [file.id for file in files] == [
        *SHIPPED,
        "broken",
        "demo",
        "folder",
        "latin",
    ]
    assert [file.local for file in files].count(True) == 4


def test_broken_files_stop_neither_the_list_nor_the_good_ones(folder):
    read_files = {file.id: file.read() for file in library.all_files(folder)}

    assert {id for id, (guideline, _) in read_files.items() if guideline} == {
        *SHIPPED,
        "demo",
    }
    assert {
        id: [str(fault) for fault in faults]
        for id, (_, faults) in read_files.items()
        if faults
    } == {
        "broken": [f"{folder / 'broken.toml'}: Invalid value (at line 2, column 6)"],
        "folder": [f"{folder / 'folder.toml'}: cannot be read: Is a directory"],
        "latin": [f"{folder / 'latin.toml'}: is not UTF-8 text"],
    }


def test_a_good_file_is_loaded_from_beside_a_broken_one(folder):
    assert library.load("demo", folder).title == "Demonstration guideline"
    assert library.load(SHIPPED[0], folder).id == SHIPPED[0]


def test_a_broken_file_is_refused_when_it_is_asked_for(folder):
    with pytest.raises(GuidelineError) as raised:
        library.load("broken", folder)

    assert str(raised.value) == (
        f"{folder / 'broken.toml'}: Invalid value (at line 2, column 6)"
    )


def test_a_guideline_that_is_not_there_is_named_with_the_nearest(folder):
    with pytest.raises(UsageError) as raised:
        library.load("dema", folder)

    assert str(raised.value) == (
        "there is no guideline of that id; the nearest is demo"
    )


def test_a_local_file_with_the_id_of_a_shipped_one_is_refused(folder):
    taken = folder / "esmo-2020.toml"
    taken.write_text(GOOD.replace('"demo"', '"esmo-2020"', 1), encoding="utf-8")

    with pytest.raises(GuidelineError) as raised:
        library.load("demo", folder)

    assert str(raised.value) == (
        f"{taken}: id: 'esmo-2020' is a shipped guideline: rename it"
    )


@pytest.mark.parametrize("kind", ["guideline", "review"])
def test_a_local_file_that_poses_as_a_publication_is_refused(tmp_path, kind):
    path = tmp_path / "demo.toml"
    path.write_text(edited('"local"', f'"{kind}"'), encoding="utf-8")

    with pytest.raises(GuidelineError) as raised:
        library.load("demo", tmp_path)

    assert str(raised.value) == (
        f"{path}: kind: '{kind}' is for shipped files: a clinic's own is 'local'"
    )


def test_a_local_programme_is_welcome(tmp_path):
    text = written(
        supplement("heart", series='{ test = "echocardiogram", once = "1 year" }'),
        kind="programme",
        head='offered = { hereditary = ["MEN1"] }',
    )
    (tmp_path / "demo.toml").write_text(text, encoding="utf-8")

    assert library.load("demo", tmp_path).kind == "programme"


@pytest.mark.parametrize("name", ["absent", "demo.toml"])
def test_a_folder_that_is_none_is_refused(folder, name):
    with pytest.raises(UsageError) as raised:
        library.all_files(folder / name)

    assert str(raised.value) == "--schedules is not a folder with guideline files"


def test_a_folder_that_may_not_be_listed_is_an_error_of_the_machine(
    folder, monkeypatch
):
    listed = Path.iterdir

    def guarded(path):
        if path == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", guarded)

    with pytest.raises(MachineError):
        library.all_files(folder)
