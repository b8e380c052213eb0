from labour_ledger.registry.identity import IDENTITY_SCHEMA, site_content
from labour_ledger.registry.lists.reading import load_list
from labour_ledger.registry.sample import SAMPLE_SOURCE, sample_list
from labour_ledger.schemas.content import validate_content


def load_sample():
    with sample_list() as path:
        return load_list(path, override=SAMPLE_SOURCE)


def test_sample_list_reads_without_any_problem():
    loaded = load_sample()
    assert loaded.problems == ()
    assert len(loaded.sites) >= 40
    assert len({site.country for site in loaded.sites}) >= 8


def test_sample_list_everything_is_marked_fictitious():
    for site in load_sample().sites:
        assert site.generated
        for name in filter(None, (site.name, site.parent, site.group)):
            assert name.endswith("(fictitious)")
        for identifier in site.identifiers:
            assert identifier.scheme == "sample" or identifier.value.startswith("952")
        validate_content(IDENTITY_SCHEMA, site_content(site))


def test_sample_list_deliveries_stay_within_it_and_make_five_tiers():
    sites = load_sample().sites
    by_identifier = {identifier: site for site in sites for identifier in site.identifiers}
    tier = {site.key: 1 for site in sites if not site.supplies}
    waiting = [site for site in sites if site.supplies]
    while waiting:
        placed = [site for site in waiting if all(by_identifier[buyer].key in tier for buyer in site.supplies)]
        assert placed, "a delivery goes in a circle or to an earlier tier"
        for site in placed:
            tier[site.key] = 1 + max(tier[by_identifier[buyer].key] for buyer in site.supplies)
        waiting = [site for site in waiting if site not in placed]
    assert max(tier.values()) == 5
