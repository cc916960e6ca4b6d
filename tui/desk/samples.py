"""Twelve invented papers for a reader who wants to try the shelf before filling it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.account import Account
    from storage.library import Library

PAGE = r"""
@article{halloran2021tides,
  title = {Tidal Memory: How Recurrent Networks Forget in Cycles},
  author = {Halloran, Imogen and Petrosyan, Davit and Okonkwo, Chidi},
  journal = {Journal of Invented Machine Learning}, year = {2021}, volume = {12}, number = {3}, pages = {201--229},
  doi = {10.99999/jiml.2021.0312},
  abstract = {Recurrent networks trained on daily data forget in cycles. We measure the period of forgetting on five
    invented tasks, show that it follows the period of the data, and give a schedule that halves it.}
}
@inproceedings{marchetti2023small,
  title = {Small Rooms, Large Echoes: Attention at the Edge of Its Window},
  author = {Marchetti, Livia and {\O}stergaard, S{\o}ren and Tanaka, Yui},
  booktitle = {Proceedings of the Conference on Imagined Systems}, year = {2023}, pages = {88--101},
  abstract = {What attention does at the last tokens of its window decides more than half of its errors. We name four
    kinds of echo and remove three.}
}
@misc{adeyemi2024lanterns,
  title = {Lanterns in the Loss Landscape},
  author = {Adeyemi, Folake and Nystr{\"o}m, Bj{\"o}rn},
  year = {2024}, eprint = {2401.99901}, archiveprefix = {arXiv}, primaryclass = {cs.LG},
  abstract = {A walk from one minimum to another passes places that are bright from every side. We call them lanterns,
    count them for $\lambda$-regularised models, and steer by them.}
}
@inproceedings{kowalczyk2022apples,
  title = {Do Graph Networks Dream of Bipartite Sheep?},
  author = {Kowalczyk, Zofia and Brandt, Emil and Said, Nour and Whitlock, June and Ferreira, T{\'e}o},
  booktitle = {Proceedings of the Conference on Imagined Systems}, year = {2022}, pages = {1--14},
  abstract = {Generative replay in graph networks produces bipartite graphs far more often than chance allows.}
}
@article{lindqvist2019weather,
  title = {Weather for Robots: A Survey},
  author = {Lindqvist, Astrid and Moreau, Jean-Luc},
  journal = {Annals of Fictional Robotics}, year = {2019}, volume = {4}, pages = {1--57},
  abstract = {Rain, fog, glare and wind as seen by machines: 212 works, four taxonomies, and what none of them covers.}
}
@phdthesis{sorensen2020patience,
  title = {On the Patience of Stochastic Gradients},
  author = {S{\o}rensen, Mette}, school = {University of Nowhere}, year = {2020},
  abstract = {Gradients that wait: averaging before stepping, and when it pays.}
}
@article{rao2024proofs,
  title = {Proofs by Postcard: Short Certificates for Long Computations},
  author = {Rao, Vikram and van der Meer, Sanne and {The Postcard Collective}},
  journal = {Letters in Invented Complexity}, year = {2024}, volume = {9}, number = {1}, pages = {17--25},
  doi = {10.99999/lic.2024.0917},
  abstract = {Every computation of $n$ steps has a certificate that fits on a postcard of side $O(\log n)$.}
}
@misc{ibarra2025quiet,
  title = {The Quiet Tokens: What Language Models Do Not Say},
  author = {Ibarra, Luc{\'i}a and Chen, Wei and others},
  year = {2025}, eprint = {2502.99902}, archiveprefix = {arXiv}, primaryclass = {cs.CL},
  abstract = {For each token a model writes there are several it nearly wrote. We listen to those.}
}
@inproceedings{fontaine2018mirrors,
  title = {Mirrors All the Way Down: Self-Supervision without Collapse},
  author = {Fontaine, Claire and Mbeki, Thabo R. and Yoshida, Ken},
  booktitle = {Workshop on Things That Should Not Work}, year = {2018}, pages = {3--11},
  abstract = {Two mirrors face each other and do not show nothing. We explain why.}
}
@book{greaves2016cartography,
  title = {A Cartography of Kernels}, author = {Greaves, Hester and Lam, Oscar},
  publisher = {Nowhere University Press}, year = {2016},
  abstract = {Maps of function spaces for travellers on foot.}
}
@article{novak2023bees,
  title = {Bees Solve Assignment Problems Nearly Optimally},
  author = {Nov{\'a}k, Ji{\v r}{\'i} and Achterberg, Lotte and Dias, Rui},
  journal = {Journal of Imaginary Ethology}, year = {2023}, volume = {31}, pages = {440--452},
  abstract = {Forty hives, nine hundred flowers, and a duality gap of two percent.}
}
@inproceedings{takahashi2021paper,
  title = {Reading Lists as Random Walks},
  author = {Takahashi, Mio and O'Brien, Niamh},
  booktitle = {Proceedings of the Symposium on Unread Papers}, year = {2021}, pages = {12--20},
  abstract = {A reader picks the next paper from the references of the last. We compute how long it takes to come back.}
}
"""
"""BibTeX, read by the reader for BibTeX like any other page."""


def load(library: "Library") -> "Account":
    """Import the samples as one undo step."""
    from tui.desk.importing import from_text, parcel, put

    (account,) = put(library, [parcel(from_text(PAGE.strip(), source="sample papers"), "bibtex")])
    return account
