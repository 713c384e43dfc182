"""Half-written briefs, and links that open the wizard with one.

What stands in square brackets is for the client to fill in. Presets are named by slug in links and in blocks of
pages: a slug stays when its text changes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.lib.origins import Origin


@dataclass(frozen=True, slots=True)
class Preset:
    """A brief begun: what editors see in their list, and the title and text that the client goes on with."""

    name: str | Promise
    title: str | Promise
    text: str | Promise


BUDGETS: Final[Mapping[str, str | Promise]] = {
    "under-15": _("Under €15,000"),
    "15-30": _("€15,000 to €30,000"),
    "30-60": _("€30,000 to €60,000"),
    "60-100": _("€60,000 to €100,000"),
    "over-100": _("More than €100,000"),
}
"""The rough budgets of the home page, smallest first."""

PRESETS: Final[Mapping[str, Preset]] = {
    "python-back-end": Preset(
        _("Python back end"),
        _("Python back end for [your product]"),
        _(
            "We need a back end in Python for [what the product does, in one sentence]. It will serve [a website, a "
            "mobile app, other systems], used by about [number of users] people, with [number] requests a minute at "
            "the busiest time.\n\n"
            "Today there is [nothing yet / a prototype / a system we want to replace, written in …]. The data is "
            "[what it is and how much of it], and it lives in [where]. The back end has to talk to [payment "
            "provider, warehouse, accounting, …].\n\n"
            "The first release must be able to [the three things that matter most]. It can wait until later to "
            "[what is not urgent]. We host at [provider, or: we have no preference], and after the launch [who] "
            "will look after it.\n\n"
            "We know that it works when [a result you can measure, such as: orders reach the warehouse within a "
            "minute]."
        ),
    ),
    "python-takeover": Preset(
        _("Taking over an existing Django or Flask application"),
        _("Take over and put in order our [Django, Flask] application"),
        _(
            "We run a [Django, Flask] application that [what it does], used by about [number of users] people. It "
            "was written in [year] by [a former team, an agency, one developer], who [why they no longer look "
            "after it].\n\n"
            "It runs on Python [version] and [framework with version]. There are [number, or: no] automated tests. "
            "What hurts most: [slow pages, failing nightly jobs, security updates that nobody dares, …].\n\n"
            "In the first [number] weeks we want a written review of the code with a plan, then [updates, the worst "
            "faults mended, a second environment to try things in]. After that, about [number] days a month of "
            "care. The application must stay available [at all times / on working days between … and …]."
        ),
    ),
    "web-application": Preset(
        _("Web application"),
        _("Web application for [the work it does]"),
        _(
            "We need a web application in which [who] can [do what]. Today this is done with [spreadsheets, e-mail, "
            "an old program], which costs us about [number] hours a week and leads to [what goes wrong].\n\n"
            "About [number of users] people will use it, in [number] roles: [who may do what]. The most important "
            "pages are [three to five of them]. It exchanges data with [systems, or: nothing else].\n\n"
            "For a first version we would leave out [what can wait]. We already have [drawings, a list of wishes, "
            "a brand, nothing yet]. It is finished when [a result that anybody can check]."
        ),
    ),
    "online-shop": Preset(
        _("Online shop"),
        _("Online shop for [what you sell]"),
        _(
            "We sell [what] and want [a first shop / a better shop than the present one at …]. There are about "
            "[number] articles with [sizes, colours, personal engraving, …], and about [number] orders a month, "
            "with a peak [when].\n\n"
            "The shop has to work with [stock, accounting, shipping] and take payments by [methods]. We deliver to "
            "[countries] in [languages]. Articles and customers are to be moved from [the present system, or: "
            "nothing is to be moved].\n\n"
            "What annoys our customers today is [what]. A year after the launch we would like [share of visitors "
            "who buy, orders a month, hours saved]."
        ),
    ),
    "mobile-app": Preset(
        _("Mobile app"),
        _("App for [iPhone, Android or both] that [what it does]"),
        _(
            "We need an app for [iPhone, Android or both] with which [who] can [do what], mostly [where and when "
            "they use it]. It has to work without a connection: [yes, for … / no].\n\n"
            "There is [already a back end with an interface at … / no back end, it is part of this project]. "
            "People sign in with [e-mail, an account of ours, nothing]. The app uses the phone’s [camera, place, "
            "messages, payments].\n\n"
            "We expect about [number of users] people in the first year. The first version needs [the three things "
            "that matter most]; [what can wait] comes later. Who publishes it in the stores: [we / the agency]."
        ),
    ),
    "data-pipeline": Preset(
        _("Data pipeline and reports"),
        _("Bring the data of [systems] together for [reports, forecasts]"),
        _(
            "Our data lies in [list of systems], about [amount] in all, growing by [amount] a month. Every [day, "
            "week] somebody puts together [which figures] by hand, and [what goes wrong with it].\n\n"
            "We want one place where [who] finds [which figures], not older than [minutes, hours, a day]. The five "
            "questions it must answer are: [list]. Personal data in it: [none / which, and who may see it].\n\n"
            "We use [cloud, database, reporting tool, or: nothing yet]. A person on our side who knows the data has "
            "[number] hours a week for this. It is finished when [a report that today takes a day is there in the "
            "morning]."
        ),
    ),
    "assistant": Preset(
        _("Assistant that answers from your own documents"),
        _("Assistant that answers [whose] questions from our documents"),
        _(
            "[Who] asks us the same questions again and again: about [number] a week, on [subjects]. The answers "
            "stand in [manuals, contracts, tickets, a wiki], about [number] documents in [languages].\n\n"
            "We want an assistant that answers from these documents, names its source, and says so when it does "
            "not know. It is to be used in [our website, chat, the help desk’s program]. These documents must not "
            "leave [our own servers, the European Union, …].\n\n"
            "To judge it we have [number] real questions with good answers [or: we need help to collect them]. It "
            "may be wrong in at most [share] of cases, because a wrong answer costs [what]."
        ),
    ),
    "website-relaunch": Preset(
        _("New website"),
        _("New website for [organisation or product]"),
        _(
            "Our website at [address] is [years] old. It has about [number] pages in [languages] and [number] "
            "visitors a month, who mostly come for [what]. We want a new one because [what it fails at today].\n\n"
            "Visitors should [find, understand, do what]. Editors, [number] of them, should be able to [what they "
            "can't do today] without help. These parts have to stay: [addresses that rank, forms, a shop, a "
            "members’ area].\n\n"
            "Texts and pictures come from [us, the agency]. It must be usable with a keyboard and a screen reader. "
            "We have [a brand with rules / no design yet]."
        ),
    ),
}
"""Briefs for common projects, by slug, in the order of the editors' list."""

BLANK: Final = re.compile(r"\[[^\[\]]+\]")


def blanks(text: str) -> list[str]:
    """The blanks of presets that still stand in a text, each once, in their order. Other brackets are the client's."""
    if "[" not in text:
        return []
    ours = {blank for preset in PRESETS.values() for blank in BLANK.findall(f"{preset.title}\n{preset.text}")}
    return [blank for blank in dict.fromkeys(BLANK.findall(text)) if blank in ours]


def url(*, service: str = "", budget: str = "", preset: str = "", origin: Origin | None = None) -> str:
    """The address that opens the wizard with what is given; what is empty is left out."""
    given = {"service": service, "budget": budget, "preset": preset, "from": str(origin or "")}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('projects:new')}?{query}" if query else reverse("projects:new")
