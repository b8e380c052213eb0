"""The command line: reads arguments, asks for passwords, calls the packages below, prints.

Nothing here decides anything about attestations. Everything heavy is imported inside the command that needs it, so that
`labour-ledger --help` answers at once.
"""
