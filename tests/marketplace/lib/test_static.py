"""Collected static files: hashed names are compressed, plain ones are there for pages without a manifest."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from marketplace.lib.static import HashedAndCompressed


def test_only_names_with_a_hash_are_compressed(tmp_path: Path) -> None:
    sources, collected = FileSystemStorage(tmp_path / "from"), HashedAndCompressed(tmp_path / "to", "/static/")
    for storage in (sources, collected):
        storage.save("site.css", ContentFile(b"body { color: black }\n" * 200))
    list(collected.post_process({"site.css": (sources, "site.css")}))

    plain, hashed = "site.css", collected.stored_name("site.css")
    assert plain != hashed
    names = {path.name for path in (tmp_path / "to").iterdir()}
    assert names == {plain, hashed, f"{hashed}.br", f"{hashed}.gz", "staticfiles.json"}
