"""Videos by link: which hosts we know, and what an address leads to. Nobody is asked, not even here on the server."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

PEERTUBE_HOSTS = frozenset(
    ("framatube.org", "makertube.net", "peertube.tv", "spectra.video", "tilvids.com", "video.blender.org")
)
LONGEST = 300

_YOUTUBE_KEY = re.compile(r"[\w-]{11}", re.ASCII)
_VIMEO_PATH = re.compile(r"/(?:video/)?(?P<number>\d{1,12})(?:/(?P<hash>[0-9a-f]{6,16}))?", re.ASCII)
_PEERTUBE_PATH = re.compile(
    r"/(?:w|videos/watch|videos/embed)/(?P<key>[1-9A-HJ-NP-Za-km-z]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    re.ASCII,
)
_SIGNS = re.compile(r"[!-~]+")


class UnknownVideo(ValueError):
    """The address isn't a video at a host we know."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video: who shows it, the host that a reader is led to, and the address without anything that follows them."""

    provider: str
    host: str
    url: str


def video(url: str) -> Video:
    """What an address leads to. Raises `UnknownVideo` with a sentence for the editor."""
    if len(url) > LONGEST or not _SIGNS.fullmatch(url):
        raise UnknownVideo(_("Enter the address of one video, beginning with https://."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnknownVideo(_("Enter the address of one video, beginning with https://.")) from None
    if parts.scheme != "https" or "@" in parts.netloc or port is not None:
        raise UnknownVideo(_("Enter the address of one video, beginning with https://."))
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    found = _youtube(host, parts.path, parts.query) or _vimeo(host, parts.path) or _peertube(host, parts.path)
    if not found:
        raise UnknownVideo(
            _("We show videos of YouTube, Vimeo and these PeerTube sites: %(hosts)s. Enter the address of one video.")
            % {"hosts": ", ".join(sorted(PEERTUBE_HOSTS))}
        )
    return found


def video_or_none(url: object) -> Video | None:
    """The same for what is stored already, whoever stored it."""
    try:
        return video(str(url or ""))
    except UnknownVideo:
        return None


def _youtube(host: str, path: str, query: str) -> Video | None:
    if host == "youtu.be":
        key = path.removeprefix("/")
    elif host not in {"youtube.com", "youtube-nocookie.com"}:
        return None
    elif path == "/watch":
        key = parse_qs(query).get("v", [""])[0]
    else:
        kind, _slash, key = path.removeprefix("/").partition("/")
        if kind not in {"embed", "shorts", "live"}:
            return None
    if not _YOUTUBE_KEY.fullmatch(key):
        return None
    return Video("YouTube", "youtube.com", f"https://www.youtube.com/watch?v={key}")


def _vimeo(host: str, path: str) -> Video | None:
    match = _VIMEO_PATH.fullmatch(path.rstrip("/")) if host in {"vimeo.com", "player.vimeo.com"} else None
    if not match:
        return None
    unlisted = f"/{match['hash']}" if match["hash"] else ""
    return Video("Vimeo", "vimeo.com", f"https://vimeo.com/{match['number']}{unlisted}")


def _peertube(host: str, path: str) -> Video | None:
    match = _PEERTUBE_PATH.fullmatch(path.rstrip("/")) if host in PEERTUBE_HOSTS else None
    return Video("PeerTube", host, f"https://{host}/w/{match['key']}") if match else None
