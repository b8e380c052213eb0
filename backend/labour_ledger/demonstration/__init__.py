"""A whole ledger with generated, fictitious parties and verdicts, to see the product work and to try it out.

Everything here goes the way that real data goes: through the registry, attesting, the chain and the index. It prints
nothing. No verdict made here is about a real organisation; each says that it was generated.
"""
