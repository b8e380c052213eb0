"""The HTTP API: due-diligence questions and submissions under `/v1`.

It maps requests to `diligence` and `attesting`, and errors to problems; it decides nothing. HTTP statuses stand only
here. There is no access control yet: the service is one organisation's own and listens on its own machine.
"""
