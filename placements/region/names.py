"""Invented names, addresses and numbers that can belong to nobody.

E-mail addresses stand under the reserved domains of RFC 2606, telephone numbers in the ranges Ofcom keeps
for drama (07700 900000 to 900999, 0113 496 0000 to 0999).
"""

import unicodedata
from random import Random

WOMEN = (
    "Aaliyah", "Abena", "Agnieszka", "Aisha", "Amara", "Anjali", "Anne-Marie", "Aoife", "Beth", "Bilkis",
    "Bronagh", "Carys", "Chloë", "Claire", "Comfort", "Daniela", "Dawn", "Denise", "Ebony", "Elif", "Esther",
    "Fatima", "Fiona", "Folasade", "Gloria", "Grace", "Gurpreet", "Habiba", "Hannah", "Hoda", "Ilse", "Ioana",
    "Jacqueline", "Jo", "Joanne", "Kateryna", "Keisha", "Khadija", "Leanne", "Lucía", "Mairéad", "Małgorzata",
    "Mei-Ling", "Mercy", "Michelle", "Naomi", "Niamh", "Nasreen", "Olena", "Patience", "Pauline", "Priya",
    "Rachel", "Renée", "Rosa", "Ruth", "Samira", "Sandra", "Siobhán", "Sian", "Sofía", "Sunita", "Susan",
    "Thandiwe", "Thi Lan", "Tracey", "Uzma", "Wendy", "Yasmin", "Zainab", "Zofia", "Zoë",
)  # fmt: skip
MEN = (
    "Abdul", "Adebayo", "Ahmed", "Alan", "Amrit", "Andrius", "Ben", "Bilal", "Carlos", "Cheng", "Ciarán",
    "Colin", "Curtis", "Dai", "Darren", "David", "Delroy", "Dmytro", "Emeka", "Emlyn", "Farid", "Gareth",
    "Gary", "George", "Hamza", "Harjit", "Hassan", "Ian", "Ibrahim", "Imran", "Jamal", "James", "Jean-Paul",
    "Joaquín", "José", "Keith", "Kwame", "Lamin", "Lech", "Leroy", "Luke", "Mark", "Martin", "Mehmet", "Michael",
    "Mohammed", "Neil", "Noël", "Oluwaseun", "Omar", "Owain", "Patrick", "Paul", "Peter", "Rahul", "Ramón",
    "Ray", "Ricardo", "Robert", "Samuel", "Seán", "Simon", "Stephen", "Tariq", "Terry", "Tomasz", "Tunde",
    "Viktor", "Wei", "Winston", "Yusuf", "Zoltán",
)  # fmt: skip
SURNAMES = (
    "Abiola", "Adeyemi", "Ahmed", "Akhtar", "Ali", "Atkinson", "Bailey", "Barker", "Begum", "Bell", "Bianchi",
    "Booth", "Boyle", "Brown", "Campbell", "Chan", "Clarke", "Clegg", "Cohen", "D'Souza", "Da Silva", "Davies",
    "De Groot", "Diallo", "Dobson", "Doyle", "Edwards", "Ellis-Jones", "Evans", "Fernández", "Fletcher",
    "Francis", "García", "Ghebremichael", "Goldberg", "Grant", "Green", "Griffiths", "Gupta", "Haider", "Hall",
    "Hardcastle", "Harrison", "Hassan", "Hughes", "Hussain", "Ibrahim", "Iqbal", "Jackson", "Jones", "Kamara",
    "Kaur", "Kelly", "Khan", "Kowalska", "Kovács", "Lewis", "Li", "MacDonald", "Mahmood", "Marszałek", "Martin",
    "McCarthy", "Mensah", "Mitchell", "Mohamed", "Moore", "Müller", "Mwangi", "Nguyen", "Nowak", "Nwosu",
    "O'Brien", "O'Connor", "O'Neill", "Okafor", "Okonkwo-Bright", "Osei", "Owen", "Oyelaran", "Patel", "Pham",
    "Phillips", "Popescu", "Powell", "Price", "Rahman", "Reid", "Roberts", "Robinson", "Rossi", "Said", "Scott",
    "Shah", "Sharma", "Singh", "Smith", "St John", "Stewart", "Sykes", "Taylor", "Tesfaye", "Thompson",
    "Van der Berg", "Walker", "Wilkinson", "Williams", "Wójcik", "Wood", "Yeboah", "Yilmaz", "Zhang",
)  # fmt: skip
ONE_WORD = ("Suharto", "Teferi", "Mayawati", "Ngawang", "Sukarno", "Winda")
AGENCIES = (
    "Ashlantern", "Brackenlow", "Cindermoor", "Dapplewell", "Elverstone", "Fernhallow", "Gorsewick",
    "Hazelbarrow", "Inglemere", "Juniperfold", "Kestrelgate", "Larkspinney", "Mossanby", "Nettlecombe Rise",
    "Oxlipford", "Pellowgate", "Quillhaven", "Rushenby", "Sorrelhythe", "Tamselbridge", "Umberley Vale",
    "Wrenstead", "Yarrowside", "Thistlemarch", "Copperfield Beck", "Larchwater",
)  # fmt: skip
VOLUNTARY_ENDS = ("Families Trust", "Fostering Trust", "Children's Society")
PRIVATE_ENDS = ("Fostering", "Foster Care", "Fostering Services", "Family Placement")
# Where the council's own name is not its area's name and "Council".
COUNCIL_NAMES = {
    "Bristol, City of": "Bristol City Council",
    "City of London": "City of London Corporation",
    "County Durham": "Durham County Council",
    "Herefordshire, County of": "Herefordshire Council",
    "Isles of Scilly": "Council of the Isles of Scilly",
    "Kingston upon Hull, City of": "Hull City Council",
    "Westminster": "Westminster City Council",
    "Wolverhampton": "City of Wolverhampton Council",
    "York": "City of York Council",
}
CITIES = (
    "Birmingham", "Coventry", "Derby", "Leeds", "Leicester", "Liverpool", "Manchester", "Newcastle upon Tyne",
    "Nottingham", "Peterborough", "Plymouth", "Portsmouth", "Salford", "Sheffield", "Southampton",
    "Stoke-on-Trent", "Sunderland",
)  # fmt: skip
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "đ": "d", "ß": "ss"})


def council_name(area: str, council_type: str) -> str:
    """What a council calls itself: "Leeds City Council", "Kent County Council", else "NAME Council"."""
    if area in COUNCIL_NAMES:
        return COUNCIL_NAMES[area]
    if area in CITIES:
        return f"{area} City Council"
    return f"{area} County Council" if council_type == "county" else f"{area} Council"


def person(rng: Random, sex: str) -> str:
    """A full name; one in sixty is a single word, as some people's names are."""
    if rng.random() < 1 / 60:
        return rng.choice(ONE_WORD)
    return f"{rng.choice(WOMEN if sex == 'F' else MEN)} {rng.choice(SURNAMES)}"


def household(rng: Random, carers: str) -> str:
    """The name of a home: of a couple both names, sharing a surname two times in three."""
    if carers != "couple":
        return person(rng, "M" if carers == "single_m" else "F")
    first = rng.choice(WOMEN)
    second = rng.choice(WOMEN if rng.random() < 0.06 else MEN)
    surname = rng.choice(SURNAMES)
    if rng.random() < 2 / 3:
        return f"{first} and {second} {surname}"
    return f"{first} {surname} and {second} {rng.choice(SURNAMES)}"


def each_of(home: str) -> list[str]:
    """The full names in the name of a home, as `household` makes them."""
    first, _, second = home.partition(" and ")
    if not second:
        return [home]
    given = next((name for name in (*WOMEN, *MEN) if second.startswith(f"{name} ")), second.split()[0])
    return [f"{first}{second.removeprefix(given)}" if first in WOMEN else first, second]


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain.replace("'", "")).split())


def email(name: str, number: int) -> str:
    """An address that can't be delivered: example.org and its like are reserved."""
    return f"{slug(name).replace('-', '.')[:40]}{number}@example.{('org', 'com', 'net')[number % 3]}"


def mobile(rng: Random) -> str:
    return f"07700 900{rng.randrange(1000):03d}"


def landline(rng: Random) -> str:
    return f"0113 496 0{rng.randrange(1000):03d}"


def postcode(rng: Random, sector: str) -> str:
    """A postcode of the right shape in a sector; nobody looked up whether it exists."""
    return sector + rng.choice(_INWARD) + rng.choice(_INWARD)
