"""Fills the demo's six-tier network: communities and their compounds, buildings and key households, unevenly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from linli.foundation import crypto
from linli.network import queries
from linli.network.models import Designation, Holder, Posting, PostKind
from linli.network.rules import expected
from linli.organisations.samples import make_bodies
from linli.people import queries as people
from linli.web.demo.territory import Community, Ground

AT_ONCE = 1000
FIRST_PHONE = 13_000_000_000
LINKED = "联系领导"
SECRETARY = "书记"


@dataclass(slots=True)
class Slot:
    """One post that the territory needs: its kind, its area, and in which community it lies."""

    kind: PostKind
    area: Any
    community: Community
    is_filled: bool = True


@dataclass
class Network:
    """Carries what every step needs: the hand-written parts, the territory, names, chance, and the present moment."""

    words: Mapping[str, Any]
    names: Mapping[str, Any]
    ground: Ground
    random: Random
    now: datetime
    hardest: Sequence[str]
    kinds: dict[str, PostKind] = field(default_factory=dict)
    holders: list[Holder] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)

    def build(self) -> None:
        """Fill the network and write it, many rows at once."""
        self.kinds = {kind.code: kind for kind in queries.list_kinds()}
        slots = [slot for one in self.ground.communities for slot in self._slots(one)]
        self._leave_gaps(slots)
        self._to_the_point(slots)
        self._offices()
        self._fill(slot for slot in slots if slot.is_filled)
        self._leaders()
        Holder.objects.bulk_create(self.holders, batch_size=AT_ONCE)
        Posting.objects.bulk_create(self.postings, batch_size=AT_ONCE)
        self._pick_out()

    def _slots(self, one: Community) -> Iterable[Slot]:
        """Yield what a community needs on its own tier and below."""
        for code in self.words["community_posts"]:
            yield Slot(self.kinds[code], one.area, one)
        for compound in one.compounds:
            for code in ("self_governance_committee", "compound_head"):
                yield from self._of(code, compound.spot.area, one)
            for building in compound.buildings:
                for code in ("building_steward", "key_household"):
                    yield from self._of(code, building.area, one)

    def _of(self, code: str, area: Any, one: Community) -> Iterable[Slot]:
        """Yield as many posts of a kind as an area needs."""
        kind = self.kinds[code]
        for _number in range(expected(kind, area.households)):
            yield Slot(kind, area, one)

    def _leave_gaps(self, slots: Iterable[Slot]) -> None:
        """Leave some posts of each community and tier open: one community has no gap, one has many."""
        tiers: dict[tuple[str, int], list[Slot]] = {}
        for slot in slots:
            tiers.setdefault((slot.community.area.code, slot.kind.network_tier.number), []).append(slot)
        shares = {self.words["whole"]: 1.0, self.words["weak"]: self.words["weak_share"]}
        for (code, _tier), some in tiers.items():
            share = shares.setdefault(code, self.random.uniform(*self.words["usual"]))
            for slot in self.random.sample(some, len(some) - round(share * len(some))):
                slot.is_filled = False

    def _to_the_point(self, slots: Sequence[Slot]) -> None:
        """Fill or empty posts until the tier of compounds and buildings of one subdistrict stands where it shall."""
        shown = self.ground.area(self.words["shown"])
        tier = [slot for slot in slots if slot.kind.network_tier.number == 5 and slot.community.subdistrict == shown]
        wanted = -(-len(tier) * self.words["shown_permille"] // 1000)
        fixed = {self.words["whole"], self.words["weak"]}
        others = [slot for slot in tier if slot.community.area.code not in fixed]
        self.random.shuffle(others)
        missing = wanted - sum(slot.is_filled for slot in tier)
        for slot in [each for each in others if each.is_filled != (missing > 0)][: abs(missing)]:
            slot.is_filled = missing > 0

    def _fill(self, slots: Iterable[Slot]) -> None:
        """Appoint somebody for each post; for committees, found them first."""
        committees = []
        for slot in slots:
            since = self._since(slot.community)
            if slot.kind.code == "self_governance_committee":
                name = f"{slot.area.name}自治委员会"
                committees.append({"kind": slot.kind.body_kind, "name": name, "area": slot.area, "valid_from": since})
            else:
                self._post(slot.kind, slot.area, self._holder(slot.kind, since), since)
        for body in make_bodies(committees):
            kind = self.kinds["self_governance_committee"]
            self.postings.append(self._posting(kind, body.area, body.valid_from, organisation=body))

    def _holder(self, kind: PostKind, since: date) -> Holder:
        """Return one more made-up person or household, with the least that the post needs."""
        name = self.random.choice(self.names["surnames"])
        if kind.filled_by == "household":
            is_party = self.random.random() < self.words["party_members"]
            agreed = since + timedelta(days=self.words["consent_after_days"])
            return Holder(
                name=f"{name}家",
                door=f"{self.random.randint(1, 4)}单元{self.random.randint(1, 6)}0{self.random.randint(1, 4)}室",
                household_kind="party_member" if is_party else "model",
                kind_consented_on=agreed if is_party else None,
                consent=1,
                consented_on=agreed,
                made_at=self.now,
            )
        phone = str(FIRST_PHONE + self.random.randrange(10**8))
        given = "".join(self.random.choice(self.names["given"]) for _ in range(self.random.choice((1, 2, 2))))
        return Holder(
            name=name + given, phone=phone, phone_digest=crypto.keyed_digest(phone), consent=1, consented_on=since,
            made_at=self.now,
        )  # fmt: skip

    def _post(self, kind: PostKind, area: Any, holder: Holder, since: date) -> None:
        """Let a holder hold a post; now and then somebody else held it before."""
        self.holders.append(holder)
        first = max(self.words["began_on"], area.valid_from)
        if kind.filled_by == "person" and since > first and self.random.random() < self.words["handed_over"]:
            before = self._holder(kind, first)
            self.holders.append(before)
            self.postings.append(self._posting(kind, area, first, holder=before, valid_to=since))
        self.postings.append(self._posting(kind, area, since, holder=holder))

    def _posting(self, kind: PostKind, area: Any, since: date, **who: Any) -> Posting:
        """Return a posting by the document of the subdistrict."""
        return Posting(kind=kind, area=area, valid_from=since, document=self.words["document"], **who)

    def _since(self, one: Community) -> date:
        """Return a day from which a post is held: mostly long ago, some in the last year."""
        first, today = max(self.words["began_on"], one.since), self.now.date()
        year_ago = max(first, today - timedelta(days=365))
        late = self.random.random() < self.words["begun_in_the_last_year"]
        start, end = (year_ago, today) if late else (first, year_ago)
        return start + timedelta(days=self.random.randint(0, max((end - start).days - 1, 0)))

    def _offices(self) -> None:
        """Let the offices and residents' committees of the register hold their posts."""
        for kind, body in queries.list_unposted(self.ground.city, self.now.date()):
            self.postings.append(self._posting(kind, body.area, body.valid_from, organisation=body))

    def _leaders(self) -> None:
        """Let secretaries and linked leaders that have an account hold their posts, and others elsewhere."""
        held: dict[tuple[str, int], Any] = {}
        rows = people.Appointment.objects.in_force(self.now.date()).exclude(post="").select_related("account")
        for row in rows.order_by("pk"):
            for code, word in (("liaison_leader", LINKED), ("secretary", SECRETARY)):
                if row.area_id and word in row.post:
                    held.setdefault((code, row.area_id), row)
        accounts: dict[int, Holder] = {}
        for one in self.ground.communities:
            for code in ("secretary", "liaison_leader"):
                found = held.get((code, one.area.pk))
                since = found.valid_from if found else one.since
                holder = self._known(found.account, accounts) if found else self._holder(self.kinds[code], since)
                if holder not in accounts.values():
                    self.holders.append(holder)
                self.postings.append(self._posting(self.kinds[code], one.area, since, holder=holder))
                if code == "secretary":
                    self._seats(one, holder, since)
        self.holders.extend(accounts.values())

    def _seats(self, one: Community, secretary: Holder, since: date) -> None:
        """Let most secretaries be director as well, and one more person sit in two bodies."""
        director, member = secretary, self._holder(self.kinds["committee_member"], since)
        self.holders.append(member)
        if self.random.random() < self.words["two_heads"]:
            director = self._holder(self.kinds["committee_director"], since)
            self.holders.append(director)
        seats = {"committee_director": director, "committee_member": member, "deliberation_member": member}
        for code, holder in seats.items():
            self.postings.append(self._posting(self.kinds[code], one.area, since, holder=holder))

    def _known(self, account: Any, accounts: dict[int, Holder]) -> Holder:
        """Return the holder of an account, made once."""
        if account.pk not in accounts:
            accounts[account.pk] = Holder(name=account.name, account=account, made_at=self.now)
        return accounts[account.pk]

    def _pick_out(self) -> None:
        """Say which communities are among the hardest, which are models, which are key ones."""
        said = {
            "hard": [*self.hardest, self.words["hard_beside"]],
            "model": self.words["model"],
            "key": self.words["key"],
        }
        by_code = {one.area.code: one for one in self.ground.communities}
        Designation.objects.bulk_create(
            [
                Designation(
                    area=by_code[code].area,
                    kind=kind,
                    document=self.words["document"],
                    valid_from=max(self.words["began_on"], by_code[code].since),
                )
                for kind, codes in said.items()
                for code in codes
            ]
        )
