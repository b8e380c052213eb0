"""Readers of published lists: a file in, rows and problems out.

A reader never drops or repairs a row silently: what it takes with a doubt is noted, what it cannot take is refused,
each with the row and the reason. It must not know ledgers, stores or signatures.
"""
