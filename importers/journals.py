"""The names of the journals that astronomy's BibTeX abbreviates by a command (AASTeX, NASA ADS): \\apj, \\mnras."""

import re

from storage.papers.bibfields import table

# The commands of AASTeX 6.3's aas_macros.sty, with each journal's title as its publisher has it.
_JOURNALS = table("""
    aj = The Astronomical Journal; actaa = Acta Astronomica; araa = Annual Review of Astronomy and Astrophysics;
    areps = Annual Review of Earth and Planetary Sciences; apj = The Astrophysical Journal;
    apjl = The Astrophysical Journal Letters; apjlett = The Astrophysical Journal Letters;
    apjs = The Astrophysical Journal Supplement Series; apjsupp = The Astrophysical Journal Supplement Series;
    ao = Applied Optics; applopt = Applied Optics; apss = Astrophysics and Space Science;
    aap = Astronomy & Astrophysics; astap = Astronomy & Astrophysics; aapr = The Astronomy and Astrophysics Review;
    aaps = Astronomy and Astrophysics Supplement Series; aplett = Astrophysical Letters; azh = Astronomicheskii Zhurnal;
    baas = Bulletin of the American Astronomical Society;
    bain = Bulletin of the Astronomical Institutes of the Netherlands; caa = Chinese Astronomy and Astrophysics;
    cjaa = Chinese Journal of Astronomy and Astrophysics; fcp = Fundamentals of Cosmic Physics;
    gca = Geochimica et Cosmochimica Acta; grl = Geophysical Research Letters;
    iaucirc = International Astronomical Union Circular; icarus = Icarus;
    jcap = Journal of Cosmology and Astroparticle Physics; jcp = The Journal of Chemical Physics;
    jgr = Journal of Geophysical Research; jqsrt = Journal of Quantitative Spectroscopy and Radiative Transfer;
    jrasc = Journal of the Royal Astronomical Society of Canada; memras = Memoirs of the Royal Astronomical Society;
    memsai = Memorie della Società Astronomica Italiana; mnras = Monthly Notices of the Royal Astronomical Society;
    na = New Astronomy; nar = New Astronomy Reviews; nat = Nature; nphysa = Nuclear Physics A;
    pasa = Publications of the Astronomical Society of Australia;
    pasj = Publications of the Astronomical Society of Japan;
    pasp = Publications of the Astronomical Society of the Pacific; physrep = Physics Reports;
    physscr = Physica Scripta; planss = Planetary and Space Science; pra = Physical Review A; prb = Physical Review B;
    prc = Physical Review C; prd = Physical Review D; pre = Physical Review E; prl = Physical Review Letters;
    procspie = Proceedings of SPIE; psj = The Planetary Science Journal;
    qjras = Quarterly Journal of the Royal Astronomical Society; rmxaa = Revista Mexicana de Astronomía y Astrofísica;
    skytel = Sky & Telescope; solphys = Solar Physics; sovast = Soviet Astronomy; ssr = Space Science Reviews;
    zap = Zeitschrift für Astrophysik
""")
_COMMAND = re.compile(r"\\([a-z]{2,8})(?![A-Za-z])\s?(?:\{\})?")


def spelled_out(journal: str) -> str:
    """Return a journal field with the commands of this table as the names they stand for, all else as it is."""
    return _COMMAND.sub(lambda found: _JOURNALS.get(found[1], found[0]), journal)
