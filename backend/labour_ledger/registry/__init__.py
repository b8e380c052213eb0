"""Sites: read from published lists, named by identifiers, registered on the ledger.

It turns what lists say into registrations and planned statements. It must not sign statements, judge a site, or know
HTTP and printing.
"""
