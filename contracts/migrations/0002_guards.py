"""The database refuses a contract on another project's bid, or on a version of another bid."""

from django.db import migrations

from marketplace.lib.guards import Refuse
from marketplace.lib.history import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial"), ("projects", "0004_guards_of_bids")]

    operations = [
        AppendOnly("contractevent"),
        Refuse(
            "contract",
            "contracts_are_on_the_awarded_bid_of_their_project",
            "NOT EXISTS (SELECT 1 FROM projects_bid b JOIN projects_bidversion v ON v.bid_id = b.id "
            "WHERE b.id = NEW.bid_id AND b.project_id = NEW.project_id AND v.id = NEW.version_id "
            "AND b.state = 'awarded')",
        ),
    ]
