"""English words that say nothing of what a text is about, and so take no part in how near two notes are."""

STOPWORDS = frozenset(
    """
    a about above across after again against all almost along already also although always am among an and another any
    anyone anything are aren't around as at away
    be became because become becomes been before behind being below besides between beyond both but by
    can can't cannot could couldn't did didn't do does doesn't doing don't done down during
    each either else enough especially etc even ever every everyone everything except few for from further
    get gets getting give given gives go goes going had hadn't has hasn't have haven't having he he'd he'll her here
    hers herself him himself his how however
    i i'd i'll i'm i've if in include includes including indeed instead into is isn't it it'd it'll its itself just
    keep kept least less let like likely
    made make makes making many may me might mine more moreover most mostly much must my myself
    near nearly need neither never nevertheless no nobody none nor not nothing now nowhere of off often on once one only
    onto or other others otherwise our ours ourselves out over own
    per perhaps put quite rather really same seem seems several shall she she'd she'll should shouldn't since so some
    someone something sometimes somewhere still such
    take taken takes than that the their theirs them themselves then there thereby therefore these they they'd they'll
    they're they've this those though through throughout thus to together too toward towards
    under until up upon us use used uses using various very via
    was wasn't we we'd we'll we're we've well were weren't what whatever when where whereas whether which while who
    whole whom whose why will with within without won't would wouldn't
    yes yet you you'd you'll you're you've your yours yourself yourselves
    """.split()
)
