"""Answers to due-diligence questions from the index: status, sites, histories, parties, records.

Every answer names what it rests on (`basis.AnswerBasis`) and has one JSON form, which the API and the command line
share. Nothing here prints, serves HTTP, asks a node or changes the store.
"""
