import codecs

import pytest

from references.importing.decoding import decode
from references.importing.report import UnreadableError

SENTENCE = "Müller – “é”\nsecond"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SENTENCE.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + SENTENCE.encode(), "UTF-8"),
        (codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"), "UTF-16"),
        (SENTENCE.encode("utf-16-le"), "UTF-16"),
        (SENTENCE.encode("utf-16-be"), "UTF-16"),
        (codecs.BOM_UTF32_LE + SENTENCE.encode("utf-32-le"), "UTF-32"),
        (SENTENCE.encode("cp1252"), "Windows-1252"),
        (SENTENCE.replace("\n", "\r\n").encode(), "UTF-8"),
        (SENTENCE.replace("\n", "\r").encode(), "UTF-8"),
        ("\ufeff" + SENTENCE, "text"),
    ],
)
def test_text_comes_out_the_same_whichever_program_wrote_it(data, encoding):
    assert decode(data) == (SENTENCE, encoding, [])


def test_latin_1_lines_in_a_file_of_utf_8_are_read_and_named():
    text, encoding, notes = decode("Müller".encode() + b"\n" + "Häkkinen".encode("latin-1"))

    assert text == "Müller\nHäkkinen"
    assert encoding == "UTF-8"
    assert notes == ["Not all of it is UTF-8: lines read as Windows-1252: 2. Check their accents."]


def test_control_characters_become_spaces_and_are_told():
    assert decode("a\x00b\x1bc")[0] == "a b c"
    assert decode("a\x00b\x1bc")[2] == ["2 control characters were replaced by spaces."]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 ...", "This is a PDF. Export the references as RIS"),
        (b"PK\x03\x04....", "This is a Word, Excel or ZIP file."),
        (b"", "There is nothing in it."),
        (b" \n\t\r\n", "There is nothing in it."),
        (codecs.BOM_UTF8, "There is nothing in it."),
    ],
)
def test_what_is_no_text_is_a_sentence_that_says_what_to_do(data, words):
    with pytest.raises(UnreadableError, match=words):
        decode(data)
