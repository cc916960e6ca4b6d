"""Names in running text: lists of them, and what a name looks like where a page does not mark its beginning."""

import re

from importers import facts
from importers.marks import unmarked
from storage.papers.names import DOUBLE, SUFFIX, Name

# Written down from memory, a few dozen of each culture. They only tip the scales: most names on a page are in none of
# the lists, and what the page itself says (the same author elsewhere on it) counts more.
GIVEN = frozenset(
    """
    aaron abhishek abigail adam adel aditya adrian adriana agnes ahmed aidan aisha ajay akash aki akira alain alan
    alba albert alberto alejandro aleksandar aleksander aleksandra alena alessandra alessandro alex alexander
    alexandra alexandre alexei alexey alexis alfonso alfred ali aliaksandr alice alicia alina alison allen allison
    alvaro amanda amar amin amir amit amy ana anand anastasia anders andre andrea andreas andrei andrej andrew andrey
    andrzej andy angela angelo aniket anil anima anirban anita anja anjali ankit ankur ann anna anne annette annika
    anselm anthony antoine anton antonia antonio antonis anupam anurag april arash arjun armin arnaud arnold artem
    arthur artur arun arvind asad asher ashish ashley ashok ashwin astrid athanasios atsushi audrey augusto aurelien
    austin avi avinash axel ayse aziz babak balaji barbara bart bastian beata beatrice beatriz ben benedikt benjamin
    benoit berk bernard bernd bernhard bertrand beth bhavya bianca bilal bill bjorn bo bob boris brad bradley brandon
    brendan brent brett brian brigitte bruce bruno bryan burak caitlin camille can carl carla carlo carlos carmen
    carol carola caroline casey catherine cecile cecilia cedric cesar chad chaitanya charles charlotte chelsea chen
    chloe chris christian christina christine christof christoph christophe christopher christos chuan ciara claire
    clara clark claude claudia claudio clemens clement colin connor constantin constantine corinna craig cristian
    cristina cynthia dale damian damien dan dana daniel daniela daniele danielle danny dario darren dave david dawn
    dean deborah deepak denis denise dennis derek devendra dhruv diana diane didier diego dieter dimitri dimitrios
    dimitris dina dmitri dmitrii dmitry dominic dominik dominique don donald dong dora doris dorothy douglas duc
    duncan dustin dylan ed edgar edith eduardo edward edwin efstratios egor ekaterina elad elaine elena eleni eli
    elias elie elif elisa elisabeth elise elizabeth ella ellen emanuel emanuele emiliano emilie emilio emily emine
    emma emmanuel emre enrico enrique eren eric erica erik erika erin ernest ernesto esra esteban esther etienne
    eugene eugenia eunice eva evan evangelos evelyn evgeny ewa fabian fabio fabrice fabrizio faisal fang farah fatemeh
    fatih fatima federico felipe felix fernanda fernando filip filippo fiona flavio flora florence florian franca
    frances francesca francesco francis francisco franck francois frank franz fred frederic frederick frederik fredrik
    friedrich gabor gabriel gabriela gabriele gael gary gaurav gautam gavin geoff geoffrey george georgia georgios
    gerald gerard gerhard giacomo gian gianluca gilles gina giorgio giovanna giovanni girish giulia giuseppe glen
    glenn gloria gonzalo gopal gordon grace graham grant greg gregor gregory greta grzegorz guang guido guilherme
    guillaume guillermo gunnar gunther gustavo guy hadi halil hamed hamid hamza han hannah hannes hans hao harald hari
    harish harold harry hasan hassan heather hector heidi heike heinz helen helena helene helge helmut hendrik henri
    henrik henry herbert herman hermann hideki hieu hilary hiroki hiroshi hiroyuki ho holger hong horst hossein howard
    hubert hugh hugo hui hung hussein hyun ian ibrahim igor ilya imran ines ingo ingrid insu ioannis irena irene irina
    iris irwin isaac isabel isabella isabelle ismail ivan ivana ivo jack jackson jacob jacopo jacqueline jacques jae
    jaime jake jakob jakub james jamie jan jana jane janet janice jared jasmine jason jasper javad javier jay jean
    jeff jeffrey jelena jennifer jens jeremy jeroen jerome jerry jesper jesse jessica jesus jia jian jiang jianjun
    jill jim jing jingfeng jitendra joachim joan joana joanna joao joaquin jochen joe joel joerg johan johann johanna
    johannes john johnny jon jonas jonathan joost jordan jordi jorg jorge jose josef joseph joshua juan judith judy
    jukka jules julia julian juliana julie julien julio julius jun jung jurgen justin jyoti kai kamal kamil karel
    karen karim karin karl karla karolina karthik kartik kate katerina katharina katherine kathleen kathryn katie
    katja kay kazuki ke keith kelly kelvin ken kenji kenneth kent kerstin kevin khaled khalid kim kimberly kiran
    kirsten klaus konrad konstantin konstantinos krishna kristen kristian kristin kristina krzysztof kumar kun kurt
    kyle kyung lance lars laszlo laura laure lauren laurence laurent lawrence le lea leah lee leif leila lena leo leon
    leonard leonardo leonid leonidas leslie levent lex li liam lilian liliana lin linda ling lior lisa liu long
    lorenzo lothar lou louis louise luc luca lucas lucia luciano lucie lucy ludovic ludwig luigi luis luisa luiz lukas
    lukasz luke lydia lynn madeleine magda magdalena magnus mahdi mahmoud mahsa manfred manish manoj manuel manuela
    mara marc marcel marcello marcelo marcin marco marcos marcus margaret margarita maria marian mariana mariano marie
    marina mario marion marisa marius marjan mark marko markus marta martha martin martina mary maryam masahiro
    masashi massimo mateo mateusz mathias mathieu mathilde matteo matthew matthias matthieu matthijs maurice mauricio
    maurizio max maxim maxime maximilian maya megan mehdi mehmet mehryar mei melanie melissa mengdi mert micah michael
    michal michel michela michele michelle miguel mihaela mikael mikhail miklos milan milena milos min ming mingchen
    mingyi minh miriam miroslav mohamed mohammad mohammed mohan mohit mohsen moises monica monika moritz morten moshe
    mostafa motoki muhammad mukul murat murray mustafa nadia naomi narendra natalia natalie natasha nathalie nathan
    naveen navid neha neil nelson nicholas nick nicola nicolas nicole niels nigel nikhil niki nikita niklas niko
    nikola nikolai nikolaos nikolay nikos nils nima nina nir noah noam noel nora norman nuno octavio oded olaf ole
    oleg olga oliver olivia olivier omar omer omri ondrej ori oriol oscar osman otto pablo pamela paola paolo paris
    pascal patricia patrick patrik paul paula pauline paulo pavel pavlos pawel pedro peng per pete peter petr petra
    petros phil philip philipp philippe phillip piero pierre pietro ping piotr pooja prabhat pradeep prakash pranav
    prasad prashant prateek praveen preeti priya qi qiang qin quentin quoc rachel rafael rafal raghu rahul raj rajat
    rajesh rajiv rakesh ralf ralph ram ramesh ramon randall raphael raquel rashid raul ravi ray raymond rebecca regina
    reinhard remi renata rene reza ricardo riccardo richard rita rob robert roberto robin rodolfo rodrigo roger rohan
    rohit roi roland rolf romain roman ron ronald rong rosa rosalind rosanna rose ross roy ruben rudolf rui ruth ryan
    sabine sabrina sachin sahil sai sally salman sam samantha samer samet sami samir samuel samy sandeep sandra sandro
    sanja sanjay sanjeev sanmi santiago santosh sara sarah sascha satoshi saurabh sean sebastian sebastien selma seok
    sepp serena serge sergei sergey sergio seth seyed shahab shai shane shankar shannon sharon shashank shawn sheila
    shen shibani shigeo shima shin shinji shiva shivani shreya shruti shu shuai siddharth siegfried silvia silvio
    simon simona simone siva sofia sonia sonja soo sophia sophie soumya spencer sridhar srinivas stan stanislav
    stavros stefan stefania stefanie stefano steffen stella sten stephan stephane stephanie stephen steve steven
    stuart subhash sudhir suman sumit sung sunil sunita suresh surya susan susanne sushant suvrit suzanne svetlana
    swati sylvain sylvia tadashi takashi takeshi takuya tal tamar tamara tania tanja tanya tao tara tatiana tatsuya
    ted terence teresa terry thanh theo theodore theodoros theresa thibault thierry thomas thorsten tianyi tiffany tim
    timo timothy tina tobias toby todd tom tomas tomasz tommaso toni tony torsten tracy travis trevor tristan troy
    tuan tuomas tyler udo ulf ulrich ulrike umberto umut urs ursula uwe vaclav vadim valentin valentina valeria
    valerie valery varun vasileios vasilis venkat vera veronica veronika vicente victor victoria vijay vikas vikram
    viktor vinay vincent vincenzo vineet vinod virginia vishal vitaly vittorio vivek vivien vladimir volker volodymyr
    walter wang wei wen wendy werner wilfried wilhelm willem william wilson winston wojciech wolfgang xavier xi xiao
    xin xu yael yair yan yang yann yannis yaroslav yash yasmin yasuhiro ye yehuda yi yifan yihan ying yizhou yoav
    yogesh yong yoshua yosuke young yuan yuanzhi yue yuichi yuji yuki yulia yun yuri yury yusuf yutaka yves yvonne
    zachary zahra zaid zeev zeynep zhen zhi zhiwei zhong zhou ziyu zoe zoltan zoran zuzana
    """.split()
)
"""Given names, folded to ASCII lower case; few of those that are foremost English words (will, art)."""

FAMILY = frozenset(
    """
    abbott abdullah adams agarwal aggarwal aguilar ahmad ahmed ahn ali allen alonso alvarez andersen anderson
    andersson arora bach bai bailey baker balakrishnan banerjee barber barnes bauer becker bell bengio bennett berg
    berger bernard bhat bhattacharya bianchi brooks brown bruno bryant burke butler cai campbell cao carlson carter
    castro chakraborty chan chang chatterjee chaudhary chen cheng cheung choi chong chopra chowdhury christensen chu
    chung clark clarke cohen cole coleman collins cook cooper costa cox cruz cui dai das davies davis delgado deng
    desai diaz ding dong du duan dubois duong edwards ellis eriksson evans fan fang feng fernandez ferrari fischer
    fisher flores foster fox francis friedman fu fujita fukuda gao garcia ge ghosh gibson gomez gong gonzalez gordon
    goyal graham grant green griffin gu guo gupta gutierrez hall hamilton han hansen hao harris hasegawa hashimoto
    hassan hayashi he hernandez herrera hill ho hoang hoffman hoffmann hong hou howard hu hua huang hughes hung
    hussain huynh hwang ibrahim ito iyer jackson jain jang jansen jensen jeong ji jia jiang jimenez jin johansson
    johnson jones jordan joshi jung kang kapoor karlsson kato kaur keller kelly kennedy khan kim kimura king klein
    kobayashi koch kong kovacs krishnamurthy krishnan kulkarni kumar kuo kwon lai lam larsen larsson lau le lee lei
    leung levy lewis li liang liao lim lin liu lo long lopez lu luo lyu ma mahajan maier malik mao marino marshall
    martin martinez mason matsumoto mayer mehta mei mendoza meng menon meyer mi miao miller min mishra mitchell mitra
    mo moore morales moreno morgan mori morris moser mueller mukherjee muller murphy murray nair nakamura nakano
    nelson ng ngo nguyen ni nielsen nikolaev nilsson novak nowak ogawa oh olsen ortiz pan pandey park parker patel
    pathak paul peng pereira perez petersen peterson petrov pham phan phillips pillai popescu popov prasad qi qian
    qiao qin qiu ramirez ramos rao reddy reid ren reyes ribeiro richardson richter rivera roberts robinson rodrigues
    rodriguez rogers romano romero rossi roth roy ruan ruiz russell russo ryan saha saito sanchez sanders santos
    sarkar sasaki sato schmidt schmitt schneider schroeder schulz schwartz sen seo sethi shah shao sharma shen shi
    shimizu shin shukla silva singh sinha smirnov smith son song srinivasan srivastava stewart su subramanian suh
    sullivan sun suzuki tan tanaka tang tao taylor thakur thomas thompson tian tong torres tran tsai tu turner vargas
    varma vasquez verma vu wagner walker wallace wan wang ward watanabe watson weber wei weiss wen white williams
    wilson winkler wolf wong wood wright wu xia xiang xiao xie xing xiong xu xue yadav yamada yamamoto yan yang yao ye
    yi yin yoon yoshida you young yu yuan yue yun zeng zhai zhan zhang zhao zheng zhong zhou zhu zhuang zimmermann zou
    """.split()
)
"""Family names, folded likewise."""

COLLECTIVE = frozenset(
    "collaboration consortium team group network project initiative foundation committee society institute lab labs "
    "openai deepmind".split()
)
"""Last words of corporate authors: `ATLAS Collaboration`, `Gemma Team`."""

CORPORATE = frozenset(
    "openai deepmind deepseek-ai nvidia microsoft google meta anthropic apple amazon baidu alibaba tencent bytedance "
    "huawei ibm mistral-ai moonshot bigscience eleutherai qwen".split()
)
"""Companies that sign a report with their bare name."""

FIRST_PARTICLES = frozenset("von van der den de del della di da dos das du al el bin ibn ben ter".split())
"""Those that begin the name of somebody who is listed without a given name."""

INITIALS = re.compile(r"(?:[^\W\d_]\.-?){1,4}|[A-Z][a-z]{1,2}\.(?:-[A-Z]\.)?|[A-Z](?:-[A-Z])?")
"""`A.`, `J.-P.`, `J.P.`, `Th.`, `Q`: a given name in short."""

# Capitals inside a name: McMahan, MacKay, DeVito, LeCun, O'Brien, FitzGerald, VanDyke, D'Souza, AlRegib, TenHave.
_INNER_CAPITAL = re.compile(
    r"(?:Mc|Mac|De|Del|Della|Des|Di|Da|Do|Dos|Du|D|La|Le|Les|Lo|Van|Vander|Von|Fitz|O|L|N|M|St|San|Al|El|Ben|Ten|Ter|Mac|Abu"
    r"|Bin|Ap|Ó|Sh|Ka)['’ʼ]?[A-ZÀ-ÖØ-Þ][^\W\d_]+"
)


def inner_capital(word: str) -> bool:
    """Return whether a capital inside `word` is one that names have: McMahan, DeVito, O'Brien."""
    return _INNER_CAPITAL.fullmatch(word) is not None


# The syllables of Hanyu Pinyin (GB/T 16159), of which a Chinese given name has one or two.
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = "(?:i(?:ang|ong|an|ao|ng|n|u|e|a)?|u(?:ang|ai|an|ei|i|n|o|a|e)?|a(?:ng|i|o|n)?|e(?:ng|i|n|r)?|o(?:ng|u)?|ve?)"
_PINYIN_ONE = re.compile(f"{_INITIAL}{_FINAL}", re.IGNORECASE)
_PINYIN = re.compile(f"(?:{_INITIAL}{_FINAL}){{1,2}}", re.IGNORECASE)


def syllables(word: str) -> bool:
    """Return whether `word` can be read as one or two syllables of Pinyin, as Chinese given and family names are."""
    return 2 <= len(word) <= 12 and _PINYIN.fullmatch(word) is not None


_KOREAN = frozenset(
    "young yeong hyun hyeon hyung hyeong seung kyung gyeong kyoung sung seong jae dae tae min jin ju joo soo woo won "
    "hwan hyuk hyeok hee joon june jun ho ki gi sang dong myung myeong byung chang chul cheol eun gyu kyu kwang jong "
    "jung jeong in il hoon hun hye ji yeon yoon yun bin beom seok suk sik chan han".split()
)


def two_syllables(word: str) -> bool:
    """Return whether `word` is a given name of two syllables that each have a capital: HongSheng, YoungJu."""
    cut = next((at for at in range(2, len(word)) if word[at].isupper()), 0)
    return cut > 0 and all(
        piece.lower() in _KOREAN or (len(piece) <= 6 and _PINYIN_ONE.fullmatch(piece))
        for piece in (word[:cut], word[cut:])
    )


_PARENTHESIS = re.compile(r"\([^()]*\)")
_HIDDEN = re.compile(r"(?i),?\s*(?:and\s+)?et al\.?\s*\(\s*(\d{1,6})\s+additional authors?\s+not shown\s*\)")
_DIVIDER = re.compile(r"(?i),?\s+(?:and|&)\s+|\s*[,;]\s*(?:(?:and|&)\s+)?")
_SEMICOLON = re.compile(r"(?i)\s*;\s*(?:and\s+)?")
_LISTED_GROUP = re.compile(r"([^:,;]{2,80}?)\s*:\s*(?=\S)")
_LONG = 200
"""From so many characters on a name takes no more suffixes."""
_SHORT = re.compile(r"(?:[^\W\d_]\.[\s-]*){1,4}|[A-Z]{1,3}")


def listed(text: str) -> tuple[tuple[Name, ...], bool, int | None]:
    """Return the names in a list of authors, whether they are all, and how many there are where some are not shown.

    Commas, semicolons and `and` divide; between `Family, G.` and the next the second comma does. Marks of affiliation
    go, and what stands in parentheses, nested ones too; a group before a colon is an author of its own.
    """
    text = " ".join(text.split())
    total: int | None = None
    whole = True
    if found := _HIDDEN.search(text):
        text, total, whole = text[: found.start()], int(found[1]), False
    text = unmarked(text, listed=True)
    for _ in range(4):
        text, changed = _PARENTHESIS.subn("", text)
        if not changed:
            break
    text, cut = facts.others(text.partition("(")[0].strip())
    names: list[Name] = []
    if found := _LISTED_GROUP.match(text):
        names.append(Name.group(found[1]))
        text = text[found.end() :]
    for piece in east_asian(text) or _divided(text):
        if SUFFIX.fullmatch(piece) and names and len(names[-1].text) < _LONG:
            names[-1] = Name(f"{names[-1].text}, {piece}")
        elif piece:
            names.append(facts.named(piece))
    kept, all_of_them = facts.complete(names)
    return kept, whole and all_of_them and not cut, total + len(kept) if total is not None else None


def _divided(text: str) -> list[str]:
    """Return the names of a list."""
    people = [piece.strip(" ,") for piece in _SEMICOLON.split(text)]
    if len(people) > 1 and all("," in person for person in people if person):
        return people  # Family, Given; Family, Given
    pieces = [piece.strip() for piece in _DIVIDER.split(text) if piece.strip()]
    if len(pieces) > 1 and len(pieces) % 2 == 0 and all(map(_SHORT.fullmatch, pieces[1::2])):
        return [f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2], strict=True)]
    return pieces


# A. Roe; Roe A., Roe AB
_SPOKEN = re.compile(r"(?:[^\W\d_]\.[\s-]*){1,4}(?:[^\W\d_][\w'’-]*\s+){0,3}[^\W\d_]{2}[\w'’-]*")
_ABBREVIATED = re.compile(
    r"(?:[^\W\d_][\w'’-]*\s+){0,3}[^\W\d_]['’]?[^\W\d_][\w'’-]*\s+(?:(?:[^\W\d_]\.[\s-]*){1,4}|[A-Z]{1,3})"
    r"(?:\s(?:Jr|Sr|2nd|3rd|I{2,3}|IV))?"
)


def by_initials(text: str) -> list[str]:
    """Return the names that commas alone divide, where initials tell: `A. Roe, B. Moor`, `Roe A, Moor B`,
    `Roe, A., Moor, B.`; none where they do not."""
    pieces = [stripped for piece in text.split(",") if (stripped := piece.strip())]
    if len(pieces) < 2:
        return []
    if all(map(_SPOKEN.fullmatch, pieces)) or all(map(_ABBREVIATED.fullmatch, pieces)):
        return pieces
    pairs = len(pieces) > 3 and len(pieces) % 2 == 0 and all(map(_SHORT.fullmatch, pieces[1::2]))
    return [f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2], strict=True)] if pairs else []


def apart(text: str) -> list[str]:
    """Return the names in a value that should hold one, each as it stands, and `et al.` where it says so: semicolons
    divide, and commas and `and` between persons, but not within an organisation."""
    found: list[str] = []
    for part in text.split(";"):
        one, cut = facts.others(part.strip())
        pieces = one.split(" and ")
        if _are_persons(pieces):
            found += [name for piece in pieces for name in by_initials(piece) or [piece]]
        else:
            found += east_asian(one) or by_initials(one) or [one]
        if cut:
            found.append("et al.")
    return found


def _are_persons(pieces: list[str]) -> bool:
    """Return whether the pieces may all be persons' names, and one surely is: inverted, or with a known given name."""
    firsts = [piece.split()[0] for piece in pieces if " " in piece.strip() and not facts.is_group(piece)]
    return len(firsts) == len(pieces) and (
        all("," in piece for piece in pieces)
        or any(first.lower() in GIVEN or INITIALS.fullmatch(first) is not None for first in firsts)
    )


# The hundred most frequent family names of China (Ministry of Public Security, 2020), in both scripts, and those of
# Korea (census of 2015): what begins with another character may be Japanese.
_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅高郑鄭梁谢謝宋唐许許韩韓邓鄧冯馮曹彭曾肖蕭萧田董潘袁蔡蒋蔣余于杜叶葉程魏苏"
    "蘇吕呂丁任卢盧姚沈钟鍾鐘姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱侯江尹薛闫閻阎段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常"
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_EAST_ASIAN = "\u3005\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_ONE_EAST_ASIAN = rf"[{_EAST_ASIAN}]+(?:[・·‧][{_EAST_ASIAN}]+)*"
_EAST_ASIAN_LIST = re.compile(rf"\s*{_ONE_EAST_ASIAN}(?:[\s,，、；;/]+{_ONE_EAST_ASIAN})+[\s,，、；;]*")
_SURE = re.compile(r"\s*(?:[、；;/]|以及)\s*|\s+(?:和|与|與|及|및|と)\s+")
_COMMA = re.compile(r"\s*[,，]\s*")
_JOINED = re.compile(r"[和与與及]")


def east_asian(text: str) -> list[str]:
    """Return the names of a list in an East Asian script, each as it stands; none where the text is no such list.

    A comma divides names of two to four characters (谢昕,王小增), and the two parts of one name (鈴木, 花子; 王, 伟).
    """
    if text.isascii():
        return []
    if "・" in text and all(len(name) > 2 and not _KANA.match(name) for name in map(str.strip, text.split("・"))):
        text = text.replace("・", "、")  # 山田太郎・佐藤花子, but ジョン・スミス
    if not (_EAST_ASIAN_LIST.fullmatch(text) or _JOINED.search(text)):
        return []
    names: list[str] = []
    for part in _SURE.split(text.strip(" ,，、；;")):
        pieces = [piece for piece in _COMMA.split(part) if piece]
        if len(pieces) % 2 == 0 and all(_is_family(piece) for piece in pieces[::2]):  # 王, 伟, 李, 娜
            names += [f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2], strict=True)]
        else:
            names += [name for piece in pieces for name in _spoken(piece)] if _several(pieces) else [part]
    return names if len(names) > 1 else []


_KANA = re.compile("[\u3040-\u30ff]+")


def _is_family(text: str) -> bool:
    return len(text) == 1 or text in DOUBLE


def _several(pieces: list[str]) -> bool:
    """Return whether what commas divide are names, not the two parts of one."""
    if len(pieces) != 2:
        return all(len(piece) > 1 for piece in pieces)
    first, second = pieces
    if " " in first and " " in second:
        return True
    if len(second) == 1 or _KANA.fullmatch(second) or "・" in first + second:
        return False
    known = all(piece[0] in _FAMILIES or piece[:2] in DOUBLE for piece in pieces)
    return known or len(first) > 3 or len(second) > 3 or (len(first) == 2 and len(second) == 3)


def _spoken(text: str) -> list[str]:
    """Return the names in a text without commas: those that spaces divide, or a word for `and`."""
    words = text.split()
    if len(words) > 2 and all(len(word) > 1 for word in words):
        return words
    if len(words) == 2 and max(map(len, words)) == 3 and min(map(len, words)) > 1:
        return words if all(word[0] in _FAMILIES for word in words) else [text]
    for found in _JOINED.finditer(text):
        both = [text[: found.start()].strip(), text[found.end() :].strip()]
        if all(2 <= len(name) <= 4 and name[0] in _FAMILIES for name in both):
            return both
    return [text]
