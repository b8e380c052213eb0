"""What requests and answers look like, for the description of the API.

Answers are made by `diligence` and are not converted here; tests hold every route to its model, field by field.
"""
