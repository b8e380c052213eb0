"""Which site a row, a name or a listed entity may be: comparable words, a stated score, candidates, and three outcomes.

Nothing here decides for a person: what is neither clearly the same nor clearly another is to be asked.
"""
