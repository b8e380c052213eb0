"""The supply graph and every status in memory, as columns of numbers: what answers questions through all tiers.

`building` makes a snapshot from the store and brings it forward by new blocks, `keeper` holds the current one for many
readers, `snapshot` answers. It answers exactly what the store answers (`diligence.tiers_stored`), by test.
"""

from .keeper import SnapshotKeeper
from .snapshot import Snapshot

__all__ = ["Snapshot", "SnapshotKeeper"]
