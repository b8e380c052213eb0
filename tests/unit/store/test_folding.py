import pytest

from labour_ledger.store.folding import fold_name


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("PT. Mill  Ltd", "pt. mill ltd"),
        ("Fábrica São João", "fabrica sao joao"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("ﬁrma", "firma"),
        ("杭州 工厂", "杭州 工厂"),
        ("  ", ""),
    ],
)
def test_fold_name_drops_case_accents_and_spaces(name: str, folded: str) -> None:
    assert fold_name(name) == folded
    assert fold_name(folded) == folded
