"""The words that errors are planted with, apart from those that the checks know."""

MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}
SEASONS = {"nb": "våren sommeren høsten", "en": "spring summer autumn"}
NUMBERS = {
    "nb": "to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten"
    " atten nitten tjue tretti førti femti seksti sytti åtti nitti",
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety",
}
ORDINALS = {
    "nb": "tredje fjerde femte sjette sjuende åttende niende tiende",
    "en": "third fourth fifth sixth seventh eighth ninth tenth",
}
UNITS = {
    "nb": {
        "prosent": "promille",
        "%": "‰",
        "kroner": "euro",
        "euro": "kroner",
        "kvadratmeter": "kvadratkilometer",
        "GWh": "MWh",
    },
    "en": {
        "%": "‰",
        "NOK": "EUR",
        "EUR": "NOK",
        "square metres": "square kilometres",
        "GWh": "MWh",
    },
}
LARGE = {
    "nb": {
        "million": "milliard",
        "millioner": "milliarder",
        "milliard": "million",
        "milliarder": "millioner",
    },
    "en": {"million": "billion", "billion": "million"},
}
NEGATIONS = {
    "nb": "ikke ingen intet aldri uten verken",
    "en": "not no never without neither cannot",
}
VERBS = {
    "nb": "er var ble blir har hadde kan kunne skal skulle må vil ville bør",
    "en": "is was are were has had can could will would must should",
}
NOT = {"nb": "ikke", "en": "not"}
AND = {"nb": "og|eller", "en": "and|or"}
# People outside the section of people; those of the board are taken from it.
PEOPLE = ("Petter Arnesen", "Jan Christian Vestre", "Trude Tinnlund", "Pål Runde")
