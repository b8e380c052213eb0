"""Making attestations: keys, drafts, checks before anything is sent, submission, whole sheets.

It sends nothing that it has not checked and prints nothing. It must not know HTTP routes or command lines, and reads no
clock: times are arguments.
"""
