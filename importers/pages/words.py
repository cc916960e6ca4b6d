"""Words that tell titles, headings, places and the furniture of a page from names of people."""

import re

TITLE_WORDS = frozenset(
    """
    the and for with from into over under between towards toward using via without within beyond among across about
    through against upon is are can do does how what when where which who why whose should not but new novel more most
    better best less fast faster fastest slow efficient effective scalable robust reliable secure safe private public
    simple complex general generalized unified universal optimal optimum approximate exact adaptive dynamic static
    automatic automated automatically interactive distributed parallel sequential serial online offline real time live
    large small big high low deep shallow wide broad narrow long-term short-term multi single double triple dual cross
    open closed free full partial hybrid joint mixed random randomized stochastic probabilistic bayesian neural quantum
    classical modern recent early late first second third next last final initial
    learning networks network models model modeling modelling data database databases systems system analysis analyses
    approach approaches algorithm algorithms method methods theory theories optimization descent gradient training
    inference estimation regression classification detection recognition generation reasoning agents agent language
    languages vision images image video videos graphs graph problems problem games game equations equation processes
    process dynamics structure structures functions function spaces space fields field states state applications
    application study studies review survey overview perspective perspectives framework frameworks benchmark benchmarks
    dataset datasets evaluation evaluating performance prediction predicting control policy policies markets market
    growth trade labor labour income health disease diseases cancer cells cell proteins protein genes gene genome
    genomic expression evolution evolutionary species populations population climate energy matter stars galaxies
    galaxy holes waves particles gravity physics physical mathematics mathematical geometry topology groups group
    algebras algebra rings manifolds manifold operators operator bounds bound complexity search memory attention
    transformers transformer embeddings embedding representation representations features feature robustness fairness
    privacy security safety alignment diffusion sampling bandits bandit rewards reward feedback planning navigation
    robots robot robotics translation summarization retrieval parsing corpora corpus text texts speech word words
    sentences sentence questions question answering dialogue dialog knowledge humans human people world environments
    environment computing computer computers computation computational machine machines software hardware code
    program programs programming compiler compilers engineering design designing development developing testing test
    tests verification verifying proof proofs logic logical semantics semantic syntax syntactic lexical
    information web internet social media mobile wireless sensor sensors cloud edge storage file files query queries
    index indexing processing process compression encoding decoding coding codes encryption cryptography
    attacks attack defense defence adversarial malware fraud trust blockchain ledger market economics economic
    financial finance business management organization organizational strategy strategic decision decisions making
    user users interface interfaces interaction interactions experience experiences design visual visualization
    visualizing augmented virtual reality education educational teaching students student school schools learners
    children women men adults patients patient clinical medical medicine treatment therapy drug drugs trial trials risk
    factors factor effects effect impact impacts role roles case cases evidence outcomes outcome response responses
    care quality life death mortality survival age aging brain cortex heart blood liver kidney lung bone muscle tissue
    skin eye retina infection virus viral bacteria bacterial immune vaccine molecular molecule chemical chemistry
    synthesis reaction reactions surface surfaces materials material metal metals polymer crystal crystals film films
    thermal temperature heat pressure flow flows fluid turbulence mechanical mechanics electronic electrical magnetic
    optical optics light laser spectra spectroscopy spectral scattering imaging measurement measurements measuring
    water soil forest plant plants animal animals fish insects ocean marine sea river lake coastal urban rural city
    cities land use cover change changes global regional local national international european african asian american
    chinese german french english russian japanese indian history historical culture cultural political politics
    government law legal rights power war peace religion gender race ethnic identity community communities society
    societies family families work working workers employment firm firms industry industrial innovation technology
    technologies technical production product products supply chain service services quality transport transportation
    traffic vehicle vehicles driving autonomous road network building buildings construction smart
    introduction note notes comments comment remarks reply correction erratum editorial preface foreword letter
    toward revisited rethinking understanding exploring investigating analyzing improving enhancing accelerating
    scaling bridging beyond combining integrating leveraging exploiting discovering extracting generating estimating
    identifying characterizing comparing comparison comparative empirical experimental experiments experiment
    theoretical numerical simulation simulations simulating tree trees set sets matrix matrices tensor tensors vector
    vectors kernel kernels linear nonlinear convex non-convex finite infinite discrete continuous local hierarchical
    recursive iterative incremental temporal spatial spatio-temporal multilingual cross-lingual monolingual
    multimodal unsupervised supervised semi-supervised self-supervised weakly few-shot zero-shot one-shot end-to-end
    pre-training fine-tuning large-scale low-rank high-dimensional data-driven context context-aware domain tasks task
    session sessions keynote keynotes invited talk talks poster posters demo demos demonstration demonstrations
    workshop workshops tutorial tutorials panel panels break breaks coffee lunch dinner breakfast tea reception banquet
    opening closing welcome remarks registration ceremony award awards discussion discussions plenary oral orals
    presentation presentations spotlight spotlights track tracks programme schedule agenda day room hall auditorium
    chair chairs chaired committee committees organizers organizer organisers sponsors sponsor venue hotel travel visa
    accommodation contact home about news events call calls papers paper submission submissions submit accepted
    important dates deadline deadlines camera ready instructions guidelines proceedings conference conferences
    symposium journal journals publication publications preprints preprint thesis theses dissertation book books
    chapter chapters article articles abstract abstracts references bibliography citation citations cited download
    downloads pdf bib bibtex slides project page link links website search results result related similar all
    click here read show view see menu toggle login sign skip main content previous next back top site map privacy
    terms cookies copyright reserved follow share save cite export full long short regular research industrial
    demonstrations selected under preparation press appear technical report reports patents patent software awards
    honors service teaching talks skills education experience employment grants funding activities biography bio
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december spring summer autumn fall winter morning afternoon evening
    proceeding transactions ieee acm siam springer elsevier arxiv corr lecture letters nature science annual
    international artificial intelligence natural cognitive applied advanced advances special issue volume number vol
    track tracks best runner nominee honorable mention north south east west central institute university department
    filter filters splatting monte carlo markov gaussian kalman fourier boltzmann hilbert chain chains tide tides wave
    a an of in on at to by as or if we you your our its their his her this that these those it
    """.split()
)
"""Lower case; words of titles of all fields, of headings and menus, few of which are names."""

TITLE_ENDING = re.compile(
    r"(?:tion|tions|sion|sions|ment|ments|ness|ities|ity|isms?|ences?|ances?|ologies|ology|ography|graphs?|metric"
    r"|metrics|ical"
    r"|ically|ional|ional|ization|isation|izing|ising|able|ible|ability|ibility|ful|less|wise|ware|ative|itive"
    r"|ctive|sive|ous"
    r"|ics|ated|ating|ation|ators?|ular|iated|ished|izers?|ings?|encies|ency|ancy|aneous|ially|antly|ently)$"
)
"""Endings of words that are hardly ever names; `ing` costs Keating, `ics` nobody."""

PLACES = frozenset(
    """
    USA|US|U.S.A.|U.S.|UK|U.K.|United Kingdom|United States|United States of America|England|Scotland|Wales|Ireland
    Northern Ireland|Canada|Mexico|Brazil|Brasil|Argentina|Chile|Colombia|Peru|Uruguay|Cuba|Costa Rica|Ecuador
    Venezuela|Germany|Deutschland|France|Italy|Italia|Spain|España|Portugal|Netherlands|The Netherlands|Belgium
    Luxembourg|Switzerland|Austria|Österreich|Denmark|Sweden|Norway|Finland|Iceland|Poland|Czech Republic|Czechia
    Slovakia|Hungary|Romania|Bulgaria|Serbia|Croatia|Slovenia|Bosnia and Herzegovina|Greece|Cyprus|Malta|Turkey
    Türkiye|Ukraine|Russia|Russian Federation|Belarus|Estonia|Latvia|Lithuania|Israel|Iran|Iraq|Egypt|Morocco|Tunisia
    Algeria|Nigeria|Ghana|Kenya|Ethiopia|South Africa|Saudi Arabia|Qatar|United Arab Emirates|UAE|Kuwait|Lebanon
    Jordan|Pakistan|India|Bangladesh|Sri Lanka|Nepal|China|P.R. China|PR China|P. R. China|Hong Kong|Macau|Taiwan
    Japan|Korea|South Korea|Republic of Korea|North Korea|Mongolia|Vietnam|Viet Nam|Thailand|Malaysia|Singapore
    Indonesia|Philippines|Australia|New Zealand|Kazakhstan|Uzbekistan|Georgia|Armenia|Azerbaijan
    California|CA|Massachusetts|MA|New York|NY|Texas|TX|Illinois|IL|Pennsylvania|PA|Washington|WA|Virginia|Maryland
    Michigan|Ohio|Florida|Oregon|Colorado|Arizona|Utah|Minnesota|Wisconsin|Indiana|Connecticut|New Jersey|NJ
    North Carolina|NC|Ontario|Quebec|Québec|British Columbia|Alberta
    London|Paris|Berlin|Munich|München|Hamburg|Köln|Cologne|Frankfurt|Zurich|Zürich|Geneva|Lausanne|Vienna|Wien|Rome
    Roma|Milan|Milano|Turin|Torino|Pisa|Bologna|Trento|Madrid|Barcelona|Valencia|Lisbon|Lisboa|Porto|Amsterdam|Delft
    Eindhoven|Utrecht|Leiden|Brussels|Leuven|Copenhagen|Stockholm|Gothenburg|Oslo|Helsinki|Warsaw|Krakow|Prague
    Budapest|Athens|Istanbul|Ankara|Moscow|St. Petersburg|Saint Petersburg|Kyiv|Tel Aviv|Haifa|Jerusalem|Tehran|Cairo
    Delhi|New Delhi|Mumbai|Bangalore|Bengaluru|Chennai|Hyderabad|Kolkata|Kanpur|Beijing|Shanghai|Shenzhen|Guangzhou
    Hangzhou|Nanjing|Wuhan|Xi'an|Chengdu|Tianjin|Harbin|Hefei|Tokyo|Kyoto|Osaka|Nagoya|Sapporo|Fukuoka|Seoul|Daejeon
    Busan|Taipei|Hsinchu|Hanoi|Bangkok|Jakarta|Manila|Kuala Lumpur|Sydney|Melbourne|Brisbane|Perth|Canberra|Auckland
    Boston|Cambridge|Cambridge MA|New Haven|Princeton|Philadelphia|Pittsburgh|Baltimore|Chicago|Urbana|Ann Arbor|Austin
    Houston|Dallas|Atlanta|Seattle|Redmond|Portland|San Francisco|Berkeley|Stanford|Palo Alto|Mountain View|San Jose
    Los Angeles|San Diego|Irvine|Santa Barbara|Davis|Boulder|Denver|Toronto|Montreal|Montréal|Vancouver|Ottawa|Waterloo
    Edmonton|Oxford|Edinburgh|Glasgow|Manchester|Bristol|Dublin|São Paulo|Rio de Janeiro|Buenos Aires|Santiago|Bogotá
    Harvard|Yale|Caltech|Cornell|Purdue|Georgia Tech|Virginia Tech|Carnegie Mellon|CMU|UCLA|UCSD|UIUC|USC|NYU|UCL|KAIST
    UC Berkeley|UC San Diego|UC Davis|UC Irvine|TU Delft|TU Munich|TU Wien|Imperial College London|Tsinghua|Peking
    Red Hat|Bell Labs|Max Planck|Technion|Weizmann|Sorbonne|Mila|Inria|SINTEF|Fraunhofer|RIKEN|KTH|NUS|NTU|HKUST|CUHK
    """.replace("\n", "|")
    .replace("    ", "")
    .split("|")
)
"""Countries, states and towns of universities, and universities called by one name."""
