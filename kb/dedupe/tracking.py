"""The query parameters that say how a reader came to a page, not which page it is: a kept list.

A parameter is listed when publishers, newsletters or advertisers add it on the way and the page is the same without
it. One that names a page on any site (`id`, `v`, `p`, `page`, `q`, `s`, `t`, `cid`, `linkid`, `story`, …) is not, even
where other sites track with it: two links too many are a smaller harm than two items merged into one. A vault lists
its own additions and exceptions in `kb.toml`.
"""

from collections.abc import Iterable

_NAMES = frozenset(
    """
    _ga _gl _hsenc _hsmi _openstat amp at_campaign at_medium blaid cmp cmpid cndid dclid dm_i ef_id elqtrack elqtrackid
    emc epik et_rid fb_action_ids fb_action_types fb_ref fb_source fbclid ftag gad_campaignid gad_source gbraid gclid
    gclsrc giftcopy guccounter hctky hdpid hlkid icid igsh igshid inf_contact_key ito jsessionid li_fat_id mc_cid mc_eid
    mkt_tok mkwid msclkid ncid ns_campaign ns_mchannel ns_source obclid ocid oft_id oft_k oly_anon_id oly_enc_id pcrid
    phpsessid pk_campaign pk_keyword pk_kwd pk_medium pk_source r_source rb_clickid ref ref_src ref_url referer referrer
    s_cid s_kwcid sc_campaign sc_channel sfmc_id sharetype smid smtyp source spm srsltid sref stcr taid trk trkcampaign
    trkinfo truid ttclid twclid unlocked_article_code vero_conv vero_id wbraid wickedid wt_mc xtor yclid
    """.split(),
)
_FAMILIES = ("utm_", "hsa_", "mtm_", "matomo_", "ml_subscriber", "piwik_", "guce_", "__hs", "_x_tr_")
_AMP_VALUES = frozenset({"_amp=true", "isamp=1", "output=amp", "output_type=amp", "outputtype=amp", "view=amp"})


class Tracking:
    """What a vault ignores of a query: the built-in list with its own additions and exceptions."""

    def __init__(self, added: Iterable[str], kept: Iterable[str]) -> None:
        """Take names without regard to case; one that ends in `*` stands for all that start so."""
        names, families = _patterns(added)
        self._names = _NAMES | names
        self._families = _FAMILIES + families
        self._kept_names, self._kept_families = _patterns(kept)

    def ignores(self, name: str, value: str) -> bool:
        """Whether a parameter, decoded, says nothing about the page."""
        name = name.casefold()
        if name in self._kept_names or name.startswith(self._kept_families):
            return False
        listed = name in self._names or name.startswith(self._families)
        return listed or f"{name}={value.casefold()}" in _AMP_VALUES


def _patterns(names: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Names to match whole, and the starts of those that end in `*`."""
    folded = [name.strip().casefold() for name in names]
    whole = frozenset(name for name in folded if not name.endswith("*"))
    return whole, tuple(name[:-1] for name in folded if name.endswith("*"))
