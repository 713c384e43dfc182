"""A fresh site has our home page instead of Wagtail's welcome page."""

from django.db import migrations


def create_home(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        model="homepage", app_label="blog"
    )
    page_model = apps.get_model("wagtailcore.Page")
    site_model = apps.get_model("wagtailcore.Site")
    root = page_model.objects.get(depth=1)
    site_model.objects.all().delete()
    page_model.objects.filter(depth__gt=1).delete()
    locale = apps.get_model("wagtailcore.Locale").objects.order_by("pk").first()
    home = apps.get_model("blog.HomePage").objects.create(
        title="Post one brief, let the right agencies come to you",
        draft_title="Post one brief, let the right agencies come to you",
        slug="home",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
        lede=(
            "Write what you need in your own words. We match it to agencies, show you and them why they fit, "
            "and ask at most five of them to answer."
        ),
        example=(
            "We run a small chain of garden centres. Our stock list lives in four spreadsheets that never agree. "
            "We need one system that our staff can use on a phone before the spring season starts."
        ),
        reassurance="Free for clients. No account needed until you send it. Agencies never see each other.",
    )
    root.numchild = 1
    root.save(update_fields=["numchild"])
    site_model.objects.create(
        hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True, site_name="Briefwell"
    )


def remove_home(apps, schema_editor):
    apps.get_model("wagtailcore.Site").objects.all().delete()
    apps.get_model("blog.HomePage").objects.all().delete()
    apps.get_model("wagtailcore.Page").objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [("blog", "0001_initial"), ("wagtailcore", "0054_initial_locale")]

    operations = [migrations.RunPython(create_home, remove_home)]
