"""All routes of the daily work of suppliers, auditors and worker organisations, as one router."""

from __future__ import annotations

from fastapi import APIRouter

from . import accreditations, applications, claims, cosignatures, drafts, evidence, findings, relay_queue

router = APIRouter()
for _module in (applications, accreditations, claims, drafts, findings, cosignatures, relay_queue, evidence):
    router.include_router(_module.router)
