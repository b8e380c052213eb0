import pytest

from labour_ledger.registry.lists.formats import folded, row_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L'ORÉAL", "l’oreal"),
        ("EXAMPLE CO.,LTD", "Example  Co. Ltd."),
        ("ＡＢＣ", "abc"),
        ("Straße 1", "STRASSE 1"),
    ],
)
def test_folded_spellings_of_one_name_agree(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mill 1", "Mill 11"),
        ("कमल", "कमला"),
        ("ไม้", "ไม"),
        ("工厂一", "工厂二"),
        ("!!!", "???"),
        ("(-)", ""),
    ],
)
def test_folded_different_names_differ(one, other):
    assert folded(one) != folded(other)


def test_row_key_parts_do_not_run_together():
    assert row_key("plain", "a b", "c") != row_key("plain", "a", "b c")
    assert row_key("plain", "a|b", "c") != row_key("plain", "a", "b|c")
