import pytest

from labour_ledger.registry.planned_subject import plan_subject
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.schemas.content import DocumentInvalid


def test_plan_subject_without_content_has_no_identity(registrar):
    network = plan_subject(registrar, "network|x", SubjectKind.NETWORK)
    assert (network.document, network.identity_hash, network.country) == (None, bytes(32), "")


def test_plan_subject_invalid_content_is_refused(registrar):
    with pytest.raises(DocumentInvalid):
        plan_subject(registrar, "x", SubjectKind.ORGANISATION, content={"names": []})
