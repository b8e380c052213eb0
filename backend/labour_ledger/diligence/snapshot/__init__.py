"""The supply graph and every status in memory, as columns of numbers: what answers questions through all tiers.

`building` makes a snapshot from the store and brings it forward by new blocks, `keeper` holds the current one for many
readers, `snapshot` answers. It answers exactly what the store answers (`diligence.tiers_stored`), by test. Nothing is
imported here: the process of `gathering_process` loads as little as it needs.
"""
