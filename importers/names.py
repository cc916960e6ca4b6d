"""What a person's name looks like, for pages that do not mark where names begin: common names, particles, shapes."""

import re

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

PARTICLES = frozenset(
    "von van der den de del della di da dos das du des la le lo los las el al bin ibn ben ter ten te zu zum zur af av "
    "y e i dal dalla degli vom op 't d' l' bint abu st".split()
)
FIRST_PARTICLES = frozenset("von van der den de del della di da dos das du al el bin ibn ben ter".split())
"""Those that begin the name of somebody who is listed without a given name."""
SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())

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
