"""What we keep about people, field by field. The privacy page is written from this map, and a test
fails when a field of ours is in no list, so that a new one can't be forgotten in export and erasure."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class OnErasure(TextChoices):
    DELETE = "delete", _("deleted")
    BLANK = "blank", _("emptied")
    KEEP = "keep", _("kept, because somebody else’s record needs it")


@dataclass(frozen=True, slots=True)
class Personal:
    """A field about a person: why we have it, how long, and what export and erasure do with it."""

    why: str | Promise
    kept: str | Promise
    on_erasure: OnErasure
    exported: bool = True


_ACCOUNT = _("as long as the account exists")
_PROJECT = _("as long as the project exists")
_WEEKS = _("14 days, or until you sign out")
_UNSENT = _("until it is sent, a day at the longest")
_PUBLIC = _("as long as the page is public")
_SUBSCRIBED = _("a week unconfirmed, then until a month after you end it")
_LEGAL = _("as long as the record of the deal")

PRIVACY_MAP: dict[str, dict[str, Personal]] = {
    "accounts.User": {
        "email": Personal(_("to sign you in and write to you"), _ACCOUNT, OnErasure.BLANK),
        "name": Personal(_("to show colleagues and the other side who wrote"), _ACCOUNT, OnErasure.BLANK),
        "password": Personal(_("to sign you in; stored as a hash"), _ACCOUNT, OnErasure.BLANK, exported=False),
        "time_zone": Personal(_("to show times as your clock does"), _ACCOUNT, OnErasure.BLANK),
        "last_login": Personal(_("to notice a stolen account"), _ACCOUNT, OnErasure.BLANK),
        "date_joined": Personal(_("to know how long you have been here"), _ACCOUNT, OnErasure.BLANK),
        "terms_accepted_at": Personal(_("to know that you agreed to the terms"), _ACCOUNT, OnErasure.KEEP),
        "suspended_at": Personal(_("to keep a suspended account out"), _ACCOUNT, OnErasure.KEEP),
    },
    "accounts.Membership": {
        "user": Personal(_("to know for whom you act"), _("until you leave the organisation"), OnErasure.DELETE),
        "role": Personal(_("to know what you may do there"), _("until you leave the organisation"), OnErasure.DELETE),
        "joined_at": Personal(_("to show colleagues"), _("until you leave the organisation"), OnErasure.DELETE),
    },
    "accounts.Invitation": {
        "email": Personal(_("to invite you"), _("until it is accepted or expires"), OnErasure.DELETE),
        "invited_by": Personal(_("to tell who invited you"), _("until it is accepted or expires"), OnErasure.DELETE),
        "accepted_by": Personal(_("to use each invitation once"), _ACCOUNT, OnErasure.BLANK),
    },
    "accounts.OutgoingMail": {
        "to": Personal(_("to send you what you asked for"), _UNSENT, OnErasure.DELETE),
        "subject": Personal(_("to send you what you asked for"), _UNSENT, OnErasure.DELETE),
        "text": Personal(_("to send you what you asked for"), _UNSENT, OnErasure.DELETE, exported=False),
    },
    "notifications.Notification": {
        "recipient": Personal(_("to tell you"), _ACCOUNT, OnErasure.DELETE),
        "facts": Personal(_("what the message says"), _ACCOUNT, OnErasure.DELETE),
        "read_at": Personal(_("to show what is new"), _ACCOUNT, OnErasure.DELETE),
    },
    "notifications.Preference": {
        "user": Personal(_("to send only what you want"), _ACCOUNT, OnErasure.DELETE),
        "wanted": Personal(_("to send only what you want"), _ACCOUNT, OnErasure.DELETE),
    },
    "projects.Project": {
        "created_by": Personal(_("to show colleagues who began it"), _PROJECT, OnErasure.BLANK),
        "answers": Personal(_("your draft as you typed it"), _("until published, or 30 idle days"), OnErasure.DELETE),
        "draft_key_hash": Personal(
            _("to give a draft back to the browser that began it"),
            _("until published, or 30 idle days"),
            OnErasure.DELETE,
            exported=False,
        ),
    },
    "projects.Lead": {
        "answered_by": Personal(_("to show colleagues who answered"), _PROJECT, OnErasure.BLANK),
        "decline_note": Personal(_("to tell the client why"), _PROJECT, OnErasure.KEEP),
    },
    "projects.BidDraft": {
        "answers": Personal(_("your bid as you typed it"), _PROJECT, OnErasure.KEEP),
        "saved_by": Personal(_("to show colleagues who saved it"), _PROJECT, OnErasure.BLANK),
    },
    "projects.BidVersion": {
        "sent_by": Personal(_("to know who bound the agency"), _LEGAL, OnErasure.KEEP),
    },
    "projects.BidContent": {
        "terms": Personal(_("what was offered, with the names of the team"), _LEGAL, OnErasure.KEEP),
    },
    "projects.Bid": {
        "decline_note": Personal(_("to tell the agency why"), _LEGAL, OnErasure.KEEP),
    },
    "projects.Remark": {
        "note": Personal(_("to choose together with colleagues"), _PROJECT, OnErasure.KEEP),
        "saved_by": Personal(_("to show colleagues who wrote it"), _PROJECT, OnErasure.BLANK),
    },
    "projects.Question": {
        "asked_by": Personal(_("to show your own agency who asked"), _PROJECT, OnErasure.BLANK),
        "text": Personal(_("to be answered"), _PROJECT, OnErasure.KEEP),
        "answer": Personal(_("to tell every agency that was asked"), _PROJECT, OnErasure.KEEP),
        "answered_by": Personal(_("to show colleagues who answered"), _PROJECT, OnErasure.BLANK),
    },
    "contracts.Contract": {
        "awarded_by": Personal(_("to know who bound the client"), _LEGAL, OnErasure.KEEP),
    },
    "projects.BidEvent": {
        "by_id": Personal(_("who did it, as a number without a name"), _LEGAL, OnErasure.KEEP),
        "data": Personal(_("what was done"), _LEGAL, OnErasure.KEEP),
    },
    "contracts.ContractEvent": {
        "by_id": Personal(_("who did it, as a number without a name"), _LEGAL, OnErasure.KEEP),
        "data": Personal(_("what was done"), _LEGAL, OnErasure.KEEP),
    },
    "accounts.OrganisationEvent": {
        "by_id": Personal(_("who did it, as a number without a name"), _LEGAL, OnErasure.KEEP),
        "data": Personal(_("what was done"), _LEGAL, OnErasure.KEEP),
    },
    "agencies.AgencyEvent": {
        "by_id": Personal(_("who did it, as a number without a name"), _LEGAL, OnErasure.KEEP),
        "data": Personal(_("what was done"), _LEGAL, OnErasure.KEEP),
    },
    "agencies.VerificationStep": {
        "by": Personal(_("to know who asked and who decided"), _LEGAL, OnErasure.KEEP),
        "text": Personal(_("to check who the agency is, and to say why it was decided so"), _LEGAL, OnErasure.KEEP),
        "links": Personal(_("to check who the agency is"), _LEGAL, OnErasure.KEEP),
    },
    "projects.ProjectEvent": {
        "by_id": Personal(_("who did it, as a number without a name"), _LEGAL, OnErasure.KEEP),
        "data": Personal(_("what was done"), _LEGAL, OnErasure.KEEP),
    },
    "blog.AuthorPage": {
        "role": Personal(_("to show readers who wrote a guide"), _PUBLIC, OnErasure.BLANK),
        "biography": Personal(_("to show readers who wrote a guide"), _PUBLIC, OnErasure.BLANK),
        "portrait": Personal(_("to show readers who wrote a guide"), _PUBLIC, OnErasure.BLANK),
        "website": Personal(_("to show readers who wrote a guide"), _PUBLIC, OnErasure.BLANK),
    },
    "blog.GuideAuthor": {
        "author": Personal(_("to name who wrote a guide"), _PUBLIC, OnErasure.DELETE),
    },
    "blog.Picture": {
        "credit": Personal(_("to name who made a picture"), _("as long as the picture is used"), OnErasure.KEEP),
        "uploaded_by_user": Personal(
            _("to know who added a picture"), _("as long as the picture is kept"), OnErasure.BLANK
        ),
    },
    "blog.Subscription": {
        "email": Personal(_("to send you new guides"), _SUBSCRIBED, OnErasure.DELETE),
        "asked_at": Personal(_("to forget an address that nobody confirmed"), _SUBSCRIBED, OnErasure.DELETE),
        "confirmed_at": Personal(_("to know that you said yes"), _SUBSCRIBED, OnErasure.DELETE),
        "ended_at": Personal(_("to send nothing more"), _SUBSCRIBED, OnErasure.DELETE),
    },
    "blog.NewsletterMail": {
        "subscription": Personal(_("to send you each guide once"), _SUBSCRIBED, OnErasure.DELETE),
        "guide": Personal(_("to send you each guide once"), _SUBSCRIBED, OnErasure.DELETE),
    },
    "account.EmailAddress": {
        "user": Personal(_("to know whose address it is"), _ACCOUNT, OnErasure.DELETE),
        "email": Personal(_("to confirm that it is yours"), _ACCOUNT, OnErasure.DELETE),
        "verified": Personal(_("to confirm that it is yours"), _ACCOUNT, OnErasure.DELETE),
        "primary": Personal(_("to know where to write"), _ACCOUNT, OnErasure.DELETE),
    },
    "usersessions.UserSession": {
        "user": Personal(_("to list your sessions"), _WEEKS, OnErasure.DELETE),
        "ip": Personal(_("to help you recognise your sessions"), _WEEKS, OnErasure.DELETE),
        "user_agent": Personal(_("to help you recognise your sessions"), _WEEKS, OnErasure.DELETE),
        "created_at": Personal(_("to help you recognise your sessions"), _WEEKS, OnErasure.DELETE),
        "last_seen_at": Personal(_("to help you recognise your sessions"), _WEEKS, OnErasure.DELETE),
        "session_key": Personal(_("to end a session when you say so"), _WEEKS, OnErasure.DELETE, exported=False),
        "data": Personal(_("to help you recognise your sessions"), _WEEKS, OnErasure.DELETE),
    },
    "mfa.Authenticator": {
        "user": Personal(_("your second factors and passkeys"), _ACCOUNT, OnErasure.DELETE),
        "type": Personal(_("your second factors and passkeys"), _ACCOUNT, OnErasure.DELETE),
        "data": Personal(_("your second factors and passkeys"), _ACCOUNT, OnErasure.DELETE, exported=False),
        "created_at": Personal(_("your second factors and passkeys"), _ACCOUNT, OnErasure.DELETE),
        "last_used_at": Personal(_("your second factors and passkeys"), _ACCOUNT, OnErasure.DELETE),
    },
}

_JOB = "due_at lease_until lease_token attempts done_at dead_at failure"

# Fields about organisations, their work and the machine, not about a person.
NOT_PERSONAL: dict[str, str] = {
    "accounts.User": "id is_active is_staff is_superuser",
    "accounts.Organisation": "id code name purpose country purpose claimed_at created_at source external_id",
    "accounts.Membership": "id code organisation",
    "accounts.Invitation": "id code organisation role token_hash created_at expires_at accepted_at revoked_at",
    "accounts.OutgoingMail": f"id message_id created_at expires_at {_JOB}",
    "accounts.SpentToken": "token location spent_at",
    "accounts.OrganisationEvent": "id number kind at previous_hash hash organisation",
    "notifications.Notification": "id code kind event path created_at",
    "notifications.Delivery": f"id notification channel message_id outcome {_JOB}",
    "notifications.Preference": "id group channel",
    "agencies.Agency": (
        "id organisation slug state version name tagline description country city website founded team_size currency "
        "hourly_low hourly_high minimum_budget available_on capacity capacity_confirmed_at accepting_leads logo "
        "logo_width logo_height verified_at created_at published_at"
    ),
    "agencies.AgencyService": "id agency service focus",
    "agencies.AgencyIndustry": "id agency industry",
    "agencies.AgencyCountry": "id agency country",
    "agencies.AgencyLanguage": "id agency language",
    "agencies.CaseStudy": "id code agency title text client industry services finished_on amount currency external_id",
    "agencies.CaseStudyPicture": "id case_study image width height alt",
    "agencies.DirectoryEdition": "id key",
    "agencies.ProfileVersion": "id agency number content created_at",
    "agencies.VerificationStep": "id agency number kind at",
    "agencies.AgencyEvent": "id number kind at previous_hash hash agency",
    "projects.Project": (
        "id code organisation state created_at title answers_version saved_at expires_at expiry_warned_at version "
        "seats published_at bids_close_at questions_close_at decide_by offers_leads came_from source external_id "
        "source_status"
    ),
    "projects.BriefVersion": (
        "id project number created_at title text reason audience must_haves services industry budget_kind budget_low "
        f"budget_high currency starts_on ends_on country place languages choosing dated_on offers_leads {_JOB}"
    ),
    "projects.MatchRun": (
        "id brief engine_version weights seed seats created_at considered eligible fitting inputs others offers_leads"
    ),
    "projects.Match": "id run agency rank score content seat_order seat_kind probability",
    "projects.Lead": (
        "id code project agency brief match state seat_kind offered_at answer_by seen_at answered_at decline_reason "
        "closed_at"
    ),
    "projects.Bid": "id code project agency lead state version begun_at sent_at decided_at decline_reason",
    "projects.BidDraft": "id bid answers_version sent_version saved_at",
    "projects.BidVersion": "id bid number brief sent_at receipt",
    "projects.BidContent": "version nonce total currency",
    "projects.Remark": "id bid shortlisted_at note_version",
    "projects.Question": "id code project lead asked_at answered_at remind_at",
    "projects.Deadline": "id project kind due_at met_at",
    "projects.BidEvent": "id number kind at previous_hash hash bid",
    "contracts.Contract": "id code project bid version awarded_at",
    "contracts.ContractEvent": "id number kind at previous_hash hash contract",
    "projects.ProjectEvent": "id number kind at previous_hash hash project",
    "blog.HomePage": "page_ptr social_image headline lede prompt example reassurance body",
    "blog.AuthorIndexPage": "page_ptr social_image",
    "blog.AuthorPage": "page_ptr social_image",
    "blog.BarLink": "id sort_order label page path settings",
    "blog.BlogIndexPage": "page_ptr social_image introduction featured",
    "blog.CheckedLink": "id page url words finding detail checked_at",
    "blog.FooterLink": "id sort_order label page path settings",
    "blog.GuideAuthor": "id sort_order guide",
    "blog.GuidePage": "page_ptr social_image summary cover body faq reviewed_on review_due_on anchors words",
    "blog.GuideTopic": "id sort_order guide topic",
    "blog.Picture": (
        "id collection title file description width height created_at focal_point_x focal_point_y focal_point_width "
        "focal_point_height file_size file_hash"
    ),
    "blog.PictureRendition": "id filter_spec file width height focal_point_key image",
    "blog.SiteSettings": "id site organisation_name tagline contact_address",
    "blog.StandardPage": "page_ptr social_image body",
    "blog.TopicIndexPage": "page_ptr social_image",
    "blog.TopicPage": "page_ptr social_image introduction",
    "blog.Subscription": "id came_from",
    "blog.NewsletterMail": f"id created_at {_JOB}",
    "marketplace.Heartbeat": "name at",
    "marketplace.PageDay": "id page title block variant event day count",
    "marketplace.FunnelDay": "id page block variant day readers seen followed begun published bids awards",
    "marketplace.AwardedDay": "id page block variant day currency awards total",
    "marketplace.FunnelPlace": "id page block name stands",
    "marketplace.Trial": "id page block wording began_on expected least needed",
    "marketplace.OpenNumbers": "service agencies middle_price currency first_bid_after awards counted_at",
    "account.EmailAddress": "id",
    "usersessions.UserSession": "id",
    "mfa.Authenticator": "id",
}

# What the tables of others call a field is for programmers.
_OUR_NAMES = {
    "ip": _("IP address"),
    "user_agent": _("browser"),
    "user": _("person"),
    "data": _("details"),
    "primary": _("which one we write to"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One table of the privacy page."""

    anchor: str
    title: str
    fields: list[dict[str, object]]


def described() -> list[Group]:
    """The map in words, one group a table, for people to read."""
    groups = []
    for label, fields in PRIVACY_MAP.items():
        options = apps.get_model(label)._meta
        groups.append(
            Group(
                anchor=options.model_name or "",
                title=capfirst(options.verbose_name_plural or ""),
                fields=[
                    {
                        "name": capfirst(
                            _OUR_NAMES.get(name) or getattr(options.get_field(name), "verbose_name", name)
                        ),
                        "why": field.why,
                        "kept": field.kept,
                        "on_erasure": field.on_erasure.label,
                    }
                    for name, field in fields.items()
                ],
            )
        )
    return groups
