"""Pages, and what editors set around them."""

from blog.models.guides import GuideAuthor, GuidePage, GuideTopic
from blog.models.home import HomePage
from blog.models.indexes import BlogIndexPage
from blog.models.links import CheckedLink
from blog.models.newsletter import NewsletterMail, Subscription
from blog.models.people import AuthorIndexPage, AuthorPage
from blog.models.pictures import Picture, PictureRendition
from blog.models.site import BarLink, FooterLink, SiteSettings
from blog.models.standard import StandardPage
from blog.models.topics import TopicIndexPage, TopicPage

__all__ = [
    "AuthorIndexPage",
    "AuthorPage",
    "BarLink",
    "BlogIndexPage",
    "CheckedLink",
    "FooterLink",
    "GuideAuthor",
    "GuidePage",
    "GuideTopic",
    "HomePage",
    "NewsletterMail",
    "Picture",
    "PictureRendition",
    "SiteSettings",
    "StandardPage",
    "Subscription",
    "TopicIndexPage",
    "TopicPage",
]
