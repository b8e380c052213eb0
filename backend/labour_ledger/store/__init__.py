"""The store: tables, migrations, units of work and every SQL statement.

Tables named `index_*` repeat what the chain says and can be thrown away; tables named `own_*` hold what nobody else
has (documents, profiles, receipts). The package imports nothing of the chain and judges nothing.
"""
