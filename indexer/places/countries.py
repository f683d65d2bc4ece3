"""Countries and states under all the names that people and records give them.

The registry's present spelling is the one shown; GeoNames has it too except where COUNTRY_NAMES differs.
"""

from collections.abc import Mapping
from typing import NamedTuple

from indexer.places.spelling import fold

# ISO code -> the registry's name today, then older, longer and local ones that GeoNames does not give.
COUNTRY_NAMES: dict[str, tuple[str, ...]] = {
    "AE": ("United Arab Emirates", "UAE", "Emirates"),
    "AT": ("Austria", "Österreich"),
    "BE": ("Belgium", "België", "Belgique"),
    "BO": ("Bolivia", "Bolivia, Plurinational State of"),
    "BN": ("Brunei", "Brunei Darussalam"),
    "BR": ("Brazil", "Brasil"),
    "BS": ("Bahamas", "The Bahamas"),
    "BY": ("Belarus", "Беларусь", "Белоруссия", "Byelorussia"),
    "CD": (
        "Democratic Republic of the Congo",
        "Congo, The Democratic Republic of the",
        "Congo, Democratic Republic of the",
        "DR Congo",
        "DRC",
        "Zaire",
    ),
    "CG": ("Republic of the Congo", "Congo", "Congo, Republic of the", "Congo-Brazzaville"),
    "CH": ("Switzerland", "Schweiz", "Suisse", "Svizzera"),
    "CI": ("Côte d’Ivoire", "Ivory Coast"),
    "CN": ("China", "People's Republic of China", "PRC", "中国"),
    "CV": ("Cabo Verde", "Cape Verde"),
    "CZ": ("Czechia", "Czech Republic", "Česko"),
    "DE": ("Germany", "Deutschland"),
    "DK": ("Denmark", "Danmark"),
    "EG": ("Egypt", "Arab Republic of Egypt"),
    "ES": ("Spain", "España"),
    "FI": ("Finland", "Suomi"),
    "FM": ("Micronesia", "Micronesia, Federated States of"),
    "GB": ("United Kingdom", "UK", "Great Britain", "Britain"),
    "GM": ("Gambia", "The Gambia"),
    "GR": ("Greece", "Hellas", "Ελλάδα"),
    "HK": ("Hong Kong", "Hong Kong SAR", "香港"),
    "HR": ("Croatia", "Hrvatska"),
    "HU": ("Hungary", "Magyarország"),
    "IE": ("Ireland", "Republic of Ireland", "Éire"),
    "IR": ("Iran", "Iran, Islamic Republic of", "Islamic Republic of Iran"),
    "IT": ("Italy", "Italia"),
    "JP": ("Japan", "日本"),
    "KP": ("North Korea", "Korea, Democratic People's Republic of"),
    "KR": ("South Korea", "Korea, Republic of", "Republic of Korea", "Korea", "한국", "대한민국"),
    "LA": ("Laos", "Lao People's Democratic Republic", "Lao PDR"),
    "LT": ("Lithuania", "Lietuva"),
    "LV": ("Latvia", "Latvija"),
    "LY": ("Libya", "Libyan Arab Jamahiriya"),
    "MD": ("Moldova", "Moldova, Republic of", "Republic of Moldova"),
    "MK": (
        "North Macedonia",
        "Macedonia",
        "Macedonia, The Former Yugoslav Republic of",
        "Former Yugoslav Republic of Macedonia",
        "FYROM",
    ),
    "MM": ("Myanmar", "Burma"),
    "MO": ("Macao", "Macau"),
    "MX": ("Mexico",),
    "NL": ("Netherlands", "The Netherlands", "Holland", "Nederland"),
    "NO": ("Norway", "Norge"),
    "PL": ("Poland", "Polska"),
    "PS": (
        "Palestinian Territories",
        "Palestinian Territory",
        "Palestinian Territory, Occupied",
        "Palestine",
    ),
    "RE": ("Réunion",),
    "RU": ("Russia", "Russian Federation", "Россия"),
    "SE": ("Sweden", "Sverige"),
    "ST": ("São Tomé and Príncipe",),
    "SY": ("Syria", "Syrian Arab Republic"),
    "SZ": ("Eswatini", "Swaziland"),
    "TL": ("Timor-Leste", "East Timor"),
    "TR": ("Turkey (Türkiye)", "Turkey", "Türkiye"),
    "TW": ("Taiwan", "Taiwan, Province of China", "Republic of China", "台灣"),
    "TZ": ("Tanzania", "Tanzania, United Republic of", "United Republic of Tanzania"),
    "UA": ("Ukraine", "Україна"),
    "US": ("United States", "United States of America", "USA", "US", "America"),
    "VA": ("Vatican", "Vatican City", "Holy See (Vatican City State)", "Holy See"),
    "VE": ("Venezuela", "Venezuela, Bolivarian Republic of"),
    "VI": ("U.S. Virgin Islands", "Virgin Islands (U.S.)", "US Virgin Islands"),
    "VN": ("Vietnam", "Viet Nam"),
}

# Country -> GeoNames' state code -> name, then what people write for short. The US comes from GeoNames.
STATE_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "AU": {
        "01": ("Australian Capital Territory", "ACT"),
        "02": ("New South Wales", "NSW"),
        "03": ("Northern Territory", "NT"),
        "04": ("Queensland", "QLD"),
        "05": ("South Australia", "SA"),
        "06": ("Tasmania", "TAS"),
        "07": ("Victoria", "VIC"),
        "08": ("Western Australia", "WA"),
    },
    "CA": {
        "01": ("Alberta", "AB"),
        "02": ("British Columbia", "BC"),
        "03": ("Manitoba", "MB"),
        "04": ("New Brunswick", "NB"),
        "05": ("Newfoundland and Labrador", "NL", "Newfoundland"),
        "07": ("Nova Scotia", "NS"),
        "08": ("Ontario", "ON"),
        "09": ("Prince Edward Island", "PE", "PEI"),
        "10": ("Quebec", "QC", "PQ"),
        "11": ("Saskatchewan", "SK"),
        "12": ("Yukon", "YT"),
        "13": ("Northwest Territories", "NT"),
        "14": ("Nunavut", "NU"),
    },
    "GB": {
        "ENG": ("England",),
        "NIR": ("Northern Ireland",),
        "SCT": ("Scotland",),
        "WLS": ("Wales",),
    },
}


class Area(NamedTuple):
    """A country, or one state of it; codes as in GeoNames, ``state`` empty for the whole country."""

    country: str
    state: str = ""


class Countries:
    """The names of countries and states, both ways.

    Made from ISO code -> (GeoNames' name, three-letter ISO code) and postal code -> state of the US.
    """

    def __init__(self, iso: Mapping[str, tuple[str, str]], us_states: Mapping[str, str]) -> None:
        self._countries = {code: COUNTRY_NAMES.get(code, (name,))[0] for code, (name, _) in iso.items()}
        american = {code: (name, code) for code, name in us_states.items()}
        states: dict[str, Mapping[str, tuple[str, ...]]] = {**STATE_NAMES, "US": american}
        self._states = {Area(c, s): names for c, of in states.items() for s, names in of.items()}
        self._named: dict[str, set[Area]] = {}
        self._short: dict[str, set[Area]] = {}
        for code, (name, iso3) in iso.items():
            for written in (name, *COUNTRY_NAMES.get(code, ())):
                self._named.setdefault(_key(written), set()).add(Area(code))
            for written in (code, iso3):
                self._short.setdefault(_key(written), set()).add(Area(code))
        for area, (name, *short) in self._states.items():
            self._named.setdefault(_key(name), set()).add(area)
            for written in short:
                self._short.setdefault(_key(written), set()).add(area)

    def country(self, code: str) -> str:
        """The name to show."""
        return self._countries.get(code, code)

    def state(self, area: Area) -> str:
        """The name to show; "" where the states of that country are not known."""
        return self._states.get(area, ("",))[0]

    def named(self, text: str) -> set[Area]:
        """What a name stands for by itself: "Georgia" for a country and a state, "LA" for none."""
        return self._named.get(_key(text), set())

    def qualifying(self, text: str) -> set[Area]:
        """What it stands for behind a comma, where codes count too: "TX", "UK", "CA" (two of them)."""
        return self.named(text) | self._short.get(_key(text), set())


def _key(name: str) -> str:
    return fold(name).replace(" ", "")  # "U.K." like "UK"


_TODAY = {_key(name): names[0] for names in COUNTRY_NAMES.values() for name in names}


def country_name(written: str) -> str:
    """The registry's present name of a country that a record may have under an older one.

    >>> country_name("Korea, Republic of"), country_name("Belarus"), country_name("Atlantis")
    ('South Korea', 'Belarus', 'Atlantis')
    """
    return _TODAY.get(_key(written), written)
