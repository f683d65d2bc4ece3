"""Countries and states under all the names that people and records give them.

The registry's present spelling is the one shown; GeoNames has it too except where COUNTRY_NAMES differs.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from indexer.places.states import name_key, read_states

# ISO code -> the registry's name today, then older, longer and local ones that GeoNames does not give.
COUNTRY_NAMES: dict[str, tuple[str, ...]] = {
    "AE": ("United Arab Emirates", "UAE", "Emirates"),
    "AM": ("Armenia", "Hayastan", "Հայաստան"),
    "AR": ("Argentina",),
    "AT": ("Austria", "Österreich"),
    "AU": ("Australia",),
    "BE": ("Belgium", "België", "Belgique"),
    "BD": ("Bangladesh", "বাংলাদেশ"),
    "BG": ("Bulgaria", "България"),
    "BO": ("Bolivia", "Bolivia, Plurinational State of"),
    "BN": ("Brunei", "Brunei Darussalam"),
    "BR": ("Brazil", "Brasil"),
    "BS": ("Bahamas", "The Bahamas"),
    "BY": ("Belarus", "Беларусь", "Белоруссия", "Byelorussia"),
    "CA": ("Canada",),
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
    "DZ": ("Algeria", "Algérie", "الجزائر"),
    "EE": ("Estonia", "Eesti"),
    "EG": ("Egypt", "Arab Republic of Egypt", "مصر"),
    "ES": ("Spain", "España"),
    "FI": ("Finland", "Suomi"),
    "FM": ("Micronesia", "Micronesia, Federated States of"),
    "FR": ("France", "Francia", "Frankreich"),
    "GB": ("United Kingdom", "UK", "Great Britain", "Britain"),
    "GE": ("Georgia", "Sakartvelo", "საქართველო"),
    "GM": ("Gambia", "The Gambia"),
    "GR": ("Greece", "Hellas", "Ελλάδα"),
    "HK": ("Hong Kong", "Hong Kong SAR", "香港"),
    "HR": ("Croatia", "Hrvatska"),
    "HU": ("Hungary", "Magyarország"),
    "IE": ("Ireland", "Republic of Ireland", "Éire"),
    "IL": ("Israel", "ישראל"),
    "IN": ("India", "Bharat", "भारत"),
    "IR": ("Iran", "Iran, Islamic Republic of", "Islamic Republic of Iran", "ایران"),
    "IS": ("Iceland", "Ísland"),
    "IT": ("Italy", "Italia"),
    "JP": ("Japan", "日本"),
    "KP": ("North Korea", "Korea, Democratic People's Republic of"),
    "KR": ("South Korea", "Korea, Republic of", "Republic of Korea", "Korea", "한국", "대한민국"),
    "KZ": ("Kazakhstan", "Қазақстан", "Казахстан"),
    "LA": ("Laos", "Lao People's Democratic Republic", "Lao PDR"),
    "LT": ("Lithuania", "Lietuva"),
    "LU": ("Luxembourg", "Luxemburg", "Lëtzebuerg"),
    "LV": ("Latvia", "Latvija"),
    "LY": ("Libya", "Libyan Arab Jamahiriya"),
    "MA": ("Morocco", "Maroc", "المغرب"),
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
    "PK": ("Pakistan", "پاکستان"),
    "PS": (
        "Palestinian Territories",
        "Palestinian Territory",
        "Palestinian Territory, Occupied",
        "Palestine",
    ),
    "RE": ("Réunion",),
    "RS": ("Serbia", "Srbija", "Србија"),
    "RU": ("Russia", "Russian Federation", "Россия"),
    "SE": ("Sweden", "Sverige"),
    "SI": ("Slovenia", "Slovenija"),
    "SK": ("Slovakia", "Slovensko", "Slovak Republic"),
    "ST": ("São Tomé and Príncipe",),
    "SY": ("Syria", "Syrian Arab Republic"),
    "SZ": ("Eswatini", "Swaziland"),
    "TH": ("Thailand", "ประเทศไทย"),
    "TL": ("Timor-Leste", "East Timor"),
    "TN": ("Tunisia", "Tunisie", "تونس"),
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


class Area(NamedTuple):
    """A country, or one state of it; codes as in GeoNames, ``state`` empty for the whole country."""

    country: str
    state: str = ""


class Countries:
    """The names of countries and states, both ways. Made from ISO code -> GeoNames' name, three-letter ISO code."""

    def __init__(self, iso: Mapping[str, tuple[str, str]]) -> None:
        self._countries = {code: COUNTRY_NAMES.get(code, (name,))[0] for code, (name, _) in iso.items()}
        self._states = {Area(state.country, state.code): state.name for state in read_states()}
        self._named: dict[str, set[Area]] = {}
        self._short: dict[str, set[Area]] = {}
        for code, (name, iso3) in iso.items():
            _put(self._named, (name, *COUNTRY_NAMES.get(code, ())), Area(code))
            _put(self._short, (code, iso3), Area(code))
        for state in read_states():
            _put(self._named, (state.name, *state.also), Area(state.country, state.code))
            _put(self._short, state.short, Area(state.country, state.code))

    def country(self, code: str) -> str:
        """The name to show."""
        return self._countries.get(code, code)

    def state(self, area: Area) -> str:
        """The name to show; "" where the states of that country are not known."""
        return self._states.get(area, "")

    def named(self, text: str) -> set[Area]:
        """What a name stands for by itself: "Georgia" for a country and a state, "LA" for none."""
        return self._named.get(name_key(text), set())

    def qualifying(self, text: str) -> set[Area]:
        """What it stands for behind a comma, where codes count too: "TX", "UK", "CA" (two of them)."""
        return self.named(text) | self._short.get(name_key(text), set())


def _put(areas: dict[str, set[Area]], names: Iterable[str], area: Area) -> None:
    for name in names:
        areas.setdefault(name_key(name), set()).add(area)


_TODAY = {name_key(name): names[0] for names in COUNTRY_NAMES.values() for name in names}
_CODES = {names[0]: code for code, names in COUNTRY_NAMES.items()}


def country_name(written: str) -> str:
    """The registry's present name of a country that a record may have under an older one.

    >>> country_name("Korea, Republic of"), country_name("Belarus"), country_name("Atlantis")
    ('South Korea', 'Belarus', 'Atlantis')
    """
    return _TODAY.get(name_key(written), written)


def country_code(name: str) -> str:
    """The ISO code of a country of the table by its present name; "" for others, whose states are not known either."""
    return _CODES.get(name, "")
