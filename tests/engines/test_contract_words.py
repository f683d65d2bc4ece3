"""The words of a question: what is found with which words, whatever was typed."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.port import SearchEngine
from indexer.search.request import Words
from tests.engines.asking import asking, counts, names, trials_of
from tests.engines.conftest import ENGINES, new_index

EngineOf = Callable[..., SearchEngine]

TRIALS = trials_of(
    alpha={
        "summary": "Acute myeloid leukaemia in children",
        "conditions": ["Leukemia, Myeloid"],
        "keywords": ["paediatric"],
    },
    bravo={"summary": "Leukemia, acute lymphoid; relapsed after CAR-T cells in the patient-s home"},
    charlie={"summary": "Chronic heart failure and myocardial infarction", "keywords": ["tumour"]},
    delta={"summary": "Failure of the heart", "keywords": ["tumor"]},
    echo={"summary": "Crohn's disease treated with anti-TNF-α (infliximab)"},
    foxtrot={"conditions": ["Heart", "Failure"], "keywords": ["hypertension", "relapsing"]},
    golf={
        "summary": "CART cells; hepatitis B &amp; C vaccine",
        "sponsor": "Köln University",
        "aliases": ["NCT00000077"],
        "interventions": [("DRUG", "5-fluorouracil")],
        "sites": [{"facility": "Royal Infirmary", "city": "Leeds", "country": "United Kingdom"}],
        "criteria": "Inclusion Criteria:\n\n* measles\n\nExclusion Criteria:\n\n* pregnancy",
    },
)
EVERYTHING = {trial.title for trial in TRIALS}
READ = {
    "one word": ("lymphoid", {"bravo"}),
    "another spelling": ("leukaemia", {"alpha", "bravo"}),
    "capitals": ("LEUKEMIA", {"alpha", "bravo"}),
    "punctuation": ("leukemia, acute?", {"alpha", "bravo"}),
    "all words, in any field": ("myeloid pediatric", {"alpha"}),
    "all words, in any order": ("heart failure", {"charlie", "delta", "foxtrot"}),
    "words without meaning": ("the heart and failure", {"charlie", "delta", "foxtrot"}),
    "compound words without meaning": ("acute and/or leukemia", {"alpha", "bravo"}),
    "only words without meaning": ("of the", {"delta"}),
    "accents": ("koln", {"golf"}),
    "accents typed": ("KÖLN", {"golf"}),
    "possessive": ("crohn’s", {"echo"}),
    "without the possessive": ("crohn", {"echo"}),
    "plural": ("tumors", {"charlie", "delta"}),
    "Greek letter": ("tnf-alpha", {"echo"}),
    "Greek letter typed": ("TNF-α", {"echo"}),
    "a part of a compound": ("anti-tnf", {"echo"}),
    "compound": ("car-t", {"bravo", "golf"}),
    "compound in one word": ("CART", {"bravo", "golf"}),
    "number of the trial": ("NCT00000003", {"charlie"}),
    "number in small letters": ("nct00000003", {"charlie"}),
    "an earlier number of the trial": ("NCT00000077", {"golf"}),
    "sponsor": ("university", {"golf"}),
    "intervention": ("5-fluorouracil", {"golf"}),
    "intervention in one word": ("5fluorouracil", {"golf"}),
    "city and facility": ("leeds infirmary", {"golf"}),
    "reason to be included": ("measles", {"golf"}),
    "reason to be excluded": ("pregnancies", {"golf"}),
    "only reasons to be included": ("inclusion:pregnancy", set()),
    "markup of the record is no word": ("amp", set()),
    "phrase": ('"heart failure"', {"charlie"}),
    "phrase in its order": ('"failure heart"', set()),
    "phrase over punctuation": ('"leukemia acute"', {"bravo"}),
    "phrase with a word between": ('"acute leukemia"', set()),
    "phrase with small words": ('"failure of the heart"', {"delta"}),
    "phrase of a compound": ('"car-t cells"', {"bravo"}),
    "phrase beginning with a compound's first part": ('"patient home"', set()),
    "phrase beginning with a compound's first part, nowhere": ('"patient zebra"', set()),
    "phrase and word": ('"heart failure" chronic', {"charlie"}),
    "AND": ("heart AND tumor", {"charlie", "delta"}),
    "OR": ("infliximab OR relapsed", {"echo", "bravo", "foxtrot"}),
    "NOT": ("leukemia NOT relapsed", {"alpha"}),
    "AND NOT": ("leukemia AND NOT relapsed", {"alpha"}),
    "minus": ("leukemia -relapsed", {"alpha"}),
    "minus a phrase": ('heart -"heart failure"', {"delta", "foxtrot"}),
    "only NOT": ("NOT leukemia", EVERYTHING - {"alpha", "bravo"}),
    "NOT NOT": ("NOT NOT leukemia", {"alpha", "bravo"}),
    "NOT a group": ("heart NOT (chronic OR hypertension)", {"delta"}),
    "small or is a word": ("leukemia or crohn", set()),
    "group": ("(leukemia OR crohn) relapsed", {"bravo"}),
    "nested groups": ("((leukemia OR (crohn)) AND (relapsed OR infliximab))", {"bravo", "echo"}),
    "words bind tighter than OR": ("leukemia OR crohn relapsed", {"alpha", "bravo"}),
    "AND binds tighter than OR": ("leukemia AND relapsed OR crohn", {"bravo", "echo"}),
    "OR then AND": ("crohn OR leukemia AND relapsed", {"bravo", "echo"}),
    "field": ("condition:leukemia", {"alpha"}),
    "field in capitals": ("Condition:heart", {"foxtrot"}),
    "field with a phrase": ('condition:"leukemia myeloid"', {"alpha"}),
    "phrase does not reach over two values": ('condition:"heart failure"', set()),
    "field with a group": ("keyword:(tumor OR hypertension)", {"charlie", "delta", "foxtrot"}),
    "field and a free word": ("keyword:tumor chronic", {"charlie"}),
    "NOT a field": ("tumor NOT summary:chronic", {"delta"}),
    "field with a beginning": ("keyword:hyper*", {"foxtrot"}),
    "title field": ("title:golf", {"golf"}),
    "beginning": ("inflix*", {"echo"}),
    "beginning, several terms": ("leuk* OR lymph*", {"alpha", "bravo"}),
    "beginning that is the word": ("failure*", {"charlie", "delta", "foxtrot"}),
    "beginning past the stem": ("hypertensi*", {"foxtrot"}),
    "beginning in another spelling": ("leukaem*", {"alpha", "bravo"}),
    "beginning of a compound": ("car-t*", {"bravo", "golf"}),
    "beginning of a compound's last part": ("anti-tn*", {"echo"}),
    "beginning of a compound's second part": ("tn*", {"echo"}),
    "beginning of a compound in one word": ("antitn*", {"echo"}),
    "NOT a beginning": ("heart NOT hyper*", {"charlie", "delta"}),
    "nothing typed": ("", EVERYTHING),
    "only spaces": ("   ", EVERYTHING),
    "nothing that could be a word": ("?!* ()", EVERYTHING),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_words(engine_of: EngineOf, text: str, expected: set[str]) -> None:
    """A question finds the trials that hold its words as its operators ask, and no others."""
    engine = engine_of(*TRIALS)
    request = asking(text)
    assert engine.count(request) == len(expected)
    if expected:
        assert set(names(engine, request)) == expected


HOSTILE = {
    "open quote": '"heart failure',
    "lone operators": "AND OR NOT",
    "open brackets": "(" * 3_000 + "heart",
    "closed brackets": "heart" + ")" * 3_000,
    "many NOT": "NOT " * 3_000 + "heart",
    "many minus signs": "-(" * 3_000 + "heart",
    "many fields": "title:" * 3_000 + "heart",
    "many unknown fields": "foo:" * 3_000 + "heart",
    "many words": "heart " * 3_000,
    "many ORs": "heart OR " * 3_000,
    "a long word": "h" * 100_000,
    "a long compound": "-".join(["heart"] * 2_000),
    "a field and nothing": "title:",
    "stars": "* ** h* *h heart** h*t",
    "another engine's syntax": "heart~2^3 [a TO z] {x} +y && z || !w /re(g/ title:[* TO *] \\",
    "markup": "<script>alert(1)</script>",
    "SQL": "'; DROP TABLE trials; --",
    "areas": "AREA[[[" * 1_500,
    "areas never closed": "AREA[Phase" * 1_000,
    "areas of everything": "AREA[EligibilityCriteria](heart OR " * 400,
    "distances": '"~~~5' * 2_000,
    "open spans": "start:.. " * 1_200,
    "signs": "enrolment:>" * 1_000,
    "spans": "enrolment:>1 OR " * 700,
    "sites in sites": "site:(" * 1_700,
    "places": "city:heart " * 900,
    "values": "phase:2/3 OR " * 800,
    "near": '"heart failure"~50 ' * 500,
    "not a character": "\x00\ud800\uffff\U0010ffff",
    "right to left": "\u202eheart\u202c",
    "line breaks": "heart\r\n\tfailure",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_odd_input_is_answered(engine_of: EngineOf, text: str) -> None:
    """What nobody foresaw is read as plain words: an answer, never an error."""
    engine = engine_of(*TRIALS)
    for words in Words:
        result = engine.search(asking(text, words=words))
        assert 0 <= result.total <= len(TRIALS)


VOCABULARY = (
    "heart",
    "failure",
    "leukaemia",
    "car-t",
    "patient",
    "home",
    "relapsed",
    "tumor",
    "zebra",
    "in",
    "the",
)
PIECES = st.sampled_from(
    [
        *VOCABULARY,
        *("AND", "OR", "NOT", "(", ")", '"', "-", ":", "condition:", "keyword:", "foo:", "*", "le*"),
        *(
            '"heart failure"',
            '"patient zebra"',
            '"patient home"',
            "patient-s",
            "and/or",
            "hyper* ",
            "title:(",
            "--",
            '-"',
        ),
    ]
)
TYPED = st.one_of(
    st.text(max_size=40),
    st.lists(st.tuples(PIECES, st.sampled_from(["", " ", " "])), max_size=9).map(
        lambda typed: "".join(piece + space for piece, space in typed)
    ),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TYPED, words=st.sampled_from(Words))
def test_any_text_is_answered(engine_of: EngineOf, text: str, words: Words) -> None:
    """No text is an error, what was read is said in our grammar, and reading that again gives the same."""
    engine = engine_of(*TRIALS)
    result = engine.search(asking(text, words=words))
    again = engine.search(asking(result.read_as, words=words))
    assert again.read_as == result.read_as
    assert [hit.card.nct_id for hit in again.hits] == [hit.card.nct_id for hit in result.hits]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SearchEngine]]:
    """The same trials in the reference engine and in Whoosh."""
    indexes = [new_index(kind, tmp_path_factory.mktemp("both") / "index") for kind in ENGINES]
    for index in indexes:
        index.rebuild(TRIALS)
    yield [index.engine for index in indexes]
    for index in indexes:
        index.engine.close()


@settings(max_examples=500)
@given(text=TYPED, words=st.sampled_from(Words))
def test_engines_agree(both: list[SearchEngine], text: str, words: Words) -> None:
    """Whatever is typed, every engine finds the same trials by the same words, and counts the same."""
    request = asking(text, words=words)
    reference, other = (engine.search(request) for engine in both)
    assert {hit.card.title for hit in other.hits} == {hit.card.title for hit in reference.hits}
    assert (other.words_used, other.read_as) == (reference.words_used, reference.read_as)
    assert {hit.card.title: hit.matched for hit in other.hits} == {
        hit.card.title: hit.matched for hit in reference.hits
    }
    assert other.facets == reference.facets


FEWER = trials_of(
    alpha={"summary": "asthma, children, steroid"},
    bravo={"summary": "asthma, children"},
    charlie={"summary": "asthma", "status": "NOT_YET_RECRUITING"},
    delta={"summary": "nothing of it"},
    echo={"summary": "inhaler"},
)
FALLBACKS = {
    "all are found": ("asthma children", Words.ALL, {"alpha", "bravo"}, Words.ALL),
    "most: more than half of the weight": (
        "asthma children steroid inhaler",
        Words.ALL,
        {"alpha"},
        Words.MOST,
    ),
    "most: one rare word outweighs a common one": ("children inhaler", Words.ALL, {"echo"}, Words.MOST),
    "any: half is not most": ("steroid inhaler", Words.ALL, {"alpha", "echo"}, Words.ANY),
    "most: a word that stands nowhere weighs nothing": (
        "asthma zebra",
        Words.ALL,
        {"alpha", "bravo", "charlie"},
        Words.MOST,
    ),
    "by hand: any": (
        "asthma children steroid inhaler",
        Words.ANY,
        {"alpha", "bravo", "charlie", "echo"},
        Words.ANY,
    ),
    "by hand: most": ("asthma children steroid", Words.MOST, {"alpha", "bravo"}, Words.MOST),
    "by hand: most finds nothing": ("steroid inhaler", Words.MOST, set(), Words.MOST),
    "excluded words stay excluded": ("inhaler steroid NOT children", Words.ALL, {"echo"}, Words.ANY),
    "excluded words stay excluded by hand": (
        "asthma inhaler -steroid",
        Words.ANY,
        {"bravo", "charlie", "echo"},
        Words.ANY,
    ),
    "AND is never loosened": ("steroid AND inhaler", Words.ALL, set(), Words.ALL),
    "one word is never loosened": ("zebra", Words.ALL, set(), Words.ALL),
}


@pytest.mark.parametrize(("text", "words", "expected", "used"), FALLBACKS.values(), ids=FALLBACKS)
def test_fewer_words(engine_of: EngineOf, text: str, words: Words, expected: set[str], used: Words) -> None:
    """When nothing has all words, what has most of them is shown, then what has any; the answer says which."""
    result = engine_of(*FEWER).search(asking(text, words=words))
    assert ({hit.card.title for hit in result.hits}, result.words_used) == (expected, used)


def test_fewer_words_under_filters(engine_of: EngineOf) -> None:
    """Filters are never loosened: with them in force, fewer words are taken, and the counts are of what is shown."""
    result = engine_of(*FEWER).search(asking("asthma steroid", status=("not-yet-recruiting",)))
    assert [hit.card.title for hit in result.hits] == ["charlie"]
    assert result.words_used is Words.ANY
    assert counts(result.facets["status"]) == {"recruiting": 2, "not-yet-recruiting": 1}


def test_count_does_not_fall_back(engine_of: EngineOf) -> None:
    """A count is of the question as asked."""
    engine = engine_of(*FEWER)
    assert engine.count(asking("steroid inhaler")) == 0
    assert engine.count(asking("steroid inhaler", words=Words.ANY)) == 2
    assert engine.count(asking("asthma", status=("recruiting",))) == 2


def test_which_word_to_drop(engine_of: EngineOf, engine_kind: str) -> None:
    """The answer names the word without which something is found, and how much."""
    if engine_kind == "reference":
        pytest.skip("the reference engine gives no advice")
    result = engine_of(*FEWER).search(asking("asthma children inhaler"))
    assert [(dropped.word, dropped.total) for dropped in result.dropped] == [("inhaler", 2)]
    few = engine_of(*FEWER).search(asking("asthma children"))
    assert (few.dropped, few.any_total) == ((), 3)
