"""AgencyIndex: all agencies as columns, so that one pass answers for everybody; add, replace, remove."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from matching.postings import Document, Floats, Ints, Postings
from matching.taxonomy import INDUSTRIES, SERVICES, industry, service
from matching.types import Amount, Profile

Mask = NDArray[np.bool_]

SERVICE_COLUMN: Final = {slug: place for place, slug in enumerate(SERVICES)}
INDUSTRY_COLUMN: Final = {slug: place for place, slug in enumerate(INDUSTRIES)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A profile and its texts, read once."""

    profile: Profile
    documents: tuple[Document, ...]


class AgencyIndex:
    """Every agency the engine knows, by key. Changing it is cheap; the columns are made at the next question.

    Keys order everything, so the order in which agencies were added shows nowhere.
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._columns: Columns | None = None

    @classmethod
    def from_profiles(cls, profiles: Iterable[Profile]) -> Self:
        """An index of these profiles. Raises ValueError for a key that comes twice and whatever `replace` raises."""
        index = cls()
        for profile in profiles:
            if profile.key in index:
                raise ValueError(f"Two profiles have the key {profile.key!r}.")
            index.replace(profile)
        return index

    def replace(self, profile: Profile) -> None:
        """Adds the agency, or puts this profile in place of the one it had.

        Raises UnknownSlugError for a service or an industry outside the taxonomy, ValueError for an
        impossible number or for two case studies with one key.
        """
        _check(profile)
        self._entries[profile.key] = Entry(profile, _documents(profile))
        self._columns = None

    def remove(self, key: str) -> None:
        """Forgets the agency. Raises KeyError if it isn't there."""
        del self._entries[key]
        self._columns = None

    def profile(self, key: str) -> Profile:
        """The profile of one agency. Raises KeyError."""
        return self._entries[key].profile

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def columns(self) -> "Columns":
        """The agencies as columns, in the order of their keys. A snapshot: later changes don't show in it."""
        columns = self._columns
        if columns is None:
            columns = self._columns = Columns([self._entries[key] for key in sorted(self._entries)])
        return columns


class Columns:
    """What the rules read: one row per agency, in the order of the keys; NaN and 0 mean "not stated"."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        profiles = tuple(entry.profile for entry in entries)
        self.entries = tuple(entries)
        self.profiles = profiles
        self.keys = tuple(profile.key for profile in profiles)
        self.rows = {key: row for row, key in enumerate(self.keys)}
        self.size = len(profiles)
        self.accepting: Mask = np.array([profile.accepting for profile in profiles], dtype=np.bool_)
        self.minimum = _euros(profile.minimum_budget for profile in profiles)
        self.hourly = _hourly(profiles)
        self.available: Ints = np.array(
            [profile.available_on.toordinal() if profile.available_on else 0 for profile in profiles],
            np.int64,
        )
        self.team = np.array([profile.team_size or np.nan for profile in profiles], dtype=np.float64)
        self.offers: Mask = _flags([profile.services for profile in profiles], SERVICE_COLUMN)
        self.focus = self._focus()
        self.industries: Mask = _flags([profile.industries for profile in profiles], INDUSTRY_COLUMN)
        self.home = np.array([profile.country or "" for profile in profiles], dtype=np.str_)
        self.country_column = _numbered(code for profile in profiles for code in _served(profile))
        self.serves: Mask = _flags([_served(profile) for profile in profiles], self.country_column)
        self.limits_countries: Mask = np.array([bool(profile.countries) for profile in profiles], dtype=np.bool_)
        self.language_column = _numbered(code for profile in profiles for code in profile.languages)
        self.speaks: Mask = _flags([profile.languages for profile in profiles], self.language_column)

    def _focus(self) -> Floats:
        shares = np.zeros((self.size, len(SERVICE_COLUMN)))
        for row, profile in enumerate(self.profiles):
            for slug, percent in profile.services.items():
                shares[row, SERVICE_COLUMN[slug]] = percent
        return shares

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Each agency's profile and then its case studies, agencies in their order."""
        return tuple(document for entry in self.entries for document in entry.documents)

    @cached_property
    def starts(self) -> Ints:
        """Where each agency's documents begin."""
        sizes = [len(entry.documents) for entry in self.entries]
        return np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64) if sizes else np.zeros(0, np.int64)

    @cached_property
    def owner(self) -> Ints:
        """The row of the agency each document belongs to."""
        return np.repeat(np.arange(self.size, dtype=np.int64), [len(entry.documents) for entry in self.entries]).astype(
            np.int64
        )

    @cached_property
    def finished(self) -> Ints:
        """The day each document's project was finished, as an ordinal; 0 for profiles and undated case studies."""
        return np.array([document.finished for document in self.documents], dtype=np.int64)

    @cached_property
    def document_industry(self) -> Ints:
        """The column of each document's industry, or -1."""
        return np.array(
            [INDUSTRY_COLUMN[document.industry] if document.industry else -1 for document in self.documents],
            dtype=np.int64,
        )

    @cached_property
    def postings(self) -> Postings:
        """Who mentions which word."""
        return Postings(self.documents)


def _served(profile: Profile) -> tuple[str, ...]:
    """Countries an agency can be asked in: those it states and its own."""
    return (*profile.countries, profile.country) if profile.country else profile.countries


def _numbered(values: Iterable[str]) -> dict[str, int]:
    return {value: place for place, value in enumerate(sorted(set(values)))}


def _flags(rows: Sequence[Iterable[str]], columns: dict[str, int]) -> Mask:
    flags = np.zeros((len(rows), len(columns)), dtype=np.bool_)
    for row, values in enumerate(rows):
        for value in values:
            flags[row, columns[value]] = True
    return flags


def _euros(amounts: Iterable[Amount | None]) -> Floats:
    return np.array([np.nan if amount is None else amount.euros for amount in amounts], dtype=np.float64)


def _hourly(profiles: Sequence[Profile]) -> Floats:
    """The middle of each agency's hourly band in euros, or the end it states."""
    low = _euros(profile.hourly_low or profile.hourly_high for profile in profiles)
    high = _euros(profile.hourly_high or profile.hourly_low for profile in profiles)
    return (low + high) / 2


def _documents(profile: Profile) -> tuple[Document, ...]:
    """The profile's own text with the names of what it states, then each case study."""
    stated = [SERVICES[slug].name for slug in profile.services] + [INDUSTRIES[slug].name for slug in profile.industries]
    studies = (
        Document.read(
            f"{study.title}\n{study.text}",
            named=[SERVICES[slug].name for slug in study.services],
            key=study.key,
            finished=study.finished_on.toordinal() if study.finished_on else 0,
            industry=study.industry,
        )
        for study in profile.case_studies
    )
    return (Document.read(profile.text, named=stated), *studies)


def _check(profile: Profile) -> None:
    for slug, percent in profile.services.items():
        service(slug)
        if not 0 <= percent <= 100:
            raise ValueError(f"{profile.key}: {percent} is no percentage of work for {slug}.")
    for slug in profile.industries:
        industry(slug)
    if profile.capacity < 0 or (profile.team_size is not None and profile.team_size < 1):
        raise ValueError(f"{profile.key}: a capacity can't be below 0, nor a team smaller than 1.")
    keys = [study.key for study in profile.case_studies]
    if len(set(keys)) != len(keys):
        raise ValueError(f"{profile.key}: two case studies have one key.")
    for study in profile.case_studies:
        for slug in study.services:
            service(slug)
        if study.industry is not None:
            industry(study.industry)
