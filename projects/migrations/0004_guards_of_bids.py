"""The database refuses to change what was sent and its history, late bids, and another project's brief or lead."""

from django.db import migrations

from marketplace.lib.guards import Refuse
from marketplace.lib.history import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_bids_and_questions")]

    operations = [
        AppendOnly("bidversion"),
        AppendOnly("bidcontent"),
        AppendOnly("bidevent"),
        Refuse(
            "bidversion",
            "bids_arrive_in_time",
            "EXISTS (SELECT 1 FROM projects_bid b JOIN projects_project p ON p.id = b.project_id "
            "WHERE b.id = NEW.bid_id AND NEW.sent_at >= p.bids_close_at)",
        ),
        Refuse(
            "bid",
            "bids_belong_to_the_project_and_agency_of_their_lead",
            "NOT EXISTS (SELECT 1 FROM projects_lead l "
            "WHERE l.id = NEW.lead_id AND l.project_id = NEW.project_id AND l.agency_id = NEW.agency_id)",
        ),
        Refuse(
            "question",
            "questions_belong_to_the_project_of_their_lead",
            "NOT EXISTS (SELECT 1 FROM projects_lead l WHERE l.id = NEW.lead_id AND l.project_id = NEW.project_id)",
        ),
    ]
