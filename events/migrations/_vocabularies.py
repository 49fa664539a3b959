"""What a new store knows before anything is entered: event types and predicates.

The tree of types holds every event and sub-event type of the ACLED codebook (2024) and is widened for ordinary news.
Each colour reads on white (contrast above 4.5, WCAG 2.2 AA) and no two are the same; a branch shares a hue.
"""

from typing import NamedTuple


class EventType(NamedTuple):
    slug: str
    label: str
    parent: str
    colour: str
    acled_event: str = ""
    acled_sub_event: str = ""


class Predicate(NamedTuple):
    slug: str
    label: str
    value_kind: str
    unit: str = ""


#: Parents before their children.
# fmt: off
EVENT_TYPES = [
    EventType("political-violence", "Political violence", "", "#920d03"),
    EventType("battle", "Battle", "political-violence", "#b3102a", "Battles"),
    EventType("armed-clash", "Armed clash", "battle", "#960330", "Battles", "Armed clash"),
    EventType("takeover-of-territory", "Takeover of territory", "battle", "#c52d23", "Battles", "Non-state actor overtakes territory"),
    EventType("recovery-of-territory", "Recovery of territory", "battle", "#850510", "Battles", "Government regains territory"),
    EventType("offensive", "Offensive", "battle", "#d3384e", "Battles"),
    EventType("explosion-or-remote-violence", "Explosion or remote violence", "political-violence", "#b2580b", "Explosions/Remote violence"),
    EventType("suicide-bombing", "Suicide bombing", "explosion-or-remote-violence", "#a14206", "Explosions/Remote violence", "Suicide bomb"),
    EventType("air-or-drone-strike", "Air or drone strike", "explosion-or-remote-violence", "#b06000", "Explosions/Remote violence", "Air/drone strike"),
    EventType("shelling", "Shelling, artillery or missile attack", "explosion-or-remote-violence", "#854505", "Explosions/Remote violence", "Shelling/artillery/missile attack"),
    EventType("landmine-or-ied", "Landmine or improvised bomb", "explosion-or-remote-violence", "#bd5401", "Explosions/Remote violence", "Remote explosive/landmine/IED"),
    EventType("grenade-attack", "Grenade attack", "explosion-or-remote-violence", "#9c5909", "Explosions/Remote violence", "Grenade"),
    EventType("chemical-weapon-attack", "Chemical weapon attack", "explosion-or-remote-violence", "#c84e05", "Explosions/Remote violence", "Chemical weapon"),
    EventType("violence-against-civilians", "Violence against civilians", "political-violence", "#8e0746", "Violence against civilians"),
    EventType("attack-on-civilians", "Attack on civilians", "violence-against-civilians", "#710341", "Violence against civilians", "Attack"),
    EventType("abduction", "Abduction or forced disappearance", "violence-against-civilians", "#a80645", "Violence against civilians", "Abduction/forced disappearance"),
    EventType("sexual-violence", "Sexual violence", "violence-against-civilians", "#620329", "Violence against civilians", "Sexual violence"),
    EventType("attack-campaign", "Attack campaign", "political-violence", "#a73301"),
    EventType("demonstration", "Demonstration", "", "#8a7300"),
    EventType("protest", "Protest", "demonstration", "#604a02", "Protests"),
    EventType("peaceful-protest", "Peaceful protest", "protest", "#503906", "Protests", "Peaceful protest"),
    EventType("protest-with-intervention", "Protest with intervention", "protest", "#6c5904", "Protests", "Protest with intervention"),
    EventType("excessive-force-against-protesters", "Excessive force against protesters", "protest", "#3f3101", "Protests", "Excessive force against protesters"),
    EventType("riot", "Riot", "demonstration", "#845500", "Riots"),
    EventType("violent-demonstration", "Violent demonstration", "riot", "#734303", "Riots", "Violent demonstration"),
    EventType("mob-violence", "Mob violence", "riot", "#916607", "Riots", "Mob violence"),
    EventType("strategic-development", "Strategic development", "", "#6e5bdd", "Strategic developments"),
    EventType("security-operation", "Security operation", "strategic-development", "#504dcb", "Strategic developments", "Other"),
    EventType("base-established", "Headquarters or base established", "strategic-development", "#805ddf", "Strategic developments", "Headquarters or base established"),
    EventType("change-to-group", "Change to a group or its activity", "strategic-development", "#5a38b8", "Strategic developments", "Change to group/activity"),
    EventType("disrupted-weapons-use", "Disrupted weapons use", "strategic-development", "#6861e2", "Strategic developments", "Disrupted weapons use"),
    EventType("looting-or-property-destruction", "Looting or destruction of property", "strategic-development", "#754bcc", "Strategic developments", "Looting/property destruction"),
    EventType("transfer-of-territory", "Transfer of territory without violence", "strategic-development", "#5d65e4", "Strategic developments", "Non-violent transfer of territory"),
    EventType("politics", "Politics", "", "#033fb2"),
    EventType("election", "Election", "politics", "#033c77"),
    EventType("referendum", "Referendum", "politics", "#324ac3"),
    EventType("appointment", "Appointment", "politics", "#0a1891"),
    EventType("resignation", "Resignation", "politics", "#0660cd"),
    EventType("legislation", "Legislation", "politics", "#272ea8"),
    EventType("coup", "Coup", "politics", "#01529a", "Strategic developments", "Other"),
    EventType("justice", "Justice", "", "#8133ae"),
    EventType("investigation", "Investigation", "justice", "#6723a3"),
    EventType("arrest", "Arrest", "justice", "#9940b6", "Strategic developments", "Arrests"),
    EventType("trial", "Trial", "justice", "#680489"),
    EventType("verdict", "Verdict", "justice", "#9753d1"),
    EventType("designation", "Designation", "justice", "#822299"),
    EventType("sanction", "Sanction", "justice", "#7b40bf"),
    EventType("diplomacy", "Diplomacy", "", "#138282"),
    EventType("negotiation", "Negotiation", "diplomacy", "#09736c"),
    EventType("agreement", "Agreement", "diplomacy", "#128188", "Strategic developments", "Agreement"),
    EventType("ceasefire", "Ceasefire", "agreement", "#0c6468", "Strategic developments", "Agreement"),
    EventType("demand", "Demand", "diplomacy", "#15827e"),
    EventType("official-visit", "Official visit", "diplomacy", "#027a84"),
    EventType("communication", "Communication", "", "#05556f"),
    EventType("statement", "Statement", "communication", "#024455"),
    EventType("threat", "Threat", "communication", "#0e6288"),
    EventType("publication", "Publication", "communication", "#00384e"),
    EventType("economy", "Economy", "", "#007433"),
    EventType("merger", "Merger or acquisition", "economy", "#07620b"),
    EventType("insolvency", "Insolvency", "economy", "#0d8450"),
    EventType("strike", "Strike", "economy", "#06532c"),
    EventType("society", "Society", "", "#b33ca0"),
    EventType("displacement", "Displacement", "society", "#982b98", "Strategic developments", "Other"),
    EventType("relief-operation", "Relief operation", "society", "#c03f99"),
    EventType("disaster", "Disaster", "", "#045b48"),
    EventType("earthquake", "Earthquake", "disaster", "#014933"),
    EventType("flood", "Flood", "disaster", "#036a5c"),
    EventType("storm", "Storm", "disaster", "#003d32"),
    EventType("drought", "Drought", "disaster", "#0d785b"),
    EventType("wildfire", "Wildfire", "disaster", "#015147"),
    EventType("epidemic", "Epidemic", "disaster", "#006243"),
    EventType("accident", "Accident", "", "#566a09"),
    EventType("transport-accident", "Transport accident", "accident", "#4f5505"),
    EventType("industrial-accident", "Industrial accident", "accident", "#557d09"),
]
# fmt: on
PREDICATES = [
    Predicate("occurrence", "Occurrence", "NONE"),
    Predicate("killed", "Killed", "COUNT", "people"),
    Predicate("wounded", "Wounded", "COUNT", "people"),
    Predicate("captured", "Captured", "COUNT", "people"),
    Predicate("missing", "Missing", "COUNT", "people"),
    Predicate("escaped", "Escaped", "COUNT", "people"),
    Predicate("arrested", "Arrested", "COUNT", "people"),
    Predicate("displaced", "Displaced", "COUNT", "people"),
    Predicate("participants", "Participants", "COUNT", "people"),
    Predicate("responsibility", "Responsibility", "NONE"),
    Predicate("time", "Time", "TIME"),
    Predicate("place", "Place", "PLACE"),
    Predicate("motive", "Motive", "TEXT"),
    Predicate("method", "Method", "TEXT"),
    Predicate("description", "Description", "TEXT"),
    Predicate("damage", "Damage", "TEXT"),
    Predicate("amount", "Amount", "QUANTITY"),
    Predicate("votes", "Votes", "COUNT", "votes"),
    Predicate("outcome", "Outcome", "TEXT"),
]
