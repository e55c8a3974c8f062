"""Short names of councils for the squares of the tile map, at most two lines of nine letters.

Counties go by their usual abbreviations; the full name always stands beside the short one for readers.
"""

import textwrap

_PAIRS = """
Barking and Dagenham=Barking & Dag|Bath and North East Somerset=Bath & NES|Birmingham=B’ham
Blackburn with Darwen=Black- burn|Blackpool=Black- pool|Bournemouth, Christchurch and Poole=BCP
Bracknell Forest=Brack- nell|Brighton and Hove=Brighton & Hove|Bristol, City of=Bristol
Buckinghamshire=Bucks|Calderdale=Calder- dale|Cambridgeshire=Cambs|Central Bedfordshire=Central Beds
Cheshire East=Cheshire E|Cheshire West and Chester=Cheshire W|City of London=City|County Durham=Durham
Cumberland=Cumber- land|Darlington=Darling- ton|Derbyshire=Derbys|Doncaster=Don- caster
East Riding of Yorkshire=E Riding|East Sussex=E Sussex|Gateshead=Gates- head|Gloucestershire=Glos
Greenwich=Green- wich|Hammersmith and Fulham=H’smith & Fulham|Hampshire=Hants|Hartlepool=Hartle- pool
Herefordshire, County of=Hereford|Hertfordshire=Herts|Hillingdon=Hilling- don|Isle of Wight=Isle of Wight
Isles of Scilly=Scilly|Kensington and Chelsea=Ken & Chelsea|Kingston upon Hull, City of=Hull
Kingston upon Thames=Kingston|Lancashire=Lancs|Leicestershire=Leics|Lincolnshire=Lincs
Manchester=Man- chester|Middlesbrough=Middles- brough|Milton Keynes=Milton Keynes
Newcastle upon Tyne=New- castle|North East Lincolnshire=NE Lincs|North Lincolnshire=N Lincs
North Northamptonshire=N N’hants|North Somerset=North Som|North Tyneside=North Tyne
North Yorkshire=North Yorks|Northumberland=North- umb|Nottingham=Notting- ham|Nottinghamshire=Notts
Oxfordshire=Oxon|Peterborough=Peter- borough|Portsmouth=Ports- mouth|Redcar and Cleveland=Redcar & Clev
Richmond upon Thames=Rich- mond|Rotherham=Rother- ham|Shropshire=Shrop- shire
South Gloucestershire=South Glos|South Tyneside=South Tyne|Southampton=Soton|Southend-on-Sea=Southend
Southwark=South- wark|Staffordshire=Staffs|Stockton-on-Tees=Stockton|Stoke-on-Trent=Stoke
Sunderland=Sunder- land|Telford and Wrekin=Telford|Tower Hamlets=Tower Hamlets|Waltham Forest=Waltham Forest
Wandsworth=Wands- worth|Warrington=Warring- ton|Warwickshire=Warks|West Berkshire=West Berks
West Northamptonshire=W N’hants|West Sussex=W Sussex|Westminster=West- minster
Westmorland and Furness=Westm & Furness|Windsor and Maidenhead=Windsor|Wokingham=Woking- ham
Wolverhampton=Wolver- hampton|Worcestershire=Worcs
"""
SHORT_NAMES = dict(pair.strip().split("=") for pair in _PAIRS.strip().replace("\n", "|").split("|"))
LINE = 9
SOFT_HYPHEN = "\u00ad"


def short_name(name: str) -> str:
    """The council's short name; one that is not in the list is cut after two lines of nine letters."""
    if name in SHORT_NAMES:
        return SHORT_NAMES[name].replace("- ", SOFT_HYPHEN)
    lines = textwrap.wrap(name.replace(" and ", " & "), LINE, max_lines=2, placeholder="")
    return " ".join(lines) or name[:LINE]
