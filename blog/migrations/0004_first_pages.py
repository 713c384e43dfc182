"""A fresh site has its list of guides, with topics and authors below it."""

from django.db import migrations
from django.utils import timezone

PAGES = [
    ("BlogIndexPage", "000100010001", "blog/", "blog", "Guides for people who buy expert work", 2),
    ("TopicIndexPage", "0001000100010001", "blog/topics/", "topics", "Topics", 0),
    ("AuthorIndexPage", "0001000100010002", "blog/authors/", "authors", "Authors", 0),
]
INTRODUCTION = "Long, specific and checked by the agencies who do it. No sign-up wall."


def create(apps, schema_editor):
    page_model = apps.get_model("wagtailcore.Page")
    types = apps.get_model("contenttypes.ContentType").objects
    locale = apps.get_model("wagtailcore.Locale").objects.order_by("pk").first()
    home = page_model.objects.get(path="00010001")
    now = timezone.now()
    for name, path, url_path, slug, title, children in PAGES:
        apps.get_model("blog", name).objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=types.get_or_create(app_label="blog", model=name.lower())[0],
            path=path,
            depth=len(path) // 4,
            numchild=children,
            url_path=f"{home.url_path}{url_path}",
            locale=locale,
            first_published_at=now,
            last_published_at=now,
            **({"introduction": INTRODUCTION} if name == "BlogIndexPage" else {}),
        )
    page_model.objects.filter(path="00010001").update(numchild=1)


def remove(apps, schema_editor):
    for name, *_ in reversed(PAGES):
        apps.get_model("blog", name).objects.all().delete()
    apps.get_model("wagtailcore.Page").objects.filter(path="00010001").update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [("blog", "0003_guides"), ("wagtailcore", "0054_initial_locale")]

    operations = [migrations.RunPython(create, remove)]
