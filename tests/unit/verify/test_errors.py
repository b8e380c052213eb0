import labour_ledger_verify.errors as errors


def classes(base):
    return [base, *(leaf for child in base.__subclasses__() for leaf in classes(child))]


def test_errors_every_class_has_a_code_of_its_own_and_a_known_exit():
    found = classes(errors.VerifyError)
    codes = [found_class.code for found_class in found]
    assert len(codes) == len(set(codes)) > 10
    assert {found_class.exit_code for found_class in found} == {1, 2, 4, 5}


def test_verify_error_keeps_message_hint_and_context():
    context = {"a": 1}
    error = errors.InputError("wrong", hint="do this", context=context)
    context["a"] = 2
    assert (str(error), error.message, error.hint, error.context) == ("wrong", "wrong", "do this", {"a": 1})
    assert errors.InputError("wrong").context == {}
