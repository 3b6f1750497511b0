"""Who owns an action item: a label, a column or a bracket says so, or the item's wording ("Ana to …", "… by Ana")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicon import load
from .due import find_due, find_event
from .fields import Draft, Piece, clean, is_ticket, kind_of, labelled, pieces, values
from .people import (
    CAPITAL,
    HANDLE,
    is_department,
    is_given_name,
    is_known_person,
    is_name_like,
    is_ordinary,
    is_person,
    is_role,
    is_somebody,
    is_strange_name,
    is_team,
)
from .verbs import BOX, is_bidding, verbs

_OWNER_LEAD = r"(?:led by|owned by|assigned to|driven by|coordinated by|chaired by|reminder by|to be organised by|to be organized by|owner is|owner:?|dri:?|assignee:?|responsible:?|lead:|team:|with)"


def _nobody(value: str) -> bool:
    value = value.strip(" .").removesuffix(" yet")
    return (
        not value
        or re.match(r"(?:all|every|any)\s+[\w-]+s?$", value, re.I) is not None
        or value.lower() in values("nobody") | values("done") | values("open")
        or not re.search(r"\w", value)
    )


def _owner_value(value: str, own_field: bool) -> str | None:
    """The owner a label or a column names; nobody is ``None``. Of an inline label only names are taken."""
    value = value.strip(" \t\n*_`~<>\"'") if own_field else re.sub(r"\s*[(\[].*", "", clean(value), flags=re.S)
    value = re.sub(r"^(?:the|our)\s+", "", value, flags=re.I)
    parts = [part.strip() for part in re.split(r"[,;]", value) if part.strip()]
    if not parts or _nobody(parts[0]) or _nobody(value):
        return None
    if own_field:
        return (
            value if len(parts) < 2 or all(is_name_like(p) or is_person(p) or is_team(p) for p in parts) else parts[0]
        )
    if len(parts[0].split()) > 4:
        return _name_at_start(parts[0]) or parts[0]
    names = parts[:1]
    for part in parts[1:]:
        if not (is_person(part) or is_team(part)):
            break
        names.append(part)
    return ", ".join(names)


_NAME = rf"(?:(?:Dr|Mr|Mrs|Ms|Sr|Prof|Frau|Herr)\.?\s+)*(?:@|{CAPITAL})[\w.'’&/-]*(?:(?:\s+(?:of|the|for|and|&|\+|van|de|der|von)){{0,2}}\s+{CAPITAL}[\w.'’&/-]*){{0,5}}(?:\s+(?:team|group|squad|crew|guild|unit|office))?"
_GENERIC = re.compile(
    r"\b(?:teams|sres|engineers|developers|operators|staff|users|dbas|everyone|people|managers|analysts|nurses|scientists|maintainers|contributors|supervisors|leaders|heads|departments|members|shifters)$|^(?:team|department|colleagues)$",
    re.I,
)


def _name_at_start(text: str, first: bool = True) -> str | None:
    """The owner in "Ana to add …", "Platform team will …", "[Ana] …", "Ana: …", "@ana …", "Ana swaps …".

    Args:
        first: the text begins the item; behind a headline or a comma a capital tells more of a word.
    """
    if match := re.match(r"\s*[\[(]([^\])]{2,40})[\])]\s*[:–—-]?\s*(?=\w)", text):
        value = _annotation(match[1])
        office = _is_short_form(value) or (len(value.split()) > 1 and _may_be_office(value, "", []))
        if is_somebody(value) or is_team(value) or is_role(value) or office:
            return value
    if match := re.match(rf"\s*({HANDLE})", text):
        return match[1]
    if name := _name_set_apart(text):
        return name
    firm = re.match(r"[A-Z][\w ]{2,30}\((?P<name>[^()]{2,40})\)\s+(?:to|will|shall)\b", text)
    if firm and (is_owner_name(firm["name"]) or is_name_like(firm["name"])):
        head = text[: firm.start("name") - 1].strip()
        return head if is_owner_name(head) else firm["name"]
    text = _ANNOTATED.sub(lambda match: match[1] if _is_annotation(match[2]) else match[0], text)
    lower = re.match(r"\s*(?:the\s+)?(?P<name>[a-z][\w-]+)\s+(?:to|will)\s+(?P<verb>[a-z]+)", text)
    if lower and lower["name"] in load("actions")["team"]["never_topics"] and is_bidding(lower["verb"]):
        return lower["name"]
    opening = _opening().match(text)
    if opening is None:
        return None
    name, following = (opening["team"] or opening["name"]).strip(), opening["next"]
    if _no_owner(name, ":" if opening["colon"] else following.lower()):
        return None
    if opening["colon"]:
        return name if _is_asked(name, following) else None
    return name if _promises(name, following.lower(), (opening["more"] or "").split(), first) else None


_ANNOTATED = re.compile(r"^([A-Z@][^(:]{1,40}?)\s\(([^()]{2,60})\)(?=:|\s+(?:to|will|shall)\b)")


def _is_annotation(text: str) -> bool:
    """Whether what stands in brackets is a date or a ticket."""
    return find_due(text) is not None or is_ticket(text)


def _name_set_apart(text: str) -> str | None:
    """The owner before a dash, an arrow or a bar, or who is addressed: "Ana → add …", "For Ana: add …"."""
    if match := re.match(rf"\s*(?:For|To|Ask of|Task for|Job for|Action for|Action)\s+(?P<name>{_NAME}):\s", text):
        return match["name"] if is_owner_name(match["name"]) else None
    if match := re.match(
        rf"\s*(?P<name>{_NAME})(?:['’]s (?:job|task|action|part|to-?do):|,? please\s+(?=[a-z]))", text
    ):
        return match["name"] if is_owner_name(match["name"]) else None
    match = re.match(r"\s*(?P<name>[\w.'’& ()-]{2,40}?)\s(?:[–—✅|→>·/-]|->|=>)\s+\w", text)
    if match is None:
        return None
    name = match["name"].strip()
    topic = is_team(name) and not _SQUAD.search(name) and name.lower() not in load("actions")["team"]["never_topics"]
    plain = re.sub(r"\s*\([^)]*\)$", "", name)
    return name if is_person(plain) or (is_owner_name(plain) and not topic and not is_role(plain)) else None


def _no_owner(name: str, following: str) -> bool:
    """Whether what stands where an owner may stand cannot be one: a verb, a pronoun, people in general."""
    if _GENERIC.search(name) or _NOT_IN_NAMES.search(name) or _OF_OTHERS.search(name):
        return True
    first = name.split()[0].lower()
    if is_department(name):
        return is_bidding(first) and following not in ("to", "will", "shall", "should", ":") and not _acts(following)
    ahead = following in ("to", "will", "shall", "should", "must")
    if ahead and (re.fullmatch(r"Team [A-Z]\w+", name) or (_SQUAD.search(name) and is_team(name.rsplit(" ", 1)[0]))):
        return False
    if ahead and is_role(name) and first not in verbs():
        return False
    if first in verbs():
        return not (ahead and (is_known_person(name) or is_role(name)))
    return first in load("actions")["verbs"]["not_owner"] and not _SQUAD.search(name)


_NOT_IN_NAMES = re.compile(
    r"\b(?:(?i:we|they|i|you|all|each|every|any|no|the)|[Ii]t)\b|^(?:[Aa]nd|[Bb]ut|[Oo]r|[Ss]o|[Aa]n?(?=\s)|[Tt]hen|[Nn]ext|[Oo]n|[Ii]n|[Bb]y|[Aa]t|[Tt]o|[Ff]or|[Ff]rom|[Ww]ith|[Bb]efore|[Aa]fter|[Uu]ntil|[Uu]nder|[Ss]ince|[Ww]hen|[Ii]f)\b"
)
_OF_OTHERS = re.compile(r"(?<!ead)(?<!ector) of |\s(?:and|&|for|of|the)$")


def _is_asked(name: str, following: str) -> bool:
    """Whether a name before a colon is whom the following is asked of ("Ana: add …"), and not its topic."""
    together = re.split(r"\s*(?:\band\b|&|\+|/)\s*", name)
    if all(is_known_person(part) or is_strange_name(part) for part in together) and len(together) > 1:
        return True
    if is_known_person(name) or _SQUAD.search(name) or name.lower() in load("actions")["team"]["never_topics"]:
        return True
    return is_bidding(following.lower()) and (is_strange_name(name) or (is_department(name) and following.islower()))


_MODAL = re.compile(r"to|will|would|shall|must|should|is|are|needs|has|have|intends|plans|wants")


def _promises(name: str, following: str, more: list[str], first: bool) -> bool:
    """Whether a name and the words behind it say that its bearer does something: "Ana to", "SRE will", "Ana swaps"."""
    modal = bool(_MODAL.fullmatch(following)) or (
        following in ("need", "intend", "plan", "want") and more[:1] == ["to"]
    )
    acts = re.fullmatch(r"[a-z]{3,}(?:s|ed)", following) is not None
    plain = re.search(r"\s[a-z]\w*$", name) is not None and not re.match(r"[A-Z]{2,}\b", name)
    if is_known_person(name) or (is_role(name) and not plain):
        return modal or acts
    if is_role(name):  # "traffic controller", "secrets manager": a program can be called so
        machine = name.split()[-1] in load("actions")["roles"]["machines"]
        return modal and not _is_passive(more) and (not machine or more[:1] == [] or more[0] in _of_people())
    together = re.split(r"\s+(?:and|&|\+)\s+", name)
    if len(together) > 1 and all(is_person(part) or is_strange_name(part) for part in together):
        return modal
    if is_team(name) and (len(name.split()) > 1 or following in ("to", "will", "shall")):
        if name == name.lower() and not _SQUAD.search(name):
            return False
        does = modal or _acts(following) or (_SQUAD.search(name) and (acts or (not first and following in verbs())))
        return bool(does) and not _is_passive(more)
    pledged = _is_pledged(following, more)
    humane = _is_humane(following, more)
    if is_strange_name(name) or is_department(name):
        return pledged or humane or (not first and _acts(following))
    if _is_short_form(name):
        return pledged and more[0] in _of_people()
    if len(name.split()) > 1 and _may_be_office(name, following, more):
        return pledged or humane
    return pledged and _is_word_with_task(name, following, more)


def _is_humane(following: str, more: list[str]) -> bool:
    """Whether a verb in the third person or the past tells what people do and programs do not: "reviews", "reviewed"."""
    programs = load("actions")["verbs"]["of_programs_too"]
    if following == "has" and more and re.fullmatch(r"[a-z]{3,}ed", more[0]):
        return True
    past = (following[:-1], following[:-2]) if following.endswith("ed") else ()
    return any(base in _of_people() and base not in programs for base in (_third_person(following), *past))


def _is_word_with_task(name: str, following: str, more: list[str]) -> bool:
    """Whether a single word is told to do what action items ask for: "Vendor to ship", "Carrier to confirm"."""
    lone = len(name.split()) == 1 and is_name_like(name) and name.lower() not in load("actions")["team"]["things"]
    return lone and following == "to" and more[0] in verbs() and not re.search(r"(?:ing|tion|ment|ness|ity|ed)$", name)


def _is_pledged(following: str, more: list[str]) -> bool:
    """Whether the words behind a name tell what its bearer is about to do: "to add", "will add", "is adding"."""
    if following in ("is", "are") and more and (re.fullmatch(r"[a-z]{2,}ing", more[0]) or more[:2] == ["due", "to"]):
        return True
    if (
        following in ("has", "have")
        and more
        and more[0] in ("agreed", "committed", "offered", "promised", "volunteered")
    ):
        return True
    minded = re.fullmatch(r"[a-z]+(?:s|ed)|going|due|want|plan|need|intend|have|are|is", following)
    to = following in ("to", "will", "shall", "should", "must") or (minded is not None and more[:1] == ["to"])
    return to and _does(more)


@cache
def _of_people() -> frozenset[str]:
    """Verbs that tell what people do and programs do not."""
    return frozenset(load("actions")["verbs"]["of_people"])


def _third_person(word: str) -> str:
    """The base form of a verb in the third person: "adds", "applies", "pushes"."""
    if re.search(r"(?:sh|ch|ss|x)es$", word):
        return word[:-2]
    return word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") else ""


def _may_be_office(name: str, following: str, more: list[str]) -> bool:
    """Whether several capitalised words can name a department that no list knows: "Power & Cooling"."""
    named = name.split()
    if len(named) < 2 or not is_name_like(name) or " for " in name or (following == "to" and _is_order(name)):
        return False
    if " & " in name:
        return True
    if named[-1].lower() in load("actions")["team"]["things"]:
        return False
    if re.search(r"\b[A-Z]{2,4}\b", name):
        return True
    if not following:
        return not re.search(r"\b(?:Priority|Term|Prio|Wins?|Up|Phase|Urgent|Optional|Nice|Open|Critical)\b", name)
    does = more[0] if following in ("to", "will", "shall", "should", "must") and more else _third_person(following)
    return does in _of_people() or (does in verbs() and not re.search(r"(?:ing|tion|ment|ness|ity|ed)\b", name))


def _is_passive(more: list[str]) -> bool:
    """Whether "be" and a participle follow: who is to be told does nothing."""
    return (
        len(more) > 1
        and more[0] == "be"
        and re.search(r"(?:ed|en|wn|ld|lt|nt|pt|ght|de|put|set)$", more[1]) is not None
    )


def _does(more: list[str]) -> bool:
    """Whether a verb can follow "to" or "will", and not a noun ("feedback to users", "access to the vault")."""
    if not more or _is_passive(more):
        return False
    noun = re.fullmatch(r"(?:the|an?|our|all|each|every|any|this|that|its|their|no|production|prod|staging)", more[0])
    return noun is None and re.fullmatch(r"[a-z][a-z-]+", more[0]) is not None


def _acts(word: str) -> bool:
    """Whether a word is a verb of the action list in the third person or the past: "adds", "applies", "reviewed"."""
    if word[-1:] == "s":
        return is_bidding(_third_person(word))
    return word[-1:] == "d" and any(stem in verbs() for stem in (word[:-1], word[:-2], word[:-3] + "y"))


_SQUAD = re.compile(r"(?<!-)\b(?:team|squad|crew|guild|group|chapter|taskforce|(?<!board )unit)$", re.I)
_LATER = re.compile(
    rf"(?:\b(?:and|so|which|but|[Hh]ave|headed by)|;)\s+(?P<name>{_NAME})(?:\s+(?P<next>will|shall|has volunteered|is going to|does|[a-z]{{3,12}}s)\b|(?<=\w)\s+\w)"
)


@cache
def _opening() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, (*load("actions")["team"]["nouns"], *load("actions")["roles"]["nouns"])))
    return re.compile(
        rf"\s*(?:(?i:the|our)\s+)?(?:(?P<team>(?:(?!to\b|will\b|shall\b|that\b|must\b|and\b|for\b|of\b)[\w/&'’-]+\s+){{1,4}}?(?:{nouns})(?!\w))|(?P<name>{_NAME}))(?:,\s+(?:who|together with)\b[^,]{{3,80}}|\s+from\s+[A-Z]\w+|\s+and\s+the\s+[\w ]{{3,20}}?(?=\s+(?:will|have|are)\b))?(?P<colon>:)?,?\s+(?P<next>[\w’']+)(?P<more>\s+[\w-]+(?:\s+\w+)?)?"
    )


_ACTING = re.compile(rf"(?P<name>{_NAME})(?P<rest>(?:'s)?\s+\S.*)?$", re.S)
_BY = re.compile(
    rf"\b(?:{_OWNER_LEAD}|sent by|done by|by)\s+(?:the\s+)?(?P<name>{_NAME}|@[\w./-]+)\s*(?:\([^)]*\)|accountable|coordinating|leading|to drive)?(?:\s+(?:on|by|before|until)\s+[\w /.-]{{2,20}})?\W*$"
)
_NOT_DOING = re.compile(
    r"\b(?i:discuss|talk|speak|meet|align|agree|clarify|communicate|check|consult|share|sync|liaise|engage|raise)\w*\b[^.;]{0,80}$|"
    r"\b(?:approvals?|approved|signed|sign-off|reviewed|caused|triggered|written|reported|requested|raised|found|agreed|shared|owned now)\s*$"
)
_DOES = re.compile(r"\s+(?:to [a-z]+\b.*|will\b.*|by\s.*|from [A-Z]\w+|does\b.*|(?:[a-z]{3,}s)\b.*)$", re.S)


def _without_due(text: str) -> str:
    """A piece without the date it ends with: "Szymon until end of month"."""
    span = find_due(text)
    if span is None or span[0] == 0 or re.search(r"\w", text[span[1] :]):
        return text
    return re.sub(
        r"(?:\s+(?:by|until|till|on|in|from|before|due|the|during))*$", "", text[: span[0]].rstrip(), flags=re.I
    )


def _is_order(text: str) -> bool:
    """Whether capitalised words can be an order as well as a name: "Tune Postgres"."""
    return is_bidding(text.split()[0].lower())


def _is_short_form(text: str) -> bool:
    """Whether a text is an abbreviation that may stand for a department ("BI"), and not for a technique ("TLS")."""
    return re.fullmatch(r"[A-Z]{2,4}", text) is not None and text not in load("dates")["due"]["means"]


_APART = frozenset((";", "|", "—", "–", "-", "(", "→", "->", "=>", "/", "//", "·", ">"))
"""Separators that set an annotation apart; a comma stands inside sentences too."""
_INTRODUCED = re.compile(
    r"(?:the|cc|att?n:?|[A-Z]{1,2}:|action(?: by| on)?:?|by:?|who:?|poc:?|pic:?|resp\.?:?|(?:with|on|for|to)(?=\s+[A-ZÀ-Þ@])|in the hands of|(?:an? )?(?:task|job|action) for|lies with|over to|up to|goes to|falls to|owner|dri|lead|assignee)\s+",
    re.I,
)
_TAKES = re.compile(
    r"\s+(?:(?:has|have|takes?|took|will take)\s+(?:the\s+lead|this|that|it|care|over|on|agreed|offered|promised|volunteered|committed)|volunteer\w*|(?:is|are)\s+on\s+(?:it|this)|do(?:es)?\s+(?:it|that|this)|agreed|offered|promised|committed|proposed)\b"
)


def _annotation(text: str) -> str:
    """A piece without what introduces a name, and without the ticket or the date beside it: "OPS-7 Ana by 4 May"."""
    text = _LEADING_TICKET.sub("", text.strip(' .,;:*_~^+"'))
    bare = re.sub(r"['’]s$|[\s,;:]+$", "", _without_due(re.sub(r"^(?:the|cc|att?n:?)\s+", "", text, flags=re.I)))
    lead = _INTRODUCED.match(bare)
    rest = bare[lead.end() :] if lead else bare
    marked = lead is not None and re.match(r"owner|dri\b|lead\b|assignee|\w+:", lead[0], re.I) is not None
    named = is_owner_name(rest) or (marked and (is_name_like(rest) or is_role(rest) or is_team(rest)))
    return rest if named else bare


def _name_in_piece(piece: Piece, beside: bool, listed: bool, last: bool) -> str | None:
    """The owner a piece is, or begins or ends with.

    Args:
        beside: another annotation stands next to it, so that a name no list knows may be one.
        listed: the piece before looks like a name too, as in an enumeration of products.
        last: nothing but annotations follows.
    """
    text = _annotation(piece.text)
    if _nobody(text) or is_ticket(text):
        return None
    if match := re.fullmatch(HANDLE, text):
        return match[0]
    apart = beside or piece.before in _APART
    whole = _whole_name(text, piece, beside, apart)
    if whole is not None:
        return whole or None
    if name := _name_acting(text):
        return name
    near = apart or piece.before in (",", ".")
    if (is_department(text) or is_strange_name(text)) and not listed and near:
        return text
    if re.match(r"[a-z]+\s+to\s+(?:lead|drive|own|follow|coordinate|organi[sz]e|decide|confirm|propose)\b", text):
        return text.split()[0] if is_team(text.split()[0]) else None
    if last and text in load("actions")["team"]["never_topics"]:
        return text
    if _is_short_form(text) and (beside or (apart and piece.before != "(") or (piece.tail and len(text) == 2)):
        return text
    if beside and _is_lone_line(text, piece):
        return text
    ends = piece.tail or piece.before == "." or (last and piece.before == "," and len(text.split()) > 1)
    ends = ends or beside or piece.before in _APART - {"("}
    return text if is_name_like(text) and not listed and ends else None


def _is_lone_line(text: str, piece: Piece) -> bool:
    """Whether a piece beside a date can only be an owner: a name in lower case, or a sentence of two or three words."""
    if piece.before in _APART and re.fullmatch(r"[a-zà-ÿ]{3,}", text):
        return (is_given_name(text.capitalize()) and not is_ordinary(text)) or is_strange_name(text.capitalize())
    tokens = text.split()
    if piece.before != "." or not 1 < len(tokens) < 4 or not text[0].isupper() or _is_order(text):
        return False
    return not re.search(r"(?:ed|ing|ly)\b|\b(?:in|on|at|of|by|to|from|with|per|no|not)\b|\d", text)


def _whole_name(text: str, piece: Piece, beside: bool, apart: bool) -> str | None:
    """The owner a piece is as a whole; "" where it is a name that owns nothing ("all users")."""
    tokens = text.split()
    takes = _TAKES.search(text)
    if takes and (is_owner_name(text[: takes.start()]) or is_name_like(text[: takes.start()])):
        return text[: takes.start()]
    plain = len(tokens) < 7 and not re.search(
        r"\b(?:is|are|to|by|until|each|with|if|for|an?|no|not|was|gets?)\b|\bteam\s+[a-z]+s\b", text
    )
    lone = len(tokens) == 1 and text.islower()
    if lone and piece.before == "/" and not beside:
        return None
    named = plain and (is_role(text) or (is_team(text) and (not text.islower() or (len(tokens) == 1 and apart))))
    if piece.bracketed and piece.tail and len(tokens) <= 5 and is_known_person(tokens[0]) and not named:
        return text if is_somebody(text) else tokens[0]
    together = "/" in text or " + " in text
    if is_known_person(text) or named or (together and plain and is_owner_name(text)):
        titled = len(tokens) > 1 and text.istitle()
        return "" if _GENERIC.search(text) and not piece.bracketed and not beside and not titled else text
    near = apart if lone else apart or piece.before in (",", ".")
    if piece.bracketed and beside and len(tokens) < 4 and text[0].isupper() and is_team(tokens[-1]):
        return text
    offices = load("actions")["team"]["departments"]
    if apart and 1 < len(tokens) < 4 and text[0].isupper() and tokens[-1] in offices and plain and not _is_order(text):
        return text
    if plain and is_team(text) and len(tokens) <= 3 and near and not re.search(r"\b(?:every|all|any|and)\b", text):
        return "" if _GENERIC.search(text) else text
    return None


def _name_acting(text: str) -> str | None:
    """The owner a piece begins or ends with: "Ana adds one", "review by Ana"."""
    if match := _ACTING.match(text):
        name = match["name"] if is_known_person(match["name"]) else match["name"].split()[0]
        rest = text[len(name) :]
        if rest and (is_known_person(name) or is_strange_name(name)) and _DOES.match(rest):
            return f"{name}{rest}" if re.fullmatch(r" from [A-Z]\w+", rest) else name
    if (match := _BY.search(text)) and not _NOT_DOING.search(text[: match.start()]):
        name = match["name"].strip(" .")
        if is_owner_name(name) or name.startswith("@"):
            return name
    return None


_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|\d)\s(?:\w+ )?(?:people|persons|members|colleagues|engineers|admins|operators|of us)\b[^.;()]*[(\[]"
)
"""What makes the names in brackets a list of those it counts: "two people (Ana and Ben) hold the key"."""


def _is_counted(text: str, piece: Piece) -> bool:
    """Whether brackets hold several names of people whom the sentence counts."""
    opens = max(text.rfind("(", 0, piece.start), text.rfind("[", 0, piece.start))
    if _COUNTED.search(text[: opens + 1]) is None:
        return False
    held = re.split(r",|&|\band\b", re.split(r"[)\]]", text[opens + 1 :], maxsplit=1)[0])
    return len(held) > 1 and all(is_known_person(name.strip()) or is_strange_name(name.strip()) for name in held)


def _name_in_tail(text: str) -> str | None:
    """The owner among the annotations at an item's end, or in its brackets."""
    parts = pieces(text)
    kinds = [kind_of(part) for part in parts]
    settled = True  # everything to the right is an annotation or nothing
    for index in range(len(parts) - 1, -1, -1):
        piece = parts[index]
        if kinds[index] or (piece.bracketed and _is_counted(text, piece)):
            continue
        if index == 0 and not piece.bracketed:
            return _closing_first(piece.text) if settled and any(kinds) else None
        around = kinds[index - 1 : index] + kinds[index + 1 : index + 2]
        listed = (
            index > 0
            and not any(around)
            and not kinds[index - 1]
            and not piece.bracketed
            and piece.before == ","
            and _ends_like_name(parts[index - 1].text)
        )
        mentioned = not settled and not any(around) and not is_known_person(piece.text)
        if not (settled or piece.bracketed) or (mentioned and not piece.tail):
            continue
        if name := _name_in_piece(piece, any(around), listed, settled):
            return _with_neighbour(text, name, piece, parts[index - 1]) if index else name
        if not piece.bracketed and len(piece.text.split()) > 3:
            settled = False
    return None


def _with_neighbour(text: str, name: str, piece: Piece, before: Piece) -> str:
    """The person before a team in brackets, "Ana (SRE)"; two persons that a comma parts as they stand, "Ana, Ben"."""
    other = _annotation(before.text)
    if not is_known_person(other):
        return name
    if piece.bracketed and not before.bracketed and is_team(name):
        return other
    both = f"{other}, {name}"
    return both if is_known_person(name) and both == text[before.start : before.start + len(both)] else name


def _closing_first(text: str) -> str | None:
    """The owner at the end of what is to be done, before its annotations: "Typosquatting: Ewa", "… by Fare Systems"."""
    closing = re.search(rf":\s+(?P<name>{_NAME})$", text)
    if closing and (is_owner_name(closing["name"]) or is_name_like(closing["name"])):
        return closing["name"]
    return None


def _ends_like_name(text: str) -> bool:
    return re.search(r"\b[A-Z][\w-]*$", text) is not None and len(text.split()) <= 3


_INLINE_OWNER = re.compile(
    rf"\b(?i:assigned to|owned by|owner is|owner|led by|responsible|assignee|dri|lead|action on|action)(?::\s*|\s+)(?:the\s+)?(?P<name>@[\w./-]+|{_NAME}|(?<=owner )[a-z][\w-]+(?: [a-z][\w-]+){{0,3}})"
)
_LEADING_TICKET = re.compile(r"^\s*\[?(?:[A-Z][A-Z0-9]+-\d+|#\d+|[A-Z]{3,6}\d{5,})\]?\s*[:–—|·/@-]?\s+")
_LEADING_DATE = re.compile(r"^\s*(?:20\d\d-\d\d-\d\d|T\+\d+)\s*[:–—|·/-]?\s+")
_ADVERBIAL = re.compile(r"\s*(?:On|By|Before|In|Under|From|During|Until|As of|Over)\s+(?:the\s+)?(?=\S)")


def _without_lead(text: str) -> str:
    """An item without the box, the ticket and the date it begins with."""
    text = BOX.sub("", _LEADING_TICKET.sub("", text))
    text = _LEADING_DATE.sub("", text)
    due = find_due(text)
    if due is None or due[0] > 1 or not re.search(r"\d", text[: due[1]]):
        return text
    return re.sub(r"^[\s\])]*[:–—|·/,-]?\s+", "", text[due[1] :])


def _name_between(text: str) -> str | None:
    """A name that stands for itself beside a date or a ticket, before what is to be done ("OPS-7, Ana, 4 May — …")."""
    parts = pieces(text)
    kinds = [kind_of(part) in ("ticket", "due") for part in parts]
    for index, part in enumerate(parts):
        beside = any(kinds[index - 1 : index] if index else ()) or any(kinds[index + 1 : index + 2])
        name = part.text.strip(' .,;:*_~"')
        if index and part.before != "," and len(name.split()) > 1 and is_known_person(name):
            return name
        if not beside or kinds[index] or (index == 0 and len(parts) < 3):
            continue
        columns = any(kinds[index + 1 : index + 2]) and (index == 0 or part.before in ("|", "·", "/"))
        office = (len(name.split()) > 1 and is_name_like(name)) or _is_short_form(name)
        if is_owner_name(name) or (columns and office and not _no_owner(name, "to") and not _is_order(name)):
            return name
    return None


def is_owner_name(name: str) -> bool:
    """Whether a text is a name of somebody and nothing else, wherever it stands."""
    return not _nobody(name) and not _GENERIC.search(name) and is_somebody(name)


def _name_inside(text: str) -> str | None:
    """The owner behind a headline, a separator or an adverbial: "Batteries: Ana swaps …", "On Monday Ana will …"."""
    headline = re.match(r"[^:.]{2,60}(?::|(?<![A-Z][a-z])(?<![A-Z][a-z]{2})(?<!Prof)\.)\s+(?=\S)", text)
    starts = [(text[headline.end() :], False)] if headline else []
    starts += [(start, False) for start in _behind_adverbial(text)]
    starts += [(part.text, part.before in ("", ".")) for part in pieces(text) if not part.bracketed]
    found = next((name for start, first in starts if (name := _name_at_start(start, first))), None)
    return found or next((name for part in pieces(text) if (name := _capital_apart(part))), None)


def _capital_apart(piece: Piece) -> str | None:
    """A capitalised word that is to do something behind a comma, where no sentence begins: "…, Metering to deliver"."""
    match = re.match(r"(?P<name>[A-Z][a-z]+(?:\s(?:&\s)?[A-Z][a-z]+)?)\s+(?:to|will)\s+(?P<verb>[a-z]+)\b", piece.text)
    if match is None or piece.before not in (",", ";", "—", "–", "-", "("):
        return None
    name = match["name"]
    thing = name.split()[-1].lower() in load("actions")["team"]["things"] or not is_name_like(name)
    return None if thing or _no_owner(name, "to") or not is_bidding(match["verb"]) else name


def _behind_adverbial(text: str) -> Iterator[str]:
    """What follows the time or the ticket an item begins with: "By next sprint …", "In OPS-7 …"."""
    lead = _ADVERBIAL.match(text)
    if lead is None:
        return
    for match in re.finditer(r"(?<=\s)(?=\S)", text[lead.end() : lead.end() + 50]):
        told = text[lead.end() : lead.end() + match.start()].strip(" ,")
        due = find_due(told)
        if (due and due[0] <= 12) or is_ticket(told) or find_event(told):
            yield text[lead.end() + match.start() :]


_DOER = re.compile(
    rf"\b(?:(?:done|owned|led|headed|chaired|driven|organi[sz]ed|coordinated|championed|sponsored|overseen|facilitated|moderated|run) by|being [\w-]+ by|be [\w-]+(?: [\w-]+){{0,6}}? by|(?:effort|initiative|project|work|comparison|proposal|write-?up|talk) by|,\s+by)\s+(?:the\s+)?(?:(?:[a-z]+ )?(?:leader|lead|manager|foreman|supervisor|engineer)\s+)?(?P<name>{_NAME})(?!\s+(?!(?:and|to|in|on|by|before|until|as|with|at|for|when|after|once|every|each|from|so)\b)[a-z])"
    rf"|\bfor which (?P<charged>{_NAME}) (?:is|are|will be) (?:responsible|accountable)\b|\b(?:that|which) (?P<maker>{_NAME}) (?:makes|does|will make|takes on|is making|has taken on)\b"
)


def _up_to_break(text: str) -> str | None:
    """The office or the team that a text begins with, up to the next separator or date: "plant manager, by May"."""
    name = _without_due(
        re.split(r"[,;:.()\[\]|]|\s[—–-]\s|\s+(?:by|due|until|before|with)\s", text, maxsplit=1)[0]
    ).strip()
    return name if len(name.split()) < 5 and (is_role(name) or is_team(name)) else None


def _charged_in_bracket(text: str) -> str | None:
    """The person or the office that the last brackets name and nothing else: "Central IT to … [Ana]"."""
    brackets = [piece for piece in pieces(text) if piece.bracketed]
    alone = len(brackets) == 1 and brackets[0].before == "(" and brackets[0].start > 20
    name = brackets[0].text if alone else ""
    return name if is_known_person(name) or is_role(name) else None


def _name_told(text: str) -> str | None:
    """Who is said to do it in the course of the sentence: "… is organised by Ana", "…, so Ana adds one"."""
    for match in _DOER.finditer(text):
        name = (match["name"] or match["charged"] or match["maker"]).strip(" .")
        if name in load("dates")["due"]["means"]:
            continue
        being = match[0].startswith("being") and _is_short_form(name)
        if being or is_owner_name(name) or (is_name_like(name) and (not match["name"] or len(name.split()) > 1)):
            return name
    for match in _LATER.finditer(text):
        name = match["name"]
        known = (is_known_person, is_role, is_strange_name, is_department, _SQUAD.search)
        if not is_known_person(name) and re.fullmatch(r"[a-z]+s", match["next"] or "") and not _acts(match["next"]):
            continue
        if any(test(name) for test in known) and (match["next"] or match[0][:4].lower() in ("have", "head")):
            return name
    closing = _BY.search(text)
    named = closing is not None and not _NOT_DOING.search(text[: closing.start()]) and is_owner_name(closing["name"])
    return closing["name"] if closing and named else None


_ENDS_WITH_NAME = re.compile(
    rf"(?<!to)(?<!with)(?<!for)(?<!from)(?<!ask)(?<!tell)(?<!of)(?<!and)(?<!on)(?<!in)(?<!at)(?<!via)(?<!into)(?<!the)[\s~^+*]+(?P<name>{_NAME})$"
)


def _name_before_date(text: str) -> str | None:
    """A person or a team between what is to be done and the date: "Cap the queue Ana 14 May"."""
    due = find_due(text)
    if due is None or re.search(r"\w", text[due[1] :]):
        return None
    match = _ENDS_WITH_NAME.search(text[: due[0]].rstrip(" ~^+*`"))
    name = match["name"] if match else ""
    known = is_known_person(name) or is_strange_name(name) or (_SQUAD.search(name) and is_team(name))
    return name if known else None


def _handle_apart(text: str) -> str | None:
    """A handle at the end of a clause that nothing is sent to."""
    handle = re.search(
        rf"(?<!by )(?<!pages )(?<![Pp]age )(?<!ping )(?<!to )(?<!notify ){HANDLE}(?=\W*$|[,;:)\]])", text
    )
    return handle[0] if handle else None


_MENTION = re.compile(rf"(?<![\w@])@({CAPITAL}[\w'’-]*(?: {CAPITAL}[\w'’-]*){{1,3}})(?=\s*(?:[@,;)]|$))")
"""Somebody by their full name, as Notion writes them, and behind them a date, another one, or nothing."""


def _mentioned(text: str) -> str | None:
    match = _MENTION.search(text)
    return match[1] if match and is_owner_name(match[1]) else None


def read_owner(draft: Draft) -> str | None:
    """Who owns an item, as written; "TBD", "everyone" and the like are nobody."""
    if "owner" in draft.fields:
        return _owner_value(draft.fields["owner"], True)
    given = labelled(draft, "owner")
    if given is not None:
        return _owner_value(given, False)
    text = _without_lead(draft.text)
    if match := _INLINE_OWNER.search(text):
        name = _up_to_break(text[match.start("name") :]) or clean(match["name"])
        charged = re.match(r"assign|own|respons|dri|lead\b|action", match[0], re.I) is not None
        if is_owner_name(name) or name.startswith("@") or (charged and is_name_like(name)):
            return name
    found = _mentioned(text) or _name_at_start(text)
    if found is None or not is_known_person(found):
        found = _charged_in_bracket(text) or found
    found = found or _name_in_tail(text) or _name_between(BOX.sub("", draft.text))
    found = found or next(
        (name for read in (_name_inside, _name_told, _name_before_date, _handle_apart) if (name := read(text))), None
    )
    return None if found is None or _nobody(found) else found.strip()
