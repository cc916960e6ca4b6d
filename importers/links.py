"""What the address of a link tells: whether it leads to a paper, whoever copied it."""

import re
from urllib.parse import unquote

PAPERS = re.compile(
    r"""(?ix)//(?:[\w-]+\.)*(?:
      arxiv\.org/(?:abs|pdf|html|format)/ | (?:dx\.)?doi\.org/10\. | openreview\.net/(?:forum|pdf|attachment)
    | aclanthology\.(?:org|info)/ | aclweb\.org/anthology | transacl\.org/ | papers\.n(?:eur)?ips\.cc/
    | (?:proceedings|papers)\.neurips\.cc/ | nips\.cc/paper | proceedings\.mlr\.press/ | jmlr\.(?:org|csail\.mit\.edu)/
    | openaccess\.thecvf\.com/ | cv-foundation\.org/openaccess | ecva\.net/papers | ieeexplore\.ieee\.org/
    | computer\.org/csdl | dl\.acm\.org/ | link\.springer\.com/(?:chapter|article|content|book|10\.)
    | springer\.com/(?:article|chapter) | sciencedirect\.com/science | nature\.com/(?:articles|nature|\w+/journal)
    | science(?:mag)?\.org/(?:doi|content) | pnas\.org/(?:doi|content) | (?:bio|med|chem)rxiv\.org/
    | semanticscholar\.org/(?:paper|reader|\w{4}/) | huggingface\.co/papers/ | ncbi\.nlm\.nih\.gov/(?:pubmed|pmc)
    | (?:pubmed|pmc)\.ncbi\.nlm\.nih\.gov/ | europepmc\.org/
    | onlinelibrary\.wiley\.com/doi | tandfonline\.com/doi | academic\.oup\.com/
    | journals\.\w+\.\w+/ | jair\.org/ | aaai\.org/ | usenix\.org/ | isca-(?:speech|archive)\.org/
    | roboticsproceedings\.org/ | mdpi\.com/ | frontiersin\.org/ | plos\w*\.org/ | cell\.com/ | eprint\.iacr\.org/
    | hal\.(?:science|inria\.fr|archives-ouvertes\.fr) | ssrn\.com/ | osf\.io/preprints | researchgate\.net/publication
    | mitpress(?:journals)?\.(?:mit\.edu|org)/ | direct\.mit\.edu/ | projecteuclid\.org/
    | ijcai\.org/(?:proceedings|papers)
    | vldb\.org/pvldb | ndss-symposium\.org/ | bmvc\w*\.org/ | citeseerx\.ist\.psu\.edu/ | scholarpedia\.org/
    | paperswithcode\.com/paper/ | alphaxiv\.org/ | research\.google/pubs/ | distill\.pub/\d | dblp\.org/rec/
    | icml\.cc/(?:\d{4}|Conferences)/papers | interspeech\w*\.org/ | rss\d*\.org/ | jstor\.org/stable
    | zenodo\.org/record
    )""",
)
"""Where papers live. A link to one of these makes an entry a paper; one to a code host, a video or a model does not."""
DOCUMENT = re.compile(r"(?i)\.(?:pdf|ps|ps\.gz|ps\.z|djvu)(?:[?#].*)?$")
ELSEWHERE = re.compile(
    r"(?i)//(?:[\w-]+\.)*(?:github\.com|gitlab\.com|youtube\.com|youtu\.be|twitter\.com|x\.com|linkedin\.com|medium\.com"
    r"|shields\.io|bilibili\.com|slideshare\.net|speakerdeck\.com)(?:/|$)",
)
"""Where code, talks and talk about papers live."""

_TO = r"https?(?::|%3a)[^&\s]+"
_COUNTING = re.compile(
    rf"""(?ix)https?://(?:
      tracking\.tldrnewsletter\.com/CL0/(?P<tldr>https?(?::|%3a)[^\s/]*?)(?=/\d{{1,3}}/|$)
    | [\w.-]+\.safelinks\.protection\.outlook\.com/[^?#]{{0,100}}\?(?:[^#]{{0,200}}&)?url=(?P<outlook>{_TO})
    | (?:www\.)?google\.[a-z.]{{2,6}}/url\?(?:[^#]{{0,200}}&)?(?:q|url)=(?P<google>{_TO})
    | urldefense\.(?:com|proofpoint\.com)/v3/__(?P<proofpoint>https?:\S+?)__;
    | (?:slack-redir\.net/link|l\.facebook\.com/l\.php)\?(?:[^#]{{0,200}}&)?(?:url|u)=(?P<others>{_TO})
    )"""
)
"""Addresses that mails and sites put before those that they lead to, to count or to check who follows them."""


def target(link: str) -> str:
    """Return where a link leads in the end, where what stands before it only counts or checks who follows it."""
    found = _COUNTING.match(link[:_LONGEST])
    return unquote(found[found.lastgroup or 0]) if found else link


_LONGEST = 4_000
