"""Numbers after a word for a document or an account, and what is a count or a number of trade."""

import pytest

from labour_ledger.schemas.personal_documents import has_labelled_account, has_labelled_document, has_long_number


@pytest.mark.parametrize(
    "text",
    [
        "PP A0123456",
        "her NRC is 12/OUKAMA(N)123456",
        "voter card no. ABC1234567",
        "passport ends 4417",
        "CIN 101 251 188 442",
        "cédula 1.020.304.050",
        "his labour card says 55443322",
        "badge 1187, cutting section",
    ],
)
def test_has_labelled_document_is_true(text: str) -> None:
    assert has_labelled_document(text)


@pytest.mark.parametrize(
    "text",
    ["passports of 120 workers", "Fin 2024, 120 ouvriers", "visa fees of 4,500", "in the pan 300 litres of water"],
)
def test_has_labelled_document_of_counts_is_false(text: str) -> None:
    assert not has_labelled_document(text)


@pytest.mark.parametrize(
    "text",
    [
        "A/C 0123 4567 890 at Sonali Bank",
        "bKash 01711000123",
        "account ending 7781 gets her wages",
        "depositan a la cuenta 1122334455",
        "salary card 5060 66XX XXXX 1234",
    ],
)
def test_has_labelled_account_is_true(text: str) -> None:
    assert has_labelled_account(text)


@pytest.mark.parametrize("text", ["bKash is accepted", "They account for 250 000 pieces", "Account 4100 of the ledger"])
def test_has_labelled_account_of_other_accounts_is_false(text: str) -> None:
    assert not has_labelled_account(text)


@pytest.mark.parametrize(
    "text",
    ["PO 4500012345 was late", "06.00-14.00, 14.00-22.00", "2023, 2024 and 2025", "2023-2024-2025", "1,250,000,000"],
)
def test_has_long_number_of_trade_hours_and_years_is_false(text: str) -> None:
    assert not has_long_number(text)


def test_has_long_number_with_odd_spaces_is_true() -> None:
    assert has_long_number("0 1 7 1 1 - 0 0 - 0 1 - 2 3")
    assert has_long_number("birth certificate no. 200941234567")
