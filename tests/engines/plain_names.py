"""The names that places have in the index, written out by hand for the real records that tests read.

Made by looking at every name in those records, not by the product's code: a rule that changes another one shows.
"""

COUNTRIES = {
    "Czech Republic": "Czechia",
    "Iran, Islamic Republic of": "Iran",
    "Korea, Republic of": "South Korea",
    "Russian Federation": "Russia",
    "Turkey": "Turkey (Türkiye)",
}

# Country of today -> name of the state -> what records write; under "" what says nothing.
STATES: dict[str, dict[str, tuple[str, ...]]] = {
    "Argentina": {
        "Buenos Aires City": ("Buenos Aires F.D.", "Caba", "Ciudad Auton. de Buenos Aires"),
        "La Pampa": ("La Pampa Province",),
        "Santa Fe": ("Santa Fe Province",),
        "Tucumán": ("Tucumán Province",),
    },
    "Australia": {
        "Queensland": ("Queens Land",),
    },
    "Austria": {
        "": ("Austria",),
    },
    "Belgium": {
        "Brussels": ("Brussels Capital", "Bruxelles Région", "Bruxelles-Capitale, Region de"),
        "Flanders": ("Oost - Vlaanderen",),
    },
    "Brazil": {
        "Bahia": ("Estado de Bahia",),
        "Espírito Santo": ("Espírito Santo (ES)",),
        "Goiás": ("State of Goiás",),
        "Paraná": ("Parana",),
        "Pará": ("Para",),
        "Piauí": ("Piauí (PI)",),
        "Rio Grande do Sul": ("Rio Grande Do Sul", "Rio Grande Do Sul (RS)"),
        "Santa Catarina": ("State of Santa Catarina",),
        "São Paulo": ("SP", "Sao Paulo", "Sp"),
    },
    "Canada": {
        "Ontario": ("Ont", "Ontario (ON)", "Ontario - on"),
        "Prince Edward Island": ("PEI",),
    },
    "China": {
        "Beijing": ("Beijing Municipality",),
        "Chongqing": ("Chongqing Municipality",),
        "Guangxi": ("Guangxi Zhuang",),
        "Inner Mongolia": ("InnerMongolia",),
        "Jilin": ("Changchun/JiLin",),
        "Shaanxi": ("Shaanxi Sheng",),
        "Shanghai": ("Shanghai Municipality",),
        "Tianjin": ("Tianjin Municipality",),
    },
    "Cyprus": {
        "": ("None Selected",),
    },
    "Czechia": {
        "": ("Czech Republic",),
    },
    "Denmark": {
        "": ("Denmark",),
    },
    "Egypt": {
        "": ("None Selected",),
    },
    "France": {
        "": ("Cedex", "France"),
        "Provence-Alpes-Côte d'Azur": ("Provence-Alpes-Côte d'Azur Region",),
        "Île-de-France": ("Ile-de-France", "Île-de-France Region"),
    },
    "Germany": {
        "": ("Germany",),
        "Baden-Württemberg": ("Baden-Wurttemberg",),
        "Berlin": ("State of Berlin",),
        "Mecklenburg-Western Pomerania": ("Mecklenburg-Vorpommern",),
        "North Rhine-Westphalia": ("Nordrhein-Westfalen",),
        "Saxony": ("Sachsen",),
    },
    "India": {
        "Delhi": ("National Capital Territory of Delhi",),
        "Tamil Nadu": ("Tamilnadu",),
    },
    "Iran": {
        "": ("Outside of the US",),
    },
    "Israel": {
        "": ("Israel",),
    },
    "Japan": {
        "Aichi": ("Aichi-ken",),
        "Hyogo": ("Hyōgo",),
        "Ishikawa": ("Ishikawa-ken",),
        "Kagawa": ("Kagawa-ken",),
        "Mie": ("Mie-ken",),
        "Oita": ("Oita Prefecture",),
        "Okayama": ("Okayama-ken",),
    },
    "Mexico": {
        "Baja California": ("Estado de Baja California",),
        "Mexico City": ("Distrito Federal", "Mexico CITY (federal District)"),
        "Nuevo León": ("Nuevo Leon",),
        "State of Mexico": ("Edo. de México",),
        "Yucatán": ("Yucatan",),
    },
    "Netherlands": {
        "": ("Netherlands",),
    },
    "Poland": {
        "": ("Poland",),
        "Greater Poland": ("Greater Poland Voivodeship",),
        "Holy Cross": ("Świętokrzyskie Voivodeship",),
        "Kuyavia-Pomerania": ("Kuyavian-Pomeranian Voivodeship",),
        "Lesser Poland": ("Lesser Poland Voivodeship", "Malopolskie"),
        "Lower Silesia": ("Dolnoslaskie", "Lower Silesian Voivodeship"),
        "Lublin": ("Lublin Voivodeship",),
        "Mazovia": ("Masovian Voivodeship", "Mazowieckie"),
        "Opole": ("Opolskie",),
        "Podlasie": ("Podlaskie Voivodeship",),
        "Pomerania": ("Pomeranian Voivodeship", "Pomorskie"),
        "Silesia": ("Silesian Voivodeship",),
        "Subcarpathia": ("Podkarpackie Voivodeship",),
        "West Pomerania": ("West Pomeranian Voivodeship",),
        "Łódź": ("Łódź Voivodeship",),
    },
    "Puerto Rico": {
        "": ("Puerto Rico",),
    },
    "Singapore": {
        "": ("Singapore",),
    },
    "South Korea": {
        "": ("Korea", "Republic of Korea"),
        "Busan": ("Busan Gwang'yeogsi",),
        "Daegu": ("Daegu Gwang'yeogsi",),
        "Gangwon": ("Gang''weondo",),
        "Gyeonggi": ("Gyeonggi Province", "Gyeonggi-do", "Gyeonggido"),
        "Incheon": ("Incheon Gwang''yeogsi", "Incheon Gwang'yeogsi"),
        "North Chungcheong": ("Chungcheongbukdo",),
        "North Gyeongsang": ("Gyeongsangbukdo",),
        "Seoul": ("Seoul Teugbyeolsi", "Seoulteukbyeolsi"),
        "South Chungcheong": ("Chungcheongnam-do",),
        "South Gyeongsang": ("Gyeongsangnam-do",),
        "Ulsan": ("Ulsan Gwang'yeogsi",),
    },
    "Spain": {
        "": ("Spain",),
        "Andalusia": ("Andalucía",),
        "Asturias": ("Principality of Asturias",),
        "Catalonia": ("Catalunya", "Cataluña"),
        "Madrid": ("Madrid, Comunidad de",),
        "Valencia": ("Valenciana, Comunitat",),
    },
    "Switzerland": {
        "Basel-City": ("Canton of Basel-City",),
        "Bern": ("Berne", "Canton of Bern"),
        "Geneva": ("Canton of Geneva",),
        "Solothurn": ("Canton of Solothurn",),
        "St. Gallen": ("Canton of St. Gallen", "Saint Gallen"),
        "Ticino": ("Canton Ticino",),
        "Vaud": ("Canton of Vaud",),
        "Zurich": ("Canton of Zurich",),
    },
    "Taiwan": {
        "": ("None Selected", "Please Select", "Taiwan"),
    },
    "Turkey (Türkiye)": {
        "": ("None Selected", "Turkey"),
    },
}
_STATES = {
    (country, one): name
    for country, states in STATES.items()
    for name, written in states.items()
    for one in written
}
SAINTS_IN = ("United States", "United Kingdom", "Australia", "Russia")
SAINTS = ("Saint ", "St ", "Saint-", "St-")


def plain_names(country: str, state: str, city: str) -> tuple[str, str, str]:
    """Country, state and city as the index has them."""
    country = COUNTRIES.get(country, country)
    city = city.strip(",")
    if country == "United States" and city.startswith("Washington D.C"):
        return country, "District of Columbia", "Washington"
    for saint in SAINTS:
        if country in SAINTS_IN and city.startswith(saint):
            city = f"St. {city.removeprefix(saint)}"
    return country, _STATES.get((country, state), state), city
