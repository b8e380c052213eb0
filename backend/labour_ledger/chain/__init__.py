"""The ledger's contract as the backend sees it: reading its events and state, and sending to it.

ABI decoding happens only here. It must not know stores, schemas of documents, HTTP routes or printing.
"""
