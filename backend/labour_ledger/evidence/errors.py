"""Why a bundle cannot be built.

```
InputError
├─ BundleInvalid        what was asked for makes no bundle: a block before the ledger, a head that never was
│   └─ BundleTooLarge   it would be larger than a verifier reads
└─ NotFoundError
    └─ NothingToProve   the ledger has no such subject, party or schema up to the block
UnavailableError
├─ IndexBehind          the index does not know the block, or knows another one in its place
└─ HistoryDiffers       the index does not fold to the heads that the chain proves
```
"""

from __future__ import annotations

from labour_ledger.errors import InputError, NotFoundError, UnavailableError


class BundleInvalid(InputError):
    """What was asked for makes no bundle."""

    code = "bundle-invalid"


class BundleTooLarge(BundleInvalid):
    """The bundle would be larger than a verifier reads."""

    code = "bundle-too-large"


class NothingToProve(NotFoundError):
    """Up to the block the ledger has no such subject, party or schema."""

    code = "nothing-to-prove"


class IndexBehind(UnavailableError):
    """The index has not read the block, or has read another one that the chain has replaced."""

    code = "index-behind"


class HistoryDiffers(UnavailableError):
    """The index does not fold to the heads that the chain proves; a bundle made from it would be refused."""

    code = "history-differs"
