"""The questions that brands, auditors and others ask of the ledger, each with a number, a name and one form of answer.

`catalogue` lists them and `asking` answers one; the API's routes, `labour-ledger ask` and docs/questions.md are made
from that list. An answer is a table with a summary, and says what it rests on and what nobody can know from what is
held. Nothing here is averaged, and no answer is yes or no alone.
"""
