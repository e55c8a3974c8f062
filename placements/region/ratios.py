"""The numbers a region is made from. What no source gives is an assumption, and says so.

Ofsted: Fostering in England, 31 March 2025 and earlier years as named (rounded to 5 at source).
DfE: Children looked after in England, 31 March 2025.
"""

# Ofsted 2025: 33,435 mainstream households hold 69,825 approved places, of which 42,015 are filled.
FILLED_SHARE = 42_015 / 69_825
# Shares of mainstream households by number of places; the mean is 2.09, as 69,825 / 33,435.
PLACES_PER_HOUSEHOLD = {1: 0.29, 2: 0.40, 3: 0.25, 4: 0.05, 5: 0.01}
# Ofsted 2017, the last year with the number: 15,520 of 83,930 places were not available.
NOT_AVAILABLE_SHARE = 0.18
# DfE's 54,820 fostered children less Ofsted's 42,015 in mainstream places: the rest live with family and friends.
FAMILY_AND_FRIENDS_SHARE = 1 - 42_015 / 54_820
# Ofsted 2021: 65 % of all 42,190 households are councils' own; less 8,755 family and friends, of 33,435.
OWN_SERVICE_SHARE = (0.65 * 42_190 - 8_755) / 33_435
# Independent agencies: voluntary ones hold the smaller part. Assumption after DfE's providers, 7 % against 40 %.
VOLUNTARY_SHARE = 0.15

# Ofsted: "almost 150,000" enquiries a year against 33,435 mainstream households.
ENQUIRIES_PER_HOUSEHOLD = 150_000 / 33_435
# Ofsted 2023: 25,820 of 125,195 enquiries came to councils.
ENQUIRIES_TO_COUNCILS = 25_820 / 125_195
# Ofsted 2023: 12 % of councils' enquiries became applications, 5 % of independent agencies', 6 % together.
CONVERSION = {"council_service": 0.12, "voluntary": 0.05, "private": 0.05}
# Ofsted 2024: 4,055 households approved and 4,820 deregistered in a year, of 33,745.
APPROVED_A_YEAR = 4_055 / 33_745
DEREGISTERED_A_YEAR = 4_820 / 33_745
# Ofsted 2022-23: three in four approvals took eight months or less from application.
DAYS_TO_DECISION = (150, 270)

# The fostered part of each DfE age band is not published. Assumption: these shares of the looked-after
# children of each band, which come to 54,912 for England against DfE's 54,820 fostered.
FOSTERED_OF_BAND = {"under_1": 0.85, "age_1_4": 0.80, "age_5_9": 0.85, "age_10_15": 0.68, "age_16_plus": 0.45}
# England 2025, for a council whose own figure is suppressed: shares of its looked-after children.
ENGLAND = {
    "under_1": 3_630 / 81_770,
    "age_1_4": 10_030 / 81_770,
    "age_5_9": 15_110 / 81_770,
    "age_10_15": 30_930 / 81_770,
    "age_16_plus": 22_060 / 81_770,
    "foster_placements": 54_820 / 81_770,
    "over_20_miles": 18_120 / 81_770,
    "outside_council": 36_350 / 81_770,
    "started": 0.40,  # some 33,000 in the year
}
# Of the children who start to be looked after, those fostered first. Assumption.
FOSTERED_OF_STARTED = 0.72
# Starts a year to children fostered, at most: at Kent most who start are unaccompanied young people who move
# to other councils within days (National Transfer Scheme), which no steady rate of leaving can show.
STARTED_AT_MOST = 0.5
KM_OF_20_MILES = 32.187
# Rate of moves between foster homes a year: England's 9,630 moves because of carers or allegations, and a
# like number for care plans, over 54,820 fostered children.
MOVES_A_YEAR = 2 * 9_630 / 54_820
# Most leave within the first year: the rate of leaving before and after it, against the mean. Assumption.
LEAVING_FIRST_YEAR, LEAVING_LATER = 1.9, 0.7

# Brothers and sisters who come into care together, by number. Assumption after the Children's Commissioner,
# 2023 (four in five looked-after children have a sibling in care).
GROUP_SIZES = {1: 0.54, 2: 0.27, 3: 0.13, 4: 0.05, 5: 0.01}
# The part of an adjoining council that the region holds ("a few homes and children"), and its least size.
ADJOINING_SHARE, ADJOINING_LEAST = 0.05, 12
# Open referrals to fostered children: some ten days of search for each start and move. Assumption.
OPEN_REFERRALS_SHARE = 0.03
