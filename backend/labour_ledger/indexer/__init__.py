"""The indexer: reads the ledger's events from a node into the store, and proves that it read them all.

It judges nothing: what a history means is the status rule's, and how rows are written is the store's.
"""
