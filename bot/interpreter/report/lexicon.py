"""The words and signs of pathology reports, as data: what each is called and how it may be written (plain lower case)."""

from __future__ import annotations

# One word family a line, however long: that is what a reader of this table compares.
# ruff: noqa: E501
# fmt: off

HER2 = (
    r"(?:(?:c[ -]?)?er[b8]{1,2}[ -]?b?[ -]?[2z]|hers?[ -]?[2z](?: ?[/-]? ?neu)?|her[ -]two|h e r ?2)"
    r"(?![a-z])(?!\d(?! ?\+))"
)
CEP17 = r"(?:(?:cep|cen|chr|chrom|chromosome|centromere)[ -]?[1li]7(?: centromere)?|d17z[12])(?![a-z0-9])"
_PAIR = rf"{HER2}(?: \(?erbb2\)?)?(?: gene)? ?(?:/|:|-to-| to | - | )(?:the )? ?{CEP17}"
_NUMBER = r"\d{1,7}(?:,\d{3}(?!\d)|(?: ?\.| \. |,)\d{1,3}(?!\d))?"
_PERCENT = r" ?(?:%|percent(?![a-z])|per cent(?![a-z])|pct(?![a-z]))"
_TENS = "ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LOOSE = r"(?<![a-z0-9.,])"
_AMINO = "[acdefghiklmnpqrstvwy]"
_AMINO_3 = "(?:ala|arg|asn|asp|cys|gln|glu|gly|his|ile|leu|lys|met|phe|pro|ser|thr|trp|tyr|val)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may(?! (?!is|was|and|by|has|\d)[a-z])|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)

SIGNS: tuple[tuple[str, str, str], ...] = (
    # signs and numbers, tried in this order before any word
    ("date", "", r"(?<!\d)\d{1,4}([/.-])\d{1,2}\1\d{2,4}(?!\d)"),
    ("date", "named", rf"(?<![\d.,])\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH}(?:[ -]\d{{2,4}})?(?![a-z0-9+])"),
    ("date", "named", rf"(?<![a-z]){_MONTH} (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?20\d\d(?!\d)"),
    ("tick", "on", r"\[ ?[xX*v] ?\]|\( ?x ?\)|☒|_{1,40}x_{1,40}"),
    ("tick", "off", r"\[ ? ? ?\]|\( {1,3}\)|☐|_{3,60}(?= ?[a-z0-9])"),
    ("label", "ratio", rf"(?:mean |average )?{_PAIR}(?: signals?)?(?: ratio)?|ratio (?:of )?\(?{_PAIR}\)?"),
    ("doubt", "her2 or 2+", r"(?<![a-z0-9])her 2 ?\+(?!\+|ve)"),
    ("marker", "her2", rf"(?<![a-z0-9]){HER2}"),
    ("marker", "cep17", rf"(?<![a-z0-9]){CEP17}"),
    ("scale", "", rf"{_LOOSE}0 ?\+? ?(?:-|to|through|/) ?3 ?\+?(?![\d.%])(?:[ -]scale)?"),
    ("scale", "", rf"{_LOOSE}0 ?[,/] ?1 ?\+? ?[,/] ?2 ?\+? ?[,/](?: ?(?:and|or))? ?3 ?\+?(?![\d.%])"),
    ("score", "of", rf"{_LOOSE}[0-3] ?\+? ?(?:out of|of)(?: a possible)? ?3 ?\+?(?!\d|[.,]\d| ?%)"),
    ("score", "of", rf"{_LOOSE}[0-3]\+ ?/ ?3(?!\d| ?\+|[.,]\d| ?%)"),
    ("score", "range", rf"{_LOOSE}(?<!from )[0-3] ?\+? ?(?:/|or|to) ?[0-3] ?\+(?!\d)"),
    ("score", "range", rf"{_LOOSE}(?:[0-3]-[0-3]|[0-3] ?\+ ?- ?[0-3]) ?\+(?!\d)"),
    ("score", "range", rf"{_LOOSE}[0-3]\+ ?/ ?[0-2](?![\d.,%+/]|[a-z])"),
    (
        "score",
        "digit",
        r"(?:(?<![a-z0-9.,/])|(?<=er2)|(?<=erz)|(?<=bb2)|(?<=neu))[0-9](?: ?\+|\s\s?\+)(?![\d+]| ?\d ?=)",
    ),
    ("score", "word", r"(?<![a-z0-9.,])(?:[0-3]|zero|one|two|three)[ -]?plus(?:es)?(?![a-z])"),
    ("score", "word", r"(?<![a-z0-9])plus[ -]?(?:[0-3](?![\d.%])|one|two|three)(?![a-z])"),
    ("score", "digit", r"(?<![a-z0-9+])\+[0-3](?![\d.,%a-z])"),
    ("score", "signs", r"(?:(?<![a-z0-9+])|(?<=er2)|(?<=bb2)|(?<=neu))\+ ?\+(?: ?\+)?(?!\+)"),
    ("percent", "range", rf"{_LOOSE}{_NUMBER}{_PERCENT}? ?(?:-|to|and) ?{_NUMBER}{_PERCENT}"),
    ("percent", "", rf"{_LOOSE}{_NUMBER}{_PERCENT}"),
    (
        "percent",
        "word",
        rf"(?<![a-z])(?:(?:{_TENS})(?:[ -]five)?|(?:a |one )?hundred)(?:%| ?percent| per cent)(?![a-z])",
    ),
    ("cdna", "", r"(?<![a-z0-9])c\. ?[\d_+*-]+(?:[acgt]+ ?> ?[acgt]+|(?:del|ins|dup)[acgt]*)"),
    (
        "variant",
        "long",
        rf"(?<![a-z0-9])(?:p\. ?)?\(?{_AMINO}\d{{1,4}}_{_AMINO}\d{{1,4}}(?:delins|del|ins|dup)[a-z]*\)?",
    ),
    (
        "variant",
        "long",
        rf"(?<![a-z0-9])(?:p\. ?)?\(?{_AMINO_3}\d{{1,4}}_{_AMINO_3}\d{{1,4}}(?:delins|del|ins|dup)[a-z]*\)?",
    ),
    ("variant", "long", rf"(?<![a-z0-9])(?:p\. ?)?\(?{_AMINO}\d{{1,4}}(?:delins|ins){_AMINO}+(?![a-z0-9])\)?"),
    (
        "variant",
        "three",
        rf"(?<![a-z0-9])(?:p\. ?)?\(?{_AMINO_3}\d{{1,4}}(?:{_AMINO_3}|ter|fs|\*|del|dup)(?![a-z0-9])\)?",
    ),
    (
        "variant",
        "short",
        rf"(?<![a-z0-9])(?:p\. ?)?\(?{_AMINO}[l\d]\d{{1,3}}(?:{_AMINO}|\*|x|fs\*?\d*|del|dup)(?![a-z0-9])\)?",
    ),
    ("variant", "short", r"(?<![a-z0-9])v600(?![a-z0-9])"),
    ("variant", "exon", r"(?<![a-z])exon[ -]?\d{1,2}[ -](?:insertion|deletion|duplication)(?: mutation)?"),
    ("fraction", "", rf"{_LOOSE}\d{{1,3}} ?/ ?\d{{1,3}}(?![\d.,]\d| ?=|\d)"),
    ("range", "", rf"{_LOOSE}\d{{1,4}}(?:\.\d+)? ?- ?\d{{1,4}}(?:\.\d+)?(?![a-z\d])"),
    ("code", "", r"\d+[a-z][a-z0-9]*"),
    ("number", "", rf"(?:(?<![a-z0-9.])|(?<=er2)|(?<=bb2)){_NUMBER}(?![a-z\d])"),
    ("code", "", r"\d+"),
    ("now", "", r"--?>"),
    ("compare", "", r"<=|>=|[<>≥≤]"),
    ("hedge", "", r"~|\+/-"),
    ("call", "positive", r"(?<![a-z0-9])\+ ?ve(?![a-z])"),
    ("call", "negative", r"(?<![a-z0-9])- ?ve(?![a-z])"),
    ("newline", "", r"\n"),
    ("sign", "", r"\.(?: ?\.){3,80}"),
    ("stop", "", r"[;!?]|\.{1,3}(?=\s|$|[a-z)])"),
    ("comma", "", r",|\||\t| {3,}"),
    ("open", "", r"[(\[{]"),
    ("close", "", r"[)\]}]"),
)
"""(kind, value, pattern) of everything that is not a plain word."""

WORDS: tuple[tuple[str, str, str], ...] = (
    # what is measured
    ("marker", "ratio elsewhere", r"(?:log ?2?|odds|hazard|risk|allelic|n/c|signal[ -]to[ -]noise|international normali[sz]ed|inr) ratio"),
    ("marker", "ratio elsewhere", r"(?:neutrophils?|platelets?|lymphocytes?|monocytes?|ast|alt|albumin|globulin|protein|urea|bun|kappa|cholesterol|waist|de)(?: ?[/:] ?|-to-| to | )(?:lymphocytes?|monocytes?|alt|ast|globulin|creatinine|lambda|hdl|hip|ritis) ratio"),
    ("label", "ratio", r"ratios?|quotients?"),
    ("label", "log2", r"log ?2(?: fold change)?|fold[ -]change"),
    ("label", "copies", r"copy[ -]?(?:numbers?|no\.?|nr\.?)(?: variation| alteration| estimate)?|gene copies|copies|cns?|gcn"),
    ("label", "signals", r"signals?(?: ?(?:/|per) ?(?:cell|nucleus|nuclei|tumou?r cell)s?)?"),
    ("label", "per cell", r"(?:/|per) ?(?:cell|nucleus|tumou?r cell)"),
    ("label", "counted", r"(?:number|no\.?|total) (?:of )?(?:\w+ ){0,3}(?:counted|scored|analy[sz]ed|evaluated|observers|examined)"),
    ("label", "counted", r"(?:cells|nuclei) (?:were )?(?:counted|scored|analy[sz]ed|evaluated|examined|enumerated)|total (?:her-?2 |cep ?17 )?signals|observers"),
    ("label", "content", r"(?:tumou?r|neoplastic|malignant|viable)(?: cell| nuclear| nuclei)?[ -](?:content|cellularity|fraction|purity|proportion|nuclei)"),
    ("label", "content", r"(?:percentage|percent|%) (?:of )?(?:tumou?r|neoplastic) nuclei|cellularity|purity|neoplastic cells?|tumou?r content"),
    ("label", "allele", r"vaf|maf|(?:variant |mutant )?allele (?:frequency|fraction)|variant allele \w+|allelic fraction"),
    ("label", "elsewhere", r"necro\w+|mucin\w*|sensitivity|specificity|concordance|accuracy|limit of detection|lod|coverage|depth|stroma\w*"),
    ("label", "elsewhere", r"confidence|probability|response rate|of patients|of cases|of (?:colorectal |bowel |colon )?cancers?|of people|survival|agreement"),
    ("label", "score", r"(?:her2 )?(?:ihc )?scores?(?: of| is| was)?|scored(?: as)?|intensity score"),
    ("label", "complete", r"uniform,? (?:and )?intense,? (?:and )?complete"),
    ("label", "complete", r"(?:percentage|percent|%) (?:of )?(?:\w+ ){0,3}cells (?:with|showing) (?:uniform,? )?(?:intense|strong),? (?:and )?complete"),
    ("label", "any staining", r"any (?:membran\w+ )?(?:staining|intensity|positivity)"),
    ("marker", "kras", r"k-?ras"),
    ("marker", "nras", r"n-?ras"),
    ("marker", "ras", r"(?:all|pan|extended|expanded|full)?[ -]?ras"),
    ("marker", "braf", r"b-?raf|raf"),
    ("marker", "mlh1", r"mlh-?1"),
    ("marker", "msh2", r"msh-?2"),
    ("marker", "msh6", r"msh-?6"),
    ("marker", "pms2", r"pms-?2"),
    ("status", "deficient", r"d-?mmr|mmr-?d|msi[ -]?(?:h|hi|high)|mmr[ -]?(?:deficient|deficiency|loss)|ms[ -]unstable|micro-?satellites?[ -](?:instability[ -]high|unstable|instable)"),
    ("status", "proficient", r"p-?mmr|mmr-?p|mss|msi-?s|mmr[ -](?:proficient|intact|stable)|ms[ -]stable|micro-?satellites?[ -]stable|msi[ -](?:stable|negative|low|l)"),
    ("marker", "mmr", r"(?:dna )?mismatch[ -]repair(?: proteins?| genes?| status)?|mmr(?: proteins?| status)?"),
    ("marker", "msi", r"msi|micro-?satellites?(?: instability)?"),
    ("marker", "other", r"egfr|her-?[134]|erbb[134]|er|pr|pgr|(?:o?estrogen|progesterone|androgen)(?: receptors?)?|ki-?67|mib-?1|pd-?l-?1|cps|tps|t?p53|p16|p63|p40"),
    ("marker", "other", r"cdx-?2|satb-?2|ck ?\d+|cea|ca ?19[-.]?9|pik3ca|pten|apc|smad4|tmb|mutational burden|ntrk\d?|trk|ros1|c-?met|fgfr\d?|claudin(?: ?18(?:\.2)?)?|cldn18(?:\.2)?"),
    ("marker", "other", r"trop-?2|muc\d\w*|vegf\w*|synaptophysin|chromogranin|s100|ttf-?1|gata-?3|beta[ -]catenin|cd ?\d+|h\.? ?pylori|ebv|eber|akt1|fbxw7|ctnnb1|arid1a|brca[12]?"),
    ("marker", "other", r"pole|myc|c-?myc|gnas|idh[12]|nf1|rb1|stk11|pdgfra|map2k1|rnf43|tcf7l2|gleason|dpyd|dpd|ugt1a1|hras|ccnd1|flt3|tert|cdkn2a|cyclin \w+|top2a|villin|napsin|calretinin|e-?cadherin"),
    ("marker", "elsewhere", r"grade[ds]?|grading|differentiat\w+|stage[ds]?|staging|nodes?|nodal|margins?|invasion|perineural|lymphovascular|vascular|budding|deposits?|regression"),
    ("marker", "elsewhere", r"oedema|edema|urin(?:e|ary)(?: protein| dipstick| blood| glucose)?|dipstick|urinalysis|ketones?|leu[ck]ocytes|nitrites?|bilirubin|fa?ecal(?: occult)?(?: blood| immunochemical)?(?: test)?|occult blood|pulses?|murmur|reflexes|protein(?:uria)? in urine|ecog|performance status|potassium|years?|cycles?|dose|mg|polyps?|lesions?|nodules?"),
    ("control", "", r"(?:positive|negative|internal|external|on-slide|tissue)? ?controls?"),
    # how it was measured
    ("assay", "ihc", r"[il1]hc|immuno-?(?:histo)?-?chemi?\w*|immuno-?histo|immuno-?stain\w*|immunoperoxidase|4b5|hercep ?-?test\w*|cb11|sp3|a0485|pathway|overexpress\w*|membran\w+ (?:staining|reactivity)|protein(?: expression)?|membran\w+ positivity"),
    ("assay", "ish", r"f[il1]sh|(?:b?d-?d?i?|s|c|dual[ -])ish|ish|(?:fluorescen\w+ )?in[ -]?situ[ -]hybridi[sz]ation|pathvysion|zytolight\w*|iqfish|inform (?:her-?2 )?dual|dual[ -](?:probe|colou?r)(?: ish| fish)?"),
    ("assay", "mrd", r"signatera|guardant ?reveal|mrd|(?:minimal|molecular|measurable) residual disease"),
    ("assay", "ctdna", r"ct-?dna|cf-?dna|(?:circulating|cell[ -]free)(?: tumou?r)?(?: dna)?|liquid biops\w+|plasma|guardant ?(?:360|omni)?(?: ?cdx)?|foundation ?one[ -]?liquid(?: ?cdx)?|f1 ?-?liquid|blood(?:[ -](?:test|sample|based|draw|result))?"),
    ("assay", "ngs", r"ngs|next[ -]?gen\w*(?: sequencing)?|sequencing|sequenced|foundation ?one(?: ?cdx)?|f1 ?cdx|tempus(?: x[te])?|caris|oncomine\w*|msk-?impact|tso-?500|trusight\w*|(?:genomic|molecular|tumou?r) profil\w+|(?:gene|mutation|cancer|sequencing) panel|tissue ?next|exome|wgs|wes|(?:cna|dna|rna|wes)?-?seq|cna|cnv"),
    # what was found
    ("not", "", r"low (?:probability|likelihood) of|unlikely"),
    ("low content", "", r"low (?:tumou?r |neoplastic )?(?:cell )?(?:content|cellularity|fraction|purity)|(?:scant|sparse|limited|minimal) (?:viable )?(?:tumou?r|neoplastic cells|material|cellularity)"),
    ("call", "not amplified", r"below (?:the )?(?:\w+ ){0,2}(?:threshold|cut-?off|limit)|(?:non|un|not)[ -]?amplified|(?:non|no)-?[ ]?amplification"),
    ("call", "amplified", r"amplified|amplifies"),
    ("noun", "amplification", r"amplifications?|amps?"),
    ("noun", "gain", r"(?:copy[ -](?:number )?)?gains?"),
    ("call", "equivocal", r"equivocal|borderline|indeterminate|inconclusive"),
    ("call", "positive", r"positive|pos|positivity"),
    ("call", "negative", r"negative|neg|negativity"),
    ("call", "detected", r"detected|present|identified|seen|found|observed|confirmed|demonstrated|shown|yes"),
    ("call", "not detected", r"not (?:been )?(?:detected|identified|seen|found|present|observed|demonstrated|shown)|undetected|undetectable|none(?: detected| identified| found| seen)?|nil|absent|nd"),
    ("status", "deficient", r"deficient|deficiency|unstable|instable|high"),
    ("status", "proficient", r"proficient|proficiency|stable|low"),
    ("status", "intact", r"intact|retained|preserved|retention"),
    ("status", "loss", r"loss|lost"),
    ("wild", "", r"wild[ -]?types?|wt|unmutated|non[ -]?mutated|not mutated"),
    ("mutated", "", r"mutated|mutants?|mutations?|mut|mutation-positive"),
    ("change", "", r"alterations?|aberrations?|abnormalit\w+|variants?|changes?"),
    ("benign", "", r"(?:likely |probably )?benign(?: polymorphism| variant)?|polymorphisms?"),
    ("vus", "", r"vus|v\.u\.s\.?|variants? of (?:uncertain|unknown|undetermined) (?:clinical )?significance|(?:uncertain|unknown|undetermined) (?:clinical )?significance|unclassified variants?"),
    ("intensity", "strong", r"strong(?:ly)?|intense(?:ly)?"),
    ("intensity", "weak_moderate", r"weak(?:ly)?[ -](?:to|/|-)[ -]?moderate(?:ly)?|weak/moderate|moderate(?:ly)?"),
    ("intensity", "faint", r"faint(?:ly)?|barely (?:perceptible|visible)"),
    ("intensity", "weak", r"weak(?:ly)?"),
    ("intensity", "none", r"no (?:membran\w+ )?(?:staining|reactivity|immunoreactivity)(?: observed| seen)?|absence of staining|without staining|no stain"),
    ("pattern", "", r"(?:circumferential|basolateral|lateral|complete|incomplete|segmental|granular)"),
    ("staining", "", r"stain(?:ing|s|ed)?|(?:tumou?r|cancer|neoplastic|malignant|carcinoma|the)? ?cells|membran\w+|immunoreactiv\w+"),
    ("cluster", "", r"clusters?"),
    # how sure, and when
    ("compare", "", r"or (?:more|greater|higher|above|over|less|fewer|lower|below)|less than|fewer than|more than|greater than|at least|at most|up to|over|under|above|below|no more than|minimum|maximum|nearly|almost|exceeds|exceeding|min|max"),
    ("cutoff", "", r"cut-?offs?(?: value)?|thresholds?|reference(?: range| value| interval)?|normal (?:range|value)"),
    ("hedge", "", r"approximately|approx\.?|about|around|roughly|circa|ca\.?(?= ?\d)|maybe|perhaps|probably|possibly|or so"),
    ("part", "", r"(?:other )?(?:parts?|areas?|regions?|components?|foc(?:us|i)|zones?|background|rest|remainder|other half|some(?: cells)?|others)|half (?:of )?(?:the|this) (?:tumou?r|sample|biopsy|lesion)"),
    ("vague", "", r"(?:one |a |two )?thirds?|half|(?:three |a )?quarters?|majority|most|minority|focal(?:ly)?|rare|few|scattered|occasional|nearly all|almost all|virtually all"),
    ("asking", "", r"what (?:does|do|is|are|if|would)|what's|whats|difference between|how (?:is|are|do|does|often|many)|meaning of|explain|tell me about|is it true|versus|vs"),
    ("mine", "", r"my|i'm|im|i am|i'?ve|mine|his|hers|dad's|mum's|mom's|husband's|wife's|report|result|results|came back|says|i got|i have|it's|its|it is|he's|she's|we got"),
    ("now", "", r"now|current(?:ly)?|today|present sample|this (?:sample|specimen|biopsy|resection|time|report|case)|new(?:ly)?|latest|repeat(?:ed)?|recent(?:ly)?|final(?:ly)?"),
    ("replaced", "", r"(?:previously |originally |initially |first |formerly |wrongly |incorrectly |erroneously )(?:\w+ ){0,2}?(?:reported|scored|issued|signed out|read|called|interpreted|classified|stated|given|thought|said|told)(?: as)?"),
    ("replaced", "", r"supersedes|superseding|replaces|initially|originally|instead of|rather than|in error|(?:corrected|changed|revised|amended|upgraded|downgraded|altered|updated|modified|converted)(?: \w+){0,3} from"),
    ("earlier", "", r"prev(?:ious(?:ly)?|\.)?|prior|past|former(?:ly)?|earlier|had been|used to be|history of|h/o|hx|pmhx?|old|(?:first|initial|original) (?:biopsy|test|sample|score|report|result|time|one)|at that time|at the time"),
    ("replacing", "", r"corrected(?: result| score| to)?|amended(?: result| to)?|revised(?: result| to)?|sorry|i meant|i mean|actually|correction|should read|re-?scored(?: as)?|upgraded to|downgraded to|changed to|(?:replaced|superseded) (?:by|with)|on review|second opinion|reviewed as|after review|re-?review"),
    ("pending", "", r"pending|tb[ac]|to follow|(?:referred|forwarded|submitted) for|awaited|awaiting|waiting(?: for| on)?|ordered|requested|in progress|(?:has been |have been |being |was )?sent(?: off| out| for)?|not (?:yet )?(?:back|available|reported|resulted|complete)|outstanding|under ?way|will (?:be|follow)|to be (?:performed|reported|done|confirmed|advised|issued)|in process|initiated|reflexed to"),
    ("not done", "", r"not (?:been )?(?:performed|done|tested|carried out|undertaken|requested|ordered|indicated|required|assessed|attempted|evaluated)|not applicable|n/a|never tested|not necessary|untested|never done|didn't do|wasn't done|haven't (?:had|done)|hasn't been (?:done|tested)|not needed"),
    ("inadequate", "", r"(?:cannot|can not|could not|can't|couldn't|unable to) be? ?(?:reliably |accurately |be )?(?:determined?|assess(?:ed)?|scored?|interpret(?:ed)?|evaluated?|perform(?:ed)?|obtained?)|insufficient|inadequate|unsatisfactory|quantity not sufficient|qns"),
    ("inadequate", "", r"(?:non|un|not )-?(?:assessable|interpretable|evaluable|informative|diagnostic|sufficient)|failed|failure|unsuccessful|uninterpretable|no signals?|(?:not|wasn't|isn't|weren't) enough (?:tissue|tumou?r|cells|material|sample|dna)|did not work|didn't work"),
    ("supposed", "", r"if|whether|would|should|could|might|may|unless|suppose|assuming|defined as|is defined|are defined|considered|means that|regarded|classified as|e\.g\.|for example|such as|usually|typically|generally|counts? as"),
    ("adequate", "", r"adequate|sufficient|satisfactory"),
    ("overall", "", r"overall|consensus|agreed|adjudicated|final|conclusion|integrated|summary|impression|combined|status|interpretation"),
    # where it comes from
    ("cancer", "small bowel", r"small[ -](?:bowel|intestin\w+)|duoden\w+|jejun\w+|ile(?:um|al)"),
    ("cancer", "colorectal", r"colo-?rectal|colon(?:ic)?|rect(?:um|al)|recto-?sigmoid|sigmoid|cae?c(?:um|al)|cec(?:um|al)|bowel|m?crc|(?:hepatic|splenic) flexure"),
    ("cancer", "breast", r"breast|mammary|invasive ductal|ductal carcinoma|lobular carcinoma|dcis|idc"),
    ("cancer", "gastric", r"gastric(?:[ -]type)?|stomach|gastro-?(?:o?esophageal)|o?esophag\w+|gej|goj|gea"),
    ("site", "lung", r"lung|pulmonary|bronchial"),
    ("cancer", "lung", r"nsclc|non[ -]small[ -]cell"),
    ("site", "ovarian", r"ovar(?:y|ies|ian)"),
    ("site", "endometrial", r"endometri\w+|uter(?:us|ine)"),
    ("site", "pancreatic", r"pancrea\w+"),
    ("site", "cervical", r"cervi(?:x|cal)"),
    ("site", "thyroid", r"thyroid"),
    ("site", "renal", r"kidney|renal"),
    ("site", "salivary", r"salivary|parotid"),
    ("site", "prostate", r"prostat\w+"),
    ("site", "bladder", r"bladder|urothelial"),
    ("site", "biliary", r"bile duct|biliary|cholangio\w+|gallbladder"),
    ("site", "liver", r"liver|hepatic|hepato\w+"),
    ("site", "brain", r"brain|cerebral"),
    ("site", "skin", r"skin|cutaneous"),
    ("cancer", "melanoma", r"melanoma"),
    ("disease", "", r"cancer|carcinomas?|adenocarcinomas?|ca|tumou?r|primary|malignan\w+|neoplasm"),
    ("metastasis", "", r"metasta\w+|mets|secondary|secondaries|recurren\w+"),
    ("criteria", "heracles", r"heracles(?: criteria| consensus)?"),
    ("criteria", "gastric", r"r(?:u|ue|ü)schoff|hofmann"),
    ("criteria", "", r"criteria|criterion|scoring|guidelines?|algorithm|scheme|rules"),
    ("kind", "resection", r"resection|(?:hemi)?colectomy|excision|anterior resection|hepatectomy|metastasectomy|wedge|surgical specimen|proctectomy|segmentectomy|lobectomy"),
    ("kind", "biopsy", r"(?:core |needle |endoscopic |punch )?biops\w+|bx|core needle"),
    ("kind", "cytology", r"cytolog\w+|fna|cell[ -]block|aspirate|effusion|ascit\w+"),
    ("kin", "", r"mother|father|mum|mom|dad|sister|brother|aunt|uncle|grandmother|grandfather|cousin"),
    ("join", "", r"in|by|on|from|using|via|with|per"),
    ("general", "", r"patients|people|persons|trials?|stud(?:y|ies)|approved|approval|fda|ema|eligib\w+|therap(?:y|ies)|drugs?|trastuzumab|deruxtecan|tucatinib|enhertu|t-?dxd|tumou?rs|cancers|cases|literature|published|recommended|recommend(?:s|ation)?"),
    ("not", "", r"no|not|without|absence of|absent|negative for|lacks?|lacking|free of|nor|neither|never|no evidence of|isn't|isnt|wasn't|wasnt|n't|doesn't|doesnt|didn't|didnt|excludes?"),
    ("filler", "", r"of|is|was|the|a|an|as|at|to|for|and|value|mean|average|avg|calculated|measured|came|back|result|equals|gives|shows?|showed|showing|estimated|ratio of|number|percentage|are|were|be|approx|this|it|gene|tissue|tumou?r|report|reads|says|reported|score"),
)
"""(kind, value, pattern) of words and phrases, tried in this order at the start of every word."""

HEADERS: tuple[tuple[str, str], ...] = (
    ("history", r"(?:relevant |past |pertinent |brief )?(?:clinical|medical|oncologic(?:al)?|surgical|patient|family|cancer) (?:history|details|information|info|summary|data|indications?|background|notes?)"),
    ("history", r"history|indications?(?: for test\w*)?|background|pmhx?|(?:previous|prior|past|outside|earlier) (?:\w+ )?(?:results?|reports?|pathology|histology|malignan\w+|cancers?|biops\w+|testing|specimens?|tests?)"),
    ("legend", r"reference(?: range| values?| interval| key)?s?|ref|interpret\w+ (?:criteria|guide\w*|key|categories|table|notes?|legend)|(?:her-?2 )?scor(?:e|es|ing) (?:criteria|system|key|guide\w*|legend|scheme|table|definitions?|interpretation|scale)|scoring"),
    ("legend", r"legend|key|cut[ -]?offs?|thresholds?|definitions?|disclaimers?|limitations?|educational? (?:note|comment|information)|note on scoring|about (?:this|the) (?:test|result)s?|explanation|general information|how (?:to|we) \w+(?: \w+)?"),
    ("method", r"methods?|methodology|test (?:description|method\w*)|assay (?:description|information|details|used)|technical (?:notes?|information|data)|technique|antibody|clone|probe"),
    ("addendum", r"addend\w+(?: report| diagnosis| result)?(?: ?(?:#|no\.?|number)? ?\d+)?|amended (?:report|diagnosis|result)|amendment(?: \d+)?|supplement(?:ary|al)?(?: report| result| \d+)?|corrected (?:report|result)|revised (?:report|result|diagnosis)|correction|revision"),
    ("original", r"original (?:report|diagnosis|result|issue)s?|initial (?:report|diagnosis|result)s?|superseded(?: report| result)?"),
    ("current", r"(?:final |pathologic(?:al)? |histolog\w+ |microscopic |principal )?diagnos[ie]s|results?(?: summary)?|microscopy|microscopic (?:description|examination)|macroscop\w+|gross(?: description| examination)?"),
    ("current", r"biomarkers?(?: results?| report| testing| studies| profile)?|molecular(?: \w+){0,2}|interpretation|comments?|conclusion|summary|opinion|(?:current )?specimens?(?: submitted| type| site)?|samples?(?: type)?|tissue|site|findings"),
    ("current", r"(?:present|current|this) \w+|synoptic\w*|ancillary \w+|nature of specimen|impression|tests? performed|tumou?r(?: type| site)?|histolog\w+(?: type)?|procedure|immunohistochemistry|ihc|fish|ish|her-?2(?: \w+){0,2}"),
)
"""(kind of part, pattern) of the headings that start a part of a report."""

UPPER_ONLY = r"[A-Z]{2,}[A-Z0-9-]*\d[A-Z0-9]*|MET|RET|ALK|KIT|ATM|AR"
"""An unknown name in capitals with a digit ("CD3", "GPC3") is some other marker; a few names are words unless in capitals."""
