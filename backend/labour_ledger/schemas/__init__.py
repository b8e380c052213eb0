"""What may be said on the ledger: code lists, the schemas of documents, and the refusal of personal data.

It judges the form of documents. It must not know chains, stores or the network, nor judge a site.
"""
