"""Words for people: the glossary, its translations, dates and numbers in the reader's form.

It knows codes by their names only and prints nothing. What an error says in full is written where the error is raised.
"""
