from __future__ import annotations

import json

import pytest

from labour_ledger.cli.output import Output, print_error, printable
from labour_ledger.errors import InputError
from labour_ledger.words.reader import reader_named


def test_result_as_json_is_one_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True).result({"format": "x@1", "name": "Müller"}, lambda output: output.line("text"))
    assert json.loads(capsys.readouterr().out) == {"format": "x@1", "name": "Müller"}


def test_result_as_text_is_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False).result({"format": "x@1"}, lambda output: output.line("text"))
    assert capsys.readouterr().out == "text\n"


def test_notes_and_progress_leave_stdout_alone(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=True)
    output.note("on the way")
    with output.progress("working", 2) as advance:
        advance(2)
    with output.reading("reading") as show:
        show(1, 2, "3 records/s")
    out = capsys.readouterr()
    assert out.out == ""
    assert "on the way" in out.err


@pytest.mark.parametrize("text", ["[bold]mill[/bold]", "\x1b[31mred\x1b[0m", "a\u202eb", "\x07"])
def test_printed_text_cannot_steer_the_terminal(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=False)
    output.line(text)
    output.heading(text)
    output.fields([("name", text)])
    output.table(("name",), [(text,)])
    shown = capsys.readouterr().out
    assert not {"\x1b", "\u202e", "\x07"} & set(shown)
    assert shown.count("mill") == text.count("mill") * 4
    assert shown.count("[bold]") == text.count("[bold]") * 4


def test_fields_without_a_value_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False).fields([("name", "mill"), ("group", "")])
    assert "group" not in capsys.readouterr().out


def test_output_says_labels_and_counts_and_leaves_names(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=False, reader=reader_named("es"))
    output.fields([("recorded", "12,345 days"), ("name", "Mill 1,000 no proposals")])
    output.table(("site", "bytes"), [("no proposals", "1,234")])
    output.line("  no proposals")
    output.line(output.labelled("missing", "no proposals"))
    output.line("a file\nno proposals")
    shown = capsys.readouterr().out.splitlines()
    assert [line.split() for line in shown[:2]] == [
        ["registrado", "12.345", "días"],
        ["nombre", "Mill", "1,000", "no", "proposals"],
    ]
    assert shown[2].split() == ["sitio", "bytes"]
    assert shown[4].split() == ["no", "proposals", "1.234"]
    assert shown[5:] == ["  no hay propuestas", "falta: no hay propuestas", "a file", "no proposals"]


def test_printable_keeps_letters_of_all_scripts_and_line_breaks() -> None:
    assert printable("Ñandú 工厂\nसिलाई") == "Ñandú 工厂\nसिलाई"


def test_print_error_without_a_hint_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(InputError("row 3: empty\x1b[2J"), as_json=False)
    assert capsys.readouterr().err == "error: row 3: empty\N{REPLACEMENT CHARACTER}[2J [input-invalid]\n"


def test_note_is_told_in_the_words_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False, reader=reader_named("fr")).note("this key signed no record")
    Output(as_json=False).note("this key signed no record")
    assert capsys.readouterr().err == "cette clé n'a signé aucun enregistrement\nthis key signed no record\n"
