"""Evidence that leaves the house: proof bundles for auditors, and certificates of what an auditor's check found.

It reads the index and the node and changes neither. It judges nothing: whether a bundle holds is said by
`labour_ledger_verify` alone.
"""
