"""What leaves the ledger as a file: tables in four formats, and a buyer's network as a graph or a picture.

`tables` says what is in a table, `formats` writes any table, `network` gathers a network, `graphml` and `picture` write
it. Files are written to a stream that the caller gives; nothing here opens, prints or serves one.
"""
