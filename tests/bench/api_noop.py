"""A FastAPI service that does nothing: the floor that a route of ours stands on."""

from __future__ import annotations

from fastapi import FastAPI

app = FastAPI()


@app.get("/noop/{name}")
async def noop(name: str, schema: str) -> dict[str, str]:
    """Return what was asked."""
    return {"name": name, "schema": schema}
