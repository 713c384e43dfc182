"""Who may do what in the back office, and the way of a page from its editor over a reviewer to its readers.

Wagtail's own groups are emptied and used again; whatever is not given here belongs to superusers.
"""

from django.db import migrations

WRITE = [("add_page", "Can add page"), ("change_page", "Can change page")]
ANSWER_FOR = [
    ("publish_page", "Publish any page"),
    ("lock_page", "Lock/unlock pages you've locked"),
    ("unlock_page", "Unlock any page"),
]
FILES = [
    ("wagtailimages", "image", ["add_image", "change_image", "choose_image"]),
    ("wagtaildocs", "document", ["add_document", "change_document", "choose_document"]),
]
ENTER = ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
SITE = ("blog", "sitesettings", "change_sitesettings", "Can change navigation and site")
REDIRECTS = [
    ("wagtailredirects", "redirect", f"{verb}_redirect", f"Can {verb} redirect") for verb in ("add", "change", "delete")
]
MODERATE = ("accounts", "user", "moderate", "Can work the moderators' queues")

GROUPS = {
    "Editors": {"pages": WRITE, "files": True, "anywhere": [ENTER, SITE]},
    "Reviewers": {"pages": [*WRITE, *ANSWER_FOR], "files": True, "anywhere": [ENTER, SITE, *REDIRECTS]},
    "Moderators": {"pages": [], "files": False, "anywhere": [ENTER, MODERATE]},
}
TASK = "A reviewer reads it"
WORKFLOWS = {"Review of pages": "00010001", "Review of guides": "000100010001"}
"""Each with the place of the page from which on it holds; a guide's comes before that of the pages around it."""


def create(apps, schema_editor):
    groups = {name: _group(apps, name, **may) for name, may in GROUPS.items()}
    _drop_default_workflows(apps)
    _create_workflows(apps, groups["Reviewers"])


def _group(apps, name, *, pages, files, anywhere):
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=name)
    on_pages = apps.get_model("wagtailcore", "GroupPagePermission").objects
    on_files = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    on_pages.filter(group=group).delete()
    on_files.filter(group=group).delete()
    group.permissions.set([_permission(apps, *permission) for permission in anywhere])
    home = apps.get_model("wagtailcore", "Page").objects.get(path="00010001")
    for codename, label in pages:
        permission = _permission(apps, "wagtailcore", "page", codename, label)
        on_pages.get_or_create(group=group, page=home, permission=permission)
    everything = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for app, model, codenames in FILES if files else []:
        for codename in codenames:
            permission = _permission(apps, app, model, codename, f"Can {codename.replace('_', ' ')}")
            on_files.get_or_create(group=group, collection=everything, permission=permission)
    return group


def _permission(apps, app, model, codename, label):
    """The permission, which Django itself makes only after the last migration."""
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.get_or_create(content_type=kind, codename=codename, defaults={"name": label})[0]


def _drop_default_workflows(apps):
    """Wagtail made one that Moderators approve: it has never been used where nothing was published yet."""
    for workflow in apps.get_model("wagtailcore", "Workflow").objects.filter(name="Moderators approval"):
        apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow=workflow).delete()
        if apps.get_model("wagtailcore", "WorkflowState").objects.filter(workflow=workflow).exists():
            workflow.active = False
            workflow.save(update_fields=["active"])
        else:
            apps.get_model("wagtailcore", "WorkflowTask").objects.filter(workflow=workflow).delete()
            workflow.delete()
    tasks = apps.get_model("wagtailcore", "Task").objects.filter(name="Moderators approval")
    states = apps.get_model("wagtailcore", "TaskState").objects
    for task in tasks:
        if states.filter(task=task).exists():
            task.active = False
            task.save(update_fields=["active"])
        else:
            apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(pk=task.pk).delete()


def _create_workflows(apps, reviewers):
    tasks = apps.get_model("wagtailcore", "GroupApprovalTask").objects
    task = tasks.filter(name=TASK).first()
    if task is None:
        kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="wagtailcore", model="groupapprovaltask"
        )
        task = tasks.create(name=TASK, content_type=kind, active=True)
    task.groups.set([reviewers])
    for name, path in WORKFLOWS.items():
        page = apps.get_model("wagtailcore", "Page").objects.filter(path=path).first()
        if page is None:
            continue
        workflow, made = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(name=name)
        if made:
            apps.get_model("wagtailcore", "WorkflowTask").objects.create(
                workflow=workflow, task_id=task.pk, sort_order=0
            )
        apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(
            page=page, defaults={"workflow": workflow}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0004_first_pages"),
        ("accounts", "0005_moderators"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
