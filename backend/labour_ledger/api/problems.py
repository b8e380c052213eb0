"""Errors as problems of RFC 9457, `application/problem+json`: the only place where an error gets an HTTP status."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from labour_ledger import errors
from labour_ledger.indexer.errors import IndexDiffers
from labour_ledger.registry.names import SubjectAmbiguous
from labour_ledger.store.errors import StoreConflict
from labour_ledger.words.reader import language_accepted
from labour_ledger.words.sentences import translate
from labour_ledger_verify import errors as verify_errors

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:labour-ledger:problem:"
RETRY_AFTER_S: Final = 5


class BodyTooLarge(errors.InputError):
    """A request carries more than is read."""

    code = "body-too-large"


class MediaTypeUnsupported(errors.InputError):
    """A request's body is not declared as JSON."""

    code = "media-type-unsupported"


class HostUnknown(errors.InputError):
    """A request was sent to another name than this service has."""

    code = "host-unknown"


class NotReady(errors.UnavailableError):
    """The service runs and cannot answer everything now."""

    code = "not-ready"


STATUSES: Final[Mapping[type[Exception], HTTPStatus]] = {
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    SubjectAmbiguous: HTTPStatus.CONFLICT,
    HostUnknown: HTTPStatus.MISDIRECTED_REQUEST,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MediaTypeUnsupported: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.InputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.LedgerRefused: HTTPStatus.CONFLICT,
    StoreConflict: HTTPStatus.CONFLICT,
    IndexDiffers: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ConfigurationError: HTTPStatus.INTERNAL_SERVER_ERROR,
    verify_errors.InputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    verify_errors.ProofFalse: HTTPStatus.UNPROCESSABLE_ENTITY,
    verify_errors.NotCheckable: HTTPStatus.SERVICE_UNAVAILABLE,
    verify_errors.ConfigurationError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""By class; a class that is not here has the status of its nearest ancestor."""

_HOME_NAME: Final = "$LABOUR_LEDGER_HOME"
_MOST_PLACES: Final = 20
"""Of what is wrong in one request; a body of a million unknown fields is not answered with a million sentences."""
_FIELD_NAME: Final = re.compile(r"[A-Za-z0-9_$-]{1,60}")
_FRAMEWORK_CODES: Final = {
    HTTPStatus.NOT_FOUND: ("route-unknown", "GET /openapi.json lists the routes."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", "The header Allow names the methods of this route."),
}


def status_of(error: type[Exception]) -> HTTPStatus:
    """Return the HTTP status of a class of errors.

    Raises:
        KeyError: Neither the class nor one of its ancestors has one.
    """
    for ancestor in error.__mro__:
        if ancestor in STATUSES:
            return STATUSES[ancestor]
    raise KeyError(error.__name__)


def problem_of(
    error: verify_errors.ExplainedError, request_id: str = "", accepted: str = "", home: str = ""
) -> Response:
    """Return the response for an error of this program; arguments as for `problem`."""
    return problem(
        status_of(type(error)),
        error.code,
        error.message,
        hint=error.hint,
        context=error.context,
        request_id=request_id,
        accepted=accepted,
        home=home,
    )


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    hint: str = "",
    context: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    request_id: str = "",
    accepted: str = "",
    home: str = "",
) -> Response:
    """Return a problem response; `detail` and `hint` in the language that is preferred, all else for machines.

    Args:
        status: HTTP status.
        code: Stable kebab-case name; `type` is made from it.
        detail: What was wrong and where.
        hint: What to do next.
        context: Plain values that the detail was made from.
        headers: Further headers.
        request_id: To find the request in the log.
        accepted: The request's header `Accept-Language`.
        home: The home folder; callers are not told where on this machine it lies.
    """
    language = language_accepted(accepted)
    body = {
        "type": TYPE_PREFIX + code,
        "title": code.replace("-", " ").capitalize(),
        "status": status.value,
        "detail": translate(detail, language, code),
        "code": code,
        "hint": translate(hint, language, code),
        "context": dict(context or {}),
        "requestId": request_id,
    }
    more = {"Content-Language": language, "Vary": "Accept-Language"}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        more["Retry-After"] = str(RETRY_AFTER_S)
    text = json.dumps(body, ensure_ascii=False, default=str)
    if home:
        text = text.replace(json.dumps(home, ensure_ascii=False)[1:-1], _HOME_NAME)
    content = text.encode("utf-8", "replace")
    return Response(content, status.value, headers={**more, **(headers or {})}, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make every error of the app a problem, those of the framework too."""
    app.add_exception_handler(verify_errors.ExplainedError, _handle_own)
    app.add_exception_handler(HTTPException, _handle_framework)
    app.add_exception_handler(RequestValidationError, _handle_validation)
    app.add_exception_handler(Exception, _handle_bug)


def request_id_of(request: Request) -> str:
    """Return the id that the middleware gave to a request."""
    return str(request.scope.get("state", {}).get("request_id", ""))


def _accepted(request: Request) -> str:
    return request.headers.get("accept-language", "")


def _handle_own(request: Request, error: Exception) -> Response:
    found = cast("verify_errors.ExplainedError", error)
    return problem_of(found, request_id_of(request), _accepted(request), _home(request))


def _home(request: Request) -> str:
    services = getattr(request.app.state, "services", None)
    return "" if services is None else str(services.settings.home)


def _handle_framework(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    if isinstance(found.__cause__, verify_errors.ExplainedError):
        return _handle_own(
            request, found.__cause__
        )  # the body of a form is read where the framework hides why it fails
    status = HTTPStatus(found.status_code)
    if status is HTTPStatus.BAD_REQUEST:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    code, hint = _FRAMEWORK_CODES.get(status, ("request-invalid", ""))
    detail = f"{request.method} {request.url.path}: {status.phrase.lower()}"
    return problem(
        status,
        code,
        detail,
        hint=hint,
        headers=found.headers,
        request_id=request_id_of(request),
        accepted=_accepted(request),
    )


def _handle_validation(request: Request, error: Exception) -> Response:
    places = cast("RequestValidationError", error).errors()
    # what was sent is not repeated: it can be what must not stand in a log
    found = [{"field": _field(place["loc"]), "message": str(place["msg"])} for place in places[:_MOST_PLACES]]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "request-invalid",
        "; ".join(f"{item['field']}: {item['message']}" for item in found),
        hint="GET /openapi.json describes the parameters of every route.",
        context={"errors": found},
        request_id=request_id_of(request),
        accepted=_accepted(request),
    )


def _handle_bug(request: Request, _error: Exception) -> Response:
    # the server logs the traceback; the caller learns how to name the request
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal-error",
        "the service met a fault of its own",
        hint="Report this with the request id; nothing else is needed.",
        request_id=request_id_of(request),
        accepted=_accepted(request),
    )


def _field(location: Sequence[object]) -> str:
    return ".".join(str(step) if _FIELD_NAME.fullmatch(str(step)) else "*" for step in location)
